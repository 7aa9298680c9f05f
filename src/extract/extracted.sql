-- What the texts of one chunk gave; it lives as long as the connection.
CREATE TEMP TABLE IF NOT EXISTS extracted (
  file_id INTEGER PRIMARY KEY,
  -- changed: a record to write; same: the record that is stored; none: no record in the text; empty: no text.
  outcome TEXT NOT NULL,
  -- Whether this program extracts the file for the first time: what an older one wrote is no longer true then.
  is_first INTEGER NOT NULL,
  -- Whether the rows that stand for the file are replaced or go.
  is_outdated INTEGER NOT NULL,
  metadata_hash TEXT,
  record TEXT,
  usages TEXT,
  resources TEXT
)
