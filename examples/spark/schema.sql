-- The tables and views of sqlite-sd, as far as extraction fills them. A picture's key is (collection, file_path); a collection is
-- a database, a bucket, or whatever else has paths of its own.

-- Lists of pictures that wait for extraction: each names every picture of its collection.
CREATE TABLE IF NOT EXISTS arrivals (
  file_path STRING, file_mtime BIGINT, status STRING, metadata_json STRING, listed BIGINT,
  collection STRING, part INT
) USING parquet PARTITIONED BY (collection, part);

-- Versions of pictures, with everything that was read from them: the newest row of a picture stands for it, or says that it
-- is gone. Sixteen parts: of a hundred million pictures each has about six million.
CREATE TABLE IF NOT EXISTS pictures (
  collection STRING, file_path STRING, file_mtime BIGINT, status STRING, metadata_json STRING,
  -- columns of a record: record STRUCT<[$name: $type]>,
  record STRUCT<generator: STRING, model_name: STRING, model_hash_short: STRING, model_hash_full: STRING,
  hash_type: STRING, steps: BIGINT, sampler: STRING, scheduler: STRING, cfg_scale: DOUBLE, seed: BIGINT,
  subseed: BIGINT, subseed_strength: DOUBLE, clip_skip: BIGINT, denoising_strength: DOUBLE, width: BIGINT,
  height: BIGINT, size_raw: STRING, hires_upscaler: STRING, hires_steps: BIGINT, hires_denoising: DOUBLE, vae: STRING,
  vae_hash: STRING, refiner_model: STRING, refiner_switch_at: DOUBLE, tiling: BIGINT, face_restoration: STRING,
  version_tag: STRING, generation_timestamp: STRING, seed_text: STRING, truncated: BIGINT, metadata_hash: STRING,
  params: STRING, raw_positive: STRING, raw_negative: STRING, clean_positive: STRING, clean_negative: STRING>,
  -- end of columns
  -- columns of a usage: loras ARRAY<STRUCT<[$name: $type]>>,
  loras ARRAY<STRUCT<lora_name: STRING, raw_name: STRING, weight: DOUBLE, unet_weight: DOUBLE, te_weight: DOUBLE,
  context: STRING, position_index: BIGINT, lora_hash: STRING, origin: STRING, stage: STRING>>,
  -- end of columns
  -- columns of a resource: resources ARRAY<STRUCT<[$name: $type]>>,
  resources ARRAY<STRUCT<type: STRING, name: STRING, weight: DOUBLE, hash: STRING, hash_kind: STRING,
  model_version_id: BIGINT, source: STRING>>,
  -- end of columns
  extracted_with STRING, version BIGINT, is_deleted BOOLEAN, part INT
) USING parquet PARTITIONED BY (part);

CREATE OR REPLACE VIEW current_pictures AS
SELECT * FROM (
  SELECT *, row_number() OVER (PARTITION BY part, collection, file_path ORDER BY version DESC) AS age FROM pictures
)
WHERE age = 1 AND NOT is_deleted;

CREATE OR REPLACE VIEW files AS
SELECT collection, file_path, file_mtime, status, metadata_json FROM current_pictures;

CREATE OR REPLACE VIEW models AS
SELECT collection, file_path, record.* FROM current_pictures WHERE record IS NOT NULL;

CREATE OR REPLACE VIEW lora_usages AS
SELECT collection, file_path, inline(loras) FROM current_pictures;

CREATE OR REPLACE VIEW image_resources AS
SELECT collection, file_path, inline(resources) FROM current_pictures;

-- One row per picture; LoRAs as 'name:weight, name:weight' in the order of the prompt.
CREATE OR REPLACE VIEW image_details AS
SELECT
  collection, file_path, status, record.model_name, record.model_hash_short AS model_hash, record.steps, record.sampler,
  record.scheduler, record.cfg_scale,
  coalesce(CAST(record.seed AS STRING), record.seed_text) AS seed,
  record.width, record.height, record.clip_skip, record.denoising_strength,
  record.clean_positive AS positive,
  record.clean_negative AS negative,
  nullif(array_join(transform(
    array_sort(loras, (a, b) -> CAST(a.position_index - b.position_index AS INT)),
    usage -> concat(usage.lora_name, ':', usage.weight)), ', '), '') AS loras,
  coalesce(size(loras), 0) AS lora_count,
  record.generation_timestamp, record.metadata_hash, record.generator
FROM current_pictures;

-- How often each LoRA is used. A picture without a generation time counts with its file's time, which databases of older
-- programs hold in whole seconds. All times are UTC.
CREATE OR REPLACE VIEW lora_use_counts AS
SELECT
  lora_name,
  count(*) AS uses,
  count(DISTINCT collection, file_path) AS images,
  avg(weight) AS average_weight,
  min(weight) AS min_weight,
  max(weight) AS max_weight,
  convert_timezone('UTC', date_trunc('SECOND', min(used_at))) AS first_used,
  convert_timezone('UTC', date_trunc('SECOND', max(used_at))) AS last_used
FROM (
  SELECT
    collection, file_path,
    coalesce(
      CASE
        WHEN generated_at RLIKE r'^\d{4}-\d\d-\d\d$' THEN try_cast(concat(generated_at, 'T00:00:00Z') AS TIMESTAMP)
        WHEN generated_at RLIKE r'^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?$'
          THEN try_cast(concat(generated_at, 'Z') AS TIMESTAMP)
        WHEN generated_at RLIKE r'^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$'
          THEN try_cast(generated_at AS TIMESTAMP)
      END,
      timestamp_seconds(CASE WHEN file_mtime < 100000000000 THEN file_mtime ELSE file_mtime DIV 1000000000 END)
    ) AS used_at,
    inline(loras)
  FROM (SELECT *, record.generation_timestamp AS generated_at FROM current_pictures)
)
GROUP BY lora_name;
