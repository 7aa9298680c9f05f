-- One row per image: the record read from its metadata.

CREATE TABLE IF NOT EXISTS models (
  file_id INTEGER PRIMARY KEY REFERENCES files(id) ON DELETE CASCADE,
  model_name TEXT,
  model_hash_short TEXT,
  model_hash_full TEXT,
  steps INTEGER, sampler TEXT, scheduler TEXT, cfg_scale REAL,
  seed INTEGER, subseed INTEGER, subseed_strength REAL,
  clip_skip INTEGER, denoising_strength REAL,
  width INTEGER, height INTEGER, size_raw TEXT,
  hires_upscaler TEXT, hires_steps INTEGER, hires_denoising REAL,
  vae TEXT, vae_hash TEXT,
  refiner_model TEXT, refiner_switch_at REAL,
  tiling INTEGER, face_restoration TEXT, version_tag TEXT,
  generation_timestamp DATETIME,
  raw_positive TEXT, raw_negative TEXT,
  clean_positive TEXT, clean_negative TEXT,
  metadata_hash TEXT NOT NULL,
  created_at DATETIME DEFAULT CURRENT_TIMESTAMP,
  seed_text TEXT,
  params TEXT,
  truncated INTEGER NOT NULL DEFAULT 0,
  model_hash_auto_v3 TEXT,
  hash_type TEXT,
  display_hash TEXT,
  display_len INTEGER,
  enrichment_pending INTEGER NOT NULL DEFAULT 1,
  updated_at DATETIME
);
CREATE INDEX IF NOT EXISTS idx_models_model_name ON models(model_name);
CREATE INDEX IF NOT EXISTS idx_models_model_hash_short ON models(model_hash_short);
