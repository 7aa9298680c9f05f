-- The tables of sqlite-sd as far as extraction fills them. Extracting a file again replaces its rows: read with FINAL.

CREATE TABLE IF NOT EXISTS files (
  file_id UInt64,
  file_path String,
  metadata_json Nullable(String)
) ENGINE = ReplacingMergeTree ORDER BY file_id;

CREATE TABLE IF NOT EXISTS models (
  file_id UInt64,
  generator Nullable(String),
  model_name Nullable(String),
  model_hash_short Nullable(String),
  model_hash_full Nullable(String),
  hash_type Nullable(String),
  steps Nullable(Int64),
  sampler Nullable(String),
  scheduler Nullable(String),
  cfg_scale Nullable(Float64),
  seed Nullable(Int64),
  subseed Nullable(Int64),
  subseed_strength Nullable(Float64),
  clip_skip Nullable(Int64),
  denoising_strength Nullable(Float64),
  width Nullable(Int64),
  height Nullable(Int64),
  size_raw Nullable(String),
  hires_upscaler Nullable(String),
  hires_steps Nullable(Int64),
  hires_denoising Nullable(Float64),
  vae Nullable(String),
  vae_hash Nullable(String),
  refiner_model Nullable(String),
  refiner_switch_at Nullable(Float64),
  tiling Nullable(Int64),
  face_restoration Nullable(String),
  version_tag Nullable(String),
  generation_timestamp Nullable(String),
  seed_text Nullable(String),
  truncated Int64,
  metadata_hash String,
  params String,
  raw_positive String,
  raw_negative String,
  clean_positive String,
  clean_negative String
) ENGINE = ReplacingMergeTree ORDER BY file_id;

CREATE TABLE IF NOT EXISTS lora_usages (
  file_id UInt64,
  lora_name String,
  raw_name String,
  weight Float64,
  unet_weight Nullable(Float64),
  context String,
  position_index UInt32,
  lora_hash Nullable(String)
) ENGINE = ReplacingMergeTree ORDER BY (file_id, position_index);

CREATE TABLE IF NOT EXISTS image_resources (
  file_id UInt64,
  position UInt32,
  type String,
  name Nullable(String),
  weight Nullable(Float64),
  hash Nullable(String),
  hash_kind Nullable(String),
  model_version_id Nullable(Int64),
  source String
) ENGINE = ReplacingMergeTree ORDER BY (file_id, position);
