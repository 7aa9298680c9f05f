-- Needs a table or view files (file_id BIGINT, metadata_json STRING), and sqlite-sd on the PATH of every worker.
-- A text may hold line breaks, so rows travel as JSON, one document a line; --keep 1 hands file_id on.

CREATE OR REPLACE TEMPORARY VIEW parsed AS
SELECT inline(array(from_json(line, 'file_id BIGINT, result STRING')))
FROM (
  SELECT TRANSFORM (to_json(struct(file_id, metadata_json), map('ignoreNullFields', 'false')))
  USING 'sqlite-sd --function sd_parse --format ndjson --keep 1' AS (line STRING)
  FROM files
);

CREATE TABLE models USING parquet AS
SELECT file_id, inline(array(from_json(result, '
  generator STRING, model_name STRING, model_hash_short STRING, model_hash_full STRING, hash_type STRING,
  steps BIGINT, sampler STRING, scheduler STRING,
  cfg_scale DOUBLE, seed BIGINT, subseed BIGINT, subseed_strength DOUBLE, clip_skip BIGINT, denoising_strength DOUBLE,
  width BIGINT, height BIGINT, size_raw STRING, hires_upscaler STRING, hires_steps BIGINT, hires_denoising DOUBLE,
  vae STRING, vae_hash STRING, refiner_model STRING, refiner_switch_at DOUBLE, tiling BIGINT, face_restoration STRING,
  version_tag STRING, generation_timestamp STRING, seed_text STRING, truncated BIGINT, metadata_hash STRING,
  params STRING, raw_positive STRING, raw_negative STRING, clean_positive STRING, clean_negative STRING')))
FROM parsed
WHERE result IS NOT NULL;

CREATE OR REPLACE TEMPORARY VIEW usages AS
SELECT inline(array(from_json(line, 'file_id BIGINT, result STRING')))
FROM (
  SELECT TRANSFORM (to_json(struct(file_id, metadata_json), map('ignoreNullFields', 'false')))
  USING 'sqlite-sd --function sd_loras --format ndjson --keep 1' AS (line STRING)
  FROM files
);

CREATE TABLE lora_usages USING parquet AS
SELECT file_id, inline(from_json(result, 'ARRAY<STRUCT<
  lora_name: STRING, raw_name: STRING, weight: DOUBLE, unet_weight: DOUBLE,
  context: STRING, position_index: INT, lora_hash: STRING>>'))
FROM usages;
