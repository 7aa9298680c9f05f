-- Extracts every file behind {after:UInt64}: 0 for all. Each text goes through each function once.

INSERT INTO models
SELECT file_id, untuple(JSONExtract(record, 'Tuple(
  generator Nullable(String), model_name Nullable(String), model_hash_short Nullable(String),
  model_hash_full Nullable(String), hash_type Nullable(String), steps Nullable(Int64), sampler Nullable(String), scheduler Nullable(String), cfg_scale Nullable(Float64),
  seed Nullable(Int64), subseed Nullable(Int64), subseed_strength Nullable(Float64), clip_skip Nullable(Int64),
  denoising_strength Nullable(Float64), width Nullable(Int64), height Nullable(Int64), size_raw Nullable(String),
  hires_upscaler Nullable(String), hires_steps Nullable(Int64), hires_denoising Nullable(Float64),
  vae Nullable(String), vae_hash Nullable(String), refiner_model Nullable(String), refiner_switch_at Nullable(Float64),
  tiling Nullable(Int64), face_restoration Nullable(String), version_tag Nullable(String),
  generation_timestamp Nullable(String), seed_text Nullable(String), truncated Int64, metadata_hash String,
  params String, raw_positive String, raw_negative String, clean_positive String, clean_negative String)'))
FROM (SELECT file_id, ifNull(sd_parse(metadata_json), '') AS record FROM files FINAL WHERE file_id > {after:UInt64})
WHERE record != '';

INSERT INTO lora_usages
SELECT file_id, untuple(usage)
FROM (
  SELECT file_id, JSONExtract(ifNull(sd_loras(metadata_json), '[]'), 'Array(Tuple(
    lora_name String, raw_name String, weight Float64, unet_weight Nullable(Float64),
    context String, position_index UInt32, lora_hash Nullable(String)))') AS usages
  FROM files FINAL WHERE file_id > {after:UInt64}
)
ARRAY JOIN usages AS usage;

-- The LoRA tags of prompts are lora_usages.
INSERT INTO image_resources
SELECT file_id, position, untuple(resource)
FROM (
  SELECT file_id, JSONExtract(ifNull(sd_resources(metadata_json), '[]'), 'Array(Tuple(
    type String, name Nullable(String), weight Nullable(Float64), hash Nullable(String),
    hash_kind Nullable(String), model_version_id Nullable(Int64), source String))') AS resources
  FROM files FINAL WHERE file_id > {after:UInt64}
)
ARRAY JOIN resources AS resource, arrayEnumerate(resources) AS position
WHERE resource.source NOT IN ('prompt', 'negative prompt');
