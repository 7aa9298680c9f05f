-- For half a year Forge wrote the hash of a file's name for the hash of the file.
INSERT OR IGNORE INTO main.model_hashes (model_file_id, kind, value)
SELECT file_id, 'name', sd_sha256(file_name) FROM temp.extracted_models
