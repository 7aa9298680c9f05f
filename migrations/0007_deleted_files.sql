-- A file that goes takes everything with it, also where foreign keys are off, as in the sqlite3 shell and in Python: its
-- number may be given to another file.
CREATE TRIGGER IF NOT EXISTS files_deleted AFTER DELETE ON files
BEGIN
  DELETE FROM lora_links
  WHERE model_file_id = OLD.id
    OR usage_id IN (SELECT id FROM lora_usages WHERE file_id = OLD.id);
  DELETE FROM model_links WHERE file_id = OLD.id OR model_file_id = OLD.id;
  DELETE FROM models WHERE file_id = OLD.id;
  DELETE FROM lora_usages WHERE file_id = OLD.id;
  DELETE FROM image_resources WHERE file_id = OLD.id;
  DELETE FROM model_hashes WHERE model_file_id = OLD.id;
  DELETE FROM model_names WHERE model_file_id = OLD.id;
  DELETE FROM model_files WHERE file_id = OLD.id;
  DELETE FROM model_enrichment WHERE file_id = OLD.id;
  DELETE FROM derived_values WHERE file_id = OLD.id;
  DELETE FROM extraction_errors WHERE file_id = OLD.id;
END;
