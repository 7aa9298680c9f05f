-- The hashes by which the files of one chunk are known; it lives as long as the connection.
CREATE TEMP TABLE IF NOT EXISTS wanted_hashes (
  model_file_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (model_file_id, kind, value)
) WITHOUT ROWID
