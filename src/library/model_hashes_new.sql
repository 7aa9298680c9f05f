-- Hashes that are new.
INSERT OR IGNORE INTO main.model_hashes (model_file_id, kind, value)
SELECT w.model_file_id, w.kind, w.value
FROM temp.extracted_models AS e
JOIN temp.wanted_hashes AS w ON w.model_file_id = e.file_id
