-- Aliases that the header no longer gives.
DELETE FROM main.model_names
WHERE source = 'output_name'
  AND model_file_id IN (SELECT file_id FROM temp.extracted_models)
  AND name IS NOT (SELECT l.output_name FROM main.model_files AS l WHERE l.file_id = model_file_id)
