-- Lists the picture files that {files:String} names, such as 'photos/**/*.png', as the collection {collection:String} in
-- `arrivals`. Only files that are new or have another time than in `pictures` are opened; of the others the text is known.
-- Files in object storage: the same with s3(…, 'One') and s3(…, 'RawBLOB') in the place of file(…).

ALTER TABLE arrivals DELETE WHERE collection = {collection:String} SETTINGS mutations_sync = 1;

CREATE OR REPLACE TEMPORARY TABLE found AS
SELECT _path AS file_path, toInt64(toUnixTimestamp(_time)) * 1000000000 AS file_mtime
FROM file({files:String}, 'One');

INSERT INTO arrivals (collection, file_path, file_mtime, status, metadata_json, listed)
WITH
  known AS (
    SELECT file_path, file_mtime, status, metadata_json
    FROM pictures FINAL
    WHERE collection = {collection:String} AND (file_path, file_mtime) IN (SELECT file_path, ifNull(file_mtime, 0) FROM found)
  )
SELECT {collection:String}, file_path, file_mtime, status, metadata_json, (SELECT count() FROM found)
FROM (
  SELECT file_path, file_mtime, status, metadata_json FROM known
  UNION ALL
  SELECT
    file_path, file_mtime,
    JSONExtract(ifNull(image, ''), 'status', 'Nullable(String)') AS status,
    JSONExtract(ifNull(image, ''), 'text', 'Nullable(String)') AS metadata_json
  FROM (
    SELECT _path AS file_path, toInt64(toUnixTimestamp(_time)) * 1000000000 AS file_mtime, sd_image(raw_blob) AS image
    FROM file({files:String}, 'RawBLOB', 'raw_blob String')
    WHERE _path NOT IN (SELECT file_path FROM known)
  )
)
SETTINGS max_block_size = 64;
