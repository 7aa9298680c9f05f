-- Marks the model files of this chunk as extracted.
UPDATE main.files SET
  extraction_pending = 0,
  extracted_with = :stamp,
  last_extracted_at = CURRENT_TIMESTAMP
WHERE id IN (SELECT file_id FROM temp.extracted_models)
