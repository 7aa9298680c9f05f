-- A file that was renamed keeps the name that images know it by.
UPDATE OR REPLACE main.model_names SET source = 'former'
WHERE source = 'file'
  AND model_file_id IN (SELECT file_id FROM temp.extracted_models)
  AND name IS NOT (SELECT e.name FROM temp.extracted_models AS e WHERE e.file_id = model_file_id)
