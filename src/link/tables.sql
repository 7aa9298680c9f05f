-- What linking works with; all of it lives as long as the connection.
CREATE TEMP TABLE IF NOT EXISTS link_targets (
  -- A usage or a resource.
  owner_id INTEGER PRIMARY KEY,
  file_id INTEGER NOT NULL,
  -- What it refers to, as text: many usages share one reference.
  reference TEXT NOT NULL
);
CREATE TEMP TABLE IF NOT EXISTS link_references (
  id INTEGER PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  model_type TEXT,
  -- The name without folder and ending; NULL when none is given.
  stem TEXT,
  folded TEXT,
  -- Lower-case hex, or NULL.
  hash TEXT,
  model_version_id INTEGER
);
CREATE TEMP TABLE IF NOT EXISTS link_results (
  reference_id INTEGER NOT NULL,
  model_file_id INTEGER,
  method TEXT,
  confidence REAL,
  reason TEXT
);
CREATE INDEX IF NOT EXISTS temp.idx_link_results ON link_results(reference_id);
CREATE TEMP TABLE IF NOT EXISTS link_wanted (
  owner_id INTEGER NOT NULL,
  model_file_id INTEGER,
  method TEXT,
  confidence REAL,
  reason TEXT
);
CREATE INDEX IF NOT EXISTS temp.idx_link_wanted ON link_wanted(owner_id);
CREATE TEMP TABLE IF NOT EXISTS link_images (file_id INTEGER PRIMARY KEY);
