-- Puts a list of pictures, as examples/pictures.sql prints it, in the place of the collection's last one. Needs the variables
-- spark.sd.collection, its name, and spark.sd.list, the file: one JSON object a line.

CREATE OR REPLACE TEMPORARY VIEW list (
  collection STRING, file_path STRING, file_mtime BIGINT, status STRING, metadata_json STRING, listed BIGINT
) USING json OPTIONS (path '${spark.sd.list}', mode 'DROPMALFORMED');

ALTER TABLE arrivals DROP IF EXISTS PARTITION (collection = '${spark.sd.collection}');

INSERT INTO arrivals PARTITION (collection = '${spark.sd.collection}', part)
SELECT file_path, file_mtime, status, metadata_json, listed, CAST(pmod(xxhash64(collection, file_path), 16) AS INT)
FROM list
WHERE collection = '${spark.sd.collection}';
