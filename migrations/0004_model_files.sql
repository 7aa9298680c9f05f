-- Local model files: their hashes, names and training metadata, and the links from images to them.

CREATE TABLE IF NOT EXISTS model_files (
  file_id INTEGER PRIMARY KEY REFERENCES files(id) ON DELETE CASCADE,
  name TEXT,
  model_type TEXT,
  header_status TEXT,
  header_detail TEXT,
  sha256 TEXT,
  tensor_sha256 TEXT,
  autov1 TEXT,
  autov2 TEXT,
  autov3 TEXT,
  embedded_hash TEXT,
  embedded_modelspec_hash TEXT,
  training_meta_json TEXT,
  output_name TEXT,
  title TEXT,
  base_version TEXT,
  architecture TEXT,
  is_v2 INTEGER,
  base_model_name TEXT,
  base_model_sha256 TEXT,
  base_model_autov1 TEXT,
  vae_name TEXT,
  vae_sha256 TEXT,
  network_module TEXT,
  network_dim INTEGER,
  network_alpha REAL,
  conv_dim INTEGER,
  conv_alpha REAL,
  algo TEXT,
  dora INTEGER,
  clip_skip INTEGER,
  seed INTEGER,
  resolution TEXT,
  epochs INTEGER,
  epoch INTEGER,
  steps INTEGER,
  train_images INTEGER,
  optimizer TEXT,
  lr REAL,
  unet_lr REAL,
  te_lr REAL,
  scheduler TEXT,
  batch_size INTEGER,
  mixed_precision TEXT,
  noise_offset REAL,
  min_snr_gamma REAL,
  started_at REAL,
  finished_at REAL,
  comment TEXT,
  trigger_phrase TEXT,
  usage_hint TEXT,
  tags TEXT,
  author TEXT,
  license TEXT,
  date TEXT,
  description TEXT,
  merged_from TEXT,
  prediction_type TEXT,
  hashed_at DATETIME
);

CREATE TABLE IF NOT EXISTS model_hashes (
  model_file_id INTEGER NOT NULL REFERENCES files(id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (model_file_id, kind, value)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS idx_model_hashes_value ON model_hashes(value);

CREATE TABLE IF NOT EXISTS model_names (
  model_file_id INTEGER NOT NULL REFERENCES files(id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (model_file_id, name, source)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS idx_model_names_name ON model_names(name);

CREATE TABLE IF NOT EXISTS lora_links (
  usage_id INTEGER NOT NULL REFERENCES lora_usages(id) ON DELETE CASCADE,
  model_file_id INTEGER REFERENCES files(id) ON DELETE CASCADE,
  method TEXT,
  confidence REAL,
  reason TEXT,
  UNIQUE (usage_id, model_file_id)
);
CREATE INDEX IF NOT EXISTS idx_lora_links_model ON lora_links(model_file_id)
WHERE model_file_id IS NOT NULL;

CREATE TABLE IF NOT EXISTS model_links (
  file_id INTEGER NOT NULL REFERENCES files(id) ON DELETE CASCADE,
  model_file_id INTEGER REFERENCES files(id) ON DELETE CASCADE,
  method TEXT,
  confidence REAL,
  reason TEXT,
  UNIQUE (file_id, model_file_id)
);
CREATE INDEX IF NOT EXISTS idx_model_links_model ON model_links(model_file_id)
WHERE model_file_id IS NOT NULL;
