-- Marks the files of this chunk as extracted. (UPDATE … FROM would walk all of files for each chunk.)
UPDATE main.files SET
  extraction_pending = 0,
  extracted_with = :stamp,
  last_extracted_at = CURRENT_TIMESTAMP,
  (last_extracted_hash, status) = (
    SELECT
      CASE
        WHEN outcome IN ('changed', 'same') THEN metadata_hash
        WHEN is_first OR is_outdated THEN NULL
        ELSE files.last_extracted_hash
      END,
      CASE
        WHEN files.status IN ('unreadable', 'missing') THEN files.status
        WHEN outcome = 'none' THEN 'unrecognized'
        WHEN outcome = 'empty' THEN 'no_metadata'
        ELSE 'ok'
      END
    FROM temp.extracted
    WHERE file_id = files.id
  )
WHERE id IN (SELECT file_id FROM temp.extracted)
