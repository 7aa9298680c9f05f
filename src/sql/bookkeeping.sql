-- Marks the files of this chunk as extracted.
UPDATE main.files SET
  extraction_pending = 0,
  extracted_with = :stamp,
  last_extracted_at = CURRENT_TIMESTAMP,
  last_extracted_hash = CASE
    WHEN outcome IN ('changed', 'same') THEN metadata_hash
    WHEN is_first OR is_outdated THEN NULL
    ELSE last_extracted_hash
  END,
  status = CASE
    WHEN status IN ('unreadable', 'missing') THEN status
    WHEN outcome = 'none' THEN 'unrecognized'
    WHEN outcome = 'empty' THEN 'no_metadata'
    ELSE 'ok'
  END
FROM temp.extracted AS extracted
WHERE files.id = extracted.file_id
