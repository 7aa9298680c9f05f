-- The name of the file, and the alias that its header gives.
INSERT OR IGNORE INTO main.model_names (model_file_id, name, source)
SELECT file_id, name, 'file' FROM temp.extracted_models
UNION ALL
SELECT e.file_id, l.output_name, 'output_name'
FROM temp.extracted_models AS e
JOIN main.model_files AS l ON l.file_id = e.file_id
WHERE l.output_name <> ''
