-- Look-ups in an external registry, one row per attempt, and the user's derived fields.

CREATE TABLE IF NOT EXISTS model_enrichment (
  id INTEGER PRIMARY KEY,
  file_id INTEGER NOT NULL REFERENCES files(id) ON DELETE CASCADE,
  hash_type TEXT,              -- provided | autov2 | autov3
  lookup_status TEXT,          -- skipped | matched | not_found | error_network | error_parse
  display_hash TEXT,
  source_url TEXT,
  enriched_at DATETIME DEFAULT CURRENT_TIMESTAMP,
  payload_json TEXT,           -- raw JSON from external API (if matched)
  detail TEXT,
  http_status INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_retry_at DATETIME,
  queried_hash TEXT,
  model_version_id INTEGER,
  removed_at DATETIME
);
CREATE INDEX IF NOT EXISTS idx_model_enrichment_file ON model_enrichment(file_id);
CREATE INDEX IF NOT EXISTS idx_model_enrichment_hash ON model_enrichment(queried_hash);

CREATE TABLE IF NOT EXISTS derived_fields (
  name TEXT NOT NULL PRIMARY KEY,
  expression TEXT NOT NULL,
  position INTEGER,
  kind TEXT NOT NULL DEFAULT 'image' CHECK (kind IN ('image', 'model'))
);

CREATE TABLE IF NOT EXISTS derived_values (
  file_id INTEGER NOT NULL REFERENCES files(id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  value,
  error TEXT,
  PRIMARY KEY (file_id, name)
) WITHOUT ROWID;
