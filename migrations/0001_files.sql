-- Every known file, the settings, and what went wrong.

CREATE TABLE IF NOT EXISTS files (
  id INTEGER PRIMARY KEY,
  file_path TEXT,
  kind TEXT NOT NULL DEFAULT 'image' CHECK (kind IN ('image', 'model')),
  container TEXT,
  file_size INTEGER,
  file_mtime INTEGER,
  file_inode INTEGER,
  file_hash TEXT,
  metadata_source TEXT,
  metadata_json TEXT,
  status TEXT CHECK (status IN ('ok', 'no_metadata', 'unrecognized', 'unreadable', 'missing')),
  status_detail TEXT,
  sidecar_state TEXT,
  last_extracted_hash TEXT,
  last_extracted_at DATETIME,
  extraction_pending INTEGER NOT NULL DEFAULT 1,
  extracted_with TEXT
);
CREATE UNIQUE INDEX IF NOT EXISTS idx_files_path ON files(file_path);
CREATE INDEX IF NOT EXISTS idx_files_hash ON files(file_hash) WHERE file_hash IS NOT NULL;
CREATE INDEX IF NOT EXISTS idx_files_inode ON files(file_inode) WHERE file_inode IS NOT NULL;
CREATE INDEX IF NOT EXISTS idx_files_pending ON files(id) WHERE extraction_pending = 1;

-- Whoever changes metadata_json, with whatever tool, makes the row wait for extraction.
CREATE TRIGGER IF NOT EXISTS files_metadata_changed AFTER UPDATE OF metadata_json ON files
WHEN NEW.metadata_json IS NOT OLD.metadata_json
BEGIN
  UPDATE files SET extraction_pending = 1 WHERE id = NEW.id AND extraction_pending IS NOT 1;
END;

-- So does a row that brings another value along, such as one that is copied from another database.
CREATE TRIGGER IF NOT EXISTS files_added AFTER INSERT ON files
WHEN NEW.extraction_pending IS NOT 1 AND NEW.kind IS NOT 'model'
BEGIN
  UPDATE files SET extraction_pending = 1 WHERE id = NEW.id;
END;

-- What is wrong with a file now: a second failure of the same stage replaces the first.
CREATE TABLE IF NOT EXISTS extraction_errors (
  file_id INTEGER NOT NULL REFERENCES files(id) ON DELETE CASCADE,
  stage TEXT NOT NULL,
  message TEXT NOT NULL,
  at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  UNIQUE (file_id, stage) ON CONFLICT REPLACE
);

CREATE TABLE IF NOT EXISTS settings (
  name TEXT NOT NULL PRIMARY KEY,
  value
);
INSERT OR IGNORE INTO settings (name, value) VALUES
  ('lora_weight_min', 0),
  ('lora_weight_max', 4),
  ('allow_sidecar_merge', 0),
  ('on_missing', 'keep');
