-- The tables and views of sqlite-sd, as far as extraction fills them. A picture's key is (collection, file_path); a collection is
-- a database, a bucket, or whatever else has paths of its own.

-- Lists of pictures that wait for extraction: each names every picture of its collection.
CREATE TABLE IF NOT EXISTS arrivals (
  collection String,
  file_path String,
  file_mtime Nullable(Int64),
  status Nullable(String),
  metadata_json Nullable(String) CODEC(ZSTD(3)),
  listed UInt64,
  part UInt8 MATERIALIZED sipHash64(collection, file_path) % 16,
  state FixedString(16) MATERIALIZED sipHash128(
    isNull(file_mtime), ifNull(file_mtime, 0), ifNull(status, ''), isNull(metadata_json), ifNull(metadata_json, ''))
) ENGINE = MergeTree
PARTITION BY collection
ORDER BY (part, collection, file_path);

-- One row a picture, with everything that was read from it, so that a new row replaces all of it at once. Sixteen parts: of a
-- hundred million pictures each has about six million.
CREATE TABLE IF NOT EXISTS pictures (
  collection String,
  file_path String,
  file_mtime Nullable(Int64),
  status Nullable(String),
  metadata_json Nullable(String) CODEC(ZSTD(3)),
  -- columns of a record: [$name Nullable($type)],
  generator Nullable(String), model_name Nullable(String), model_hash_short Nullable(String),
  model_hash_full Nullable(String), hash_type Nullable(String), steps Nullable(Int64), sampler Nullable(String),
  scheduler Nullable(String), cfg_scale Nullable(Float64), seed Nullable(Int64), subseed Nullable(Int64),
  subseed_strength Nullable(Float64), clip_skip Nullable(Int64), denoising_strength Nullable(Float64),
  width Nullable(Int64), height Nullable(Int64), size_raw Nullable(String), hires_upscaler Nullable(String),
  hires_steps Nullable(Int64), hires_denoising Nullable(Float64), vae Nullable(String), vae_hash Nullable(String),
  refiner_model Nullable(String), refiner_switch_at Nullable(Float64), tiling Nullable(Int64),
  face_restoration Nullable(String), version_tag Nullable(String), generation_timestamp Nullable(String),
  seed_text Nullable(String), truncated Nullable(Int64), metadata_hash Nullable(String), params Nullable(String),
  raw_positive Nullable(String), raw_negative Nullable(String), clean_positive Nullable(String),
  clean_negative Nullable(String),
  -- end of columns
  -- columns of a usage: loras Array(Tuple([$name Nullable($type)])),
  loras Array(Tuple(lora_name Nullable(String), raw_name Nullable(String), weight Nullable(Float64),
  unet_weight Nullable(Float64), te_weight Nullable(Float64), context Nullable(String),
  position_index Nullable(Int64), lora_hash Nullable(String), origin Nullable(String), stage Nullable(String))),
  -- end of columns
  -- columns of a resource: resources Array(Tuple([$name Nullable($type)])),
  resources Array(Tuple(type Nullable(String), name Nullable(String), weight Nullable(Float64), hash Nullable(String),
  hash_kind Nullable(String), model_version_id Nullable(Int64), source Nullable(String))),
  -- end of columns
  state FixedString(16),
  extracted_with String,
  version UInt64,
  is_deleted UInt8,
  part UInt8 MATERIALIZED sipHash64(collection, file_path) % 16
) ENGINE = ReplacingMergeTree(version, is_deleted)
PARTITION BY part
ORDER BY (collection, file_path);

CREATE OR REPLACE VIEW files AS
SELECT collection, file_path, file_mtime, status, metadata_json FROM pictures FINAL;

CREATE OR REPLACE VIEW models AS
SELECT
  collection, file_path,
  -- columns of a record: [$name]
  generator, model_name, model_hash_short, model_hash_full, hash_type, steps, sampler, scheduler, cfg_scale, seed,
  subseed, subseed_strength, clip_skip, denoising_strength, width, height, size_raw, hires_upscaler, hires_steps,
  hires_denoising, vae, vae_hash, refiner_model, refiner_switch_at, tiling, face_restoration, version_tag,
  generation_timestamp, seed_text, truncated, metadata_hash, params, raw_positive, raw_negative, clean_positive,
  clean_negative
  -- end of columns
FROM pictures FINAL
WHERE metadata_hash IS NOT NULL;

CREATE OR REPLACE VIEW lora_usages AS
SELECT
  collection, file_path,
  -- columns of a usage: [usage.$name AS $name]
  usage.lora_name AS lora_name, usage.raw_name AS raw_name, usage.weight AS weight, usage.unet_weight AS unet_weight,
  usage.te_weight AS te_weight, usage.context AS context, usage.position_index AS position_index,
  usage.lora_hash AS lora_hash, usage.origin AS origin, usage.stage AS stage
  -- end of columns
FROM (SELECT collection, file_path, loras FROM pictures FINAL)
ARRAY JOIN loras AS usage;

CREATE OR REPLACE VIEW image_resources AS
SELECT
  collection, file_path,
  -- columns of a resource: [resource.$name AS $name]
  resource.type AS type, resource.name AS name, resource.weight AS weight, resource.hash AS hash,
  resource.hash_kind AS hash_kind, resource.model_version_id AS model_version_id, resource.source AS source
  -- end of columns
FROM (SELECT collection, file_path, resources FROM pictures FINAL)
ARRAY JOIN resources AS resource;

-- One row per picture; LoRAs as 'name:weight, name:weight' in the order of the prompt.
CREATE OR REPLACE VIEW image_details AS
SELECT
  collection, file_path, status, model_name, model_hash_short AS model_hash, steps, sampler, scheduler, cfg_scale,
  coalesce(toString(seed), seed_text) AS seed,
  width, height, clip_skip, denoising_strength,
  clean_positive AS positive,
  clean_negative AS negative,
  -- A whole number is written as SQLite writes a REAL: 1.0.
  nullIf(arrayStringConcat(arrayMap(
    usage -> concat(assumeNotNull(usage.lora_name), ':', replaceRegexpOne(toString(assumeNotNull(usage.weight)), '^(-?[0-9]+)$', '\\1.0')),
    arraySort(usage -> usage.position_index, loras)), ', '), '') AS loras,
  length(pictures.loras) AS lora_count,
  generation_timestamp, metadata_hash, generator
FROM pictures FINAL;

-- How often each LoRA is used. A picture without a generation time counts with its file's time, which databases of older
-- programs hold in whole seconds.
CREATE OR REPLACE VIEW lora_use_counts AS
SELECT
  usage.lora_name AS lora_name,
  count() AS uses,
  countIf(nth = 1) AS images,
  avg(usage.weight) AS average_weight,
  min(usage.weight) AS min_weight,
  max(usage.weight) AS max_weight,
  min(used_at) AS first_used,
  max(used_at) AS last_used
FROM (
  SELECT
    loras,
    coalesce(
      if(
        match(ifNull(generation_timestamp, ''), '^\\d{4}-\\d\\d-\\d\\d([ T]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?(Z|[+-]\\d\\d:\\d\\d)?)?$'),
        parseDateTimeBestEffortOrNull(generation_timestamp, 'UTC'),
        NULL),
      toDateTime(if(file_mtime < 100000000000, file_mtime, intDiv(file_mtime, 1000000000)), 'UTC')
    ) AS used_at
  FROM pictures FINAL
)
ARRAY JOIN loras AS usage, arrayEnumerateUniq(arrayMap(usage -> usage.lora_name, loras)) AS nth
GROUP BY lora_name;
