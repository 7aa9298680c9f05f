-- The model library: what makes model files wait, and links that need no LoRA tag.

CREATE INDEX IF NOT EXISTS idx_files_models ON files(id) WHERE kind = 'model';
CREATE INDEX IF NOT EXISTS idx_files_unhashed ON files(id) WHERE file_hash IS NULL;

-- What the library remembers between runs: `models_extracted_with`, `linked_with`, and `models_changed` while links are
-- out of date.
CREATE TABLE IF NOT EXISTS library_state (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT
) WITHOUT ROWID;

-- Which local file a resource of an image is. Several rows: several candidates.
CREATE TABLE IF NOT EXISTS resource_links (
  resource_id INTEGER NOT NULL REFERENCES image_resources(id) ON DELETE CASCADE,
  model_file_id INTEGER REFERENCES files(id) ON DELETE CASCADE,
  method TEXT,
  confidence REAL,
  reason TEXT,
  UNIQUE (resource_id, model_file_id)
);
CREATE INDEX IF NOT EXISTS idx_resource_links_model ON resource_links(model_file_id)
WHERE model_file_id IS NOT NULL;

CREATE INDEX IF NOT EXISTS idx_model_enrichment_version ON model_enrichment(model_version_id)
WHERE model_version_id IS NOT NULL;

-- An image that names another checkpoint is linked anew.
CREATE TRIGGER IF NOT EXISTS image_resources_deleted AFTER DELETE ON image_resources
WHEN OLD.type = 'checkpoint'
BEGIN
  DELETE FROM model_links WHERE file_id = OLD.file_id;
END;

-- Links go with what they link, also where foreign keys are off: its number may be given to another row.
CREATE TRIGGER IF NOT EXISTS lora_usages_deleted AFTER DELETE ON lora_usages
BEGIN
  DELETE FROM lora_links WHERE usage_id = OLD.id;
END;
CREATE TRIGGER IF NOT EXISTS resource_links_deleted AFTER DELETE ON image_resources
BEGIN
  DELETE FROM resource_links WHERE resource_id = OLD.id;
END;

-- A model file that is renamed, replaced or hashed by another tool waits for extraction.
CREATE TRIGGER IF NOT EXISTS files_model_changed
AFTER UPDATE OF file_path, file_size, container, status, status_detail, file_hash ON files
WHEN NEW.kind = 'model' AND NEW.extraction_pending IS NOT 1 AND (
  NEW.file_path IS NOT OLD.file_path
  OR NEW.file_size IS NOT OLD.file_size
  OR NEW.container IS NOT OLD.container
  OR NEW.status_detail IS NOT OLD.status_detail
  OR (
    NEW.file_hash IS NOT OLD.file_hash
    AND NEW.file_hash IS NOT (SELECT sha256 FROM model_files WHERE file_id = NEW.id)
  )
)
BEGIN
  UPDATE files SET extraction_pending = 1 WHERE id = NEW.id;
END;

-- Whatever links go by: when it changes, all links are worked out again. (OR IGNORE would not do: in a trigger the
-- statement that fires it says what happens to conflicts.)
CREATE TRIGGER IF NOT EXISTS files_model_status AFTER UPDATE OF status ON files
WHEN NEW.kind = 'model' AND (NEW.status = 'missing') IS NOT (OLD.status = 'missing')
BEGIN
  INSERT INTO library_state SELECT 'models_changed', '1'
  WHERE NOT EXISTS (SELECT 1 FROM library_state WHERE name = 'models_changed');
END;
-- Links say that a file is cut off: when its download is finished, or a new one stops, they are worked out again.
CREATE TRIGGER IF NOT EXISTS model_files_judged AFTER UPDATE OF header_status ON model_files
WHEN coalesce(NEW.header_status IN ('incomplete_file', 'truncated_header'), 0)
  <> coalesce(OLD.header_status IN ('incomplete_file', 'truncated_header'), 0)
BEGIN
  INSERT INTO library_state SELECT 'models_changed', '1'
  WHERE NOT EXISTS (SELECT 1 FROM library_state WHERE name = 'models_changed');
END;
CREATE TRIGGER IF NOT EXISTS model_hashes_added AFTER INSERT ON model_hashes
BEGIN
  INSERT INTO library_state SELECT 'models_changed', '1'
  WHERE NOT EXISTS (SELECT 1 FROM library_state WHERE name = 'models_changed');
END;
CREATE TRIGGER IF NOT EXISTS model_hashes_removed AFTER DELETE ON model_hashes
BEGIN
  INSERT INTO library_state SELECT 'models_changed', '1'
  WHERE NOT EXISTS (SELECT 1 FROM library_state WHERE name = 'models_changed');
END;
CREATE TRIGGER IF NOT EXISTS model_names_added AFTER INSERT ON model_names
BEGIN
  INSERT INTO library_state SELECT 'models_changed', '1'
  WHERE NOT EXISTS (SELECT 1 FROM library_state WHERE name = 'models_changed');
END;
CREATE TRIGGER IF NOT EXISTS model_names_changed AFTER UPDATE ON model_names
BEGIN
  INSERT INTO library_state SELECT 'models_changed', '1'
  WHERE NOT EXISTS (SELECT 1 FROM library_state WHERE name = 'models_changed');
END;
CREATE TRIGGER IF NOT EXISTS model_names_removed AFTER DELETE ON model_names
BEGIN
  INSERT INTO library_state SELECT 'models_changed', '1'
  WHERE NOT EXISTS (SELECT 1 FROM library_state WHERE name = 'models_changed');
END;
CREATE TRIGGER IF NOT EXISTS model_files_typed AFTER UPDATE OF model_type ON model_files
WHEN NEW.model_type IS NOT OLD.model_type
BEGIN
  INSERT INTO library_state SELECT 'models_changed', '1'
  WHERE NOT EXISTS (SELECT 1 FROM library_state WHERE name = 'models_changed');
END;
CREATE TRIGGER IF NOT EXISTS model_files_hashed AFTER UPDATE OF hashed_at ON model_files
WHEN (NEW.hashed_at IS NULL) IS NOT (OLD.hashed_at IS NULL)
BEGIN
  INSERT INTO library_state SELECT 'models_changed', '1'
  WHERE NOT EXISTS (SELECT 1 FROM library_state WHERE name = 'models_changed');
END;
CREATE TRIGGER IF NOT EXISTS model_enrichment_added AFTER INSERT ON model_enrichment
WHEN NEW.model_version_id IS NOT NULL
BEGIN
  INSERT INTO library_state SELECT 'models_changed', '1'
  WHERE NOT EXISTS (SELECT 1 FROM library_state WHERE name = 'models_changed');
END;
CREATE TRIGGER IF NOT EXISTS model_enrichment_changed AFTER UPDATE OF model_version_id ON model_enrichment
WHEN NEW.model_version_id IS NOT OLD.model_version_id
BEGIN
  INSERT INTO library_state SELECT 'models_changed', '1'
  WHERE NOT EXISTS (SELECT 1 FROM library_state WHERE name = 'models_changed');
END;

-- Before a file goes: where foreign keys are off nothing else takes these rows, and links to a model are missed.
CREATE TRIGGER IF NOT EXISTS files_library_deleted BEFORE DELETE ON files
BEGIN
  DELETE FROM resource_links
  WHERE model_file_id = OLD.id
    OR resource_id IN (SELECT id FROM image_resources WHERE file_id = OLD.id);
  INSERT INTO library_state SELECT 'models_changed', '1'
  WHERE OLD.kind = 'model' AND NOT EXISTS (SELECT 1 FROM library_state WHERE name = 'models_changed');
END;
