-- Brings the part ${spark.sd.part} of `pictures`, 0 to 15, up to date with the lists in `arrivals`: pictures that are new,
-- changed, or extracted by another version are extracted, those that are no longer listed go. Run again, it does what is
-- left to do. Needs sqlite-sd on the PATH of every worker.
--
-- A text may hold line breaks, so rows travel as JSON, one document a line; --keep hands the members before the text on.

SELECT assert_true(count(*) = max(listed), 'A list in arrivals is not whole: load it again')
FROM arrivals
GROUP BY collection;

CREATE OR REPLACE TEMPORARY VIEW program AS
SELECT TRANSFORM ('') USING 'sqlite-sd --function sd_version' AS (version STRING) FROM VALUES (1);

CREATE OR REPLACE TEMPORARY VIEW known AS
SELECT collection, file_path, newest.*
FROM (
  SELECT
    collection, file_path,
    max_by(struct(version, is_deleted, extracted_with, file_mtime, status, xxhash64(metadata_json) AS text), version) AS newest
  FROM pictures
  WHERE part = ${spark.sd.part}
  GROUP BY collection, file_path
);

CREATE OR REPLACE TEMPORARY VIEW waiting AS
SELECT
  a.collection, a.file_path, a.file_mtime, a.status, p.version AS extracted_with,
  coalesce(k.version, 0) + 1 AS version, a.metadata_json
FROM arrivals AS a
CROSS JOIN program AS p
LEFT JOIN known AS k ON k.collection = a.collection AND k.file_path = a.file_path
WHERE a.part = ${spark.sd.part}
  AND NOT (
    struct(k.is_deleted, k.extracted_with, k.file_mtime, k.status, k.text)
    <=> struct(false, p.version, a.file_mtime, a.status, xxhash64(a.metadata_json))
  );

-- Each function gets the text, and hands on the text for the next one and what the ones before it found.
CREATE OR REPLACE TEMPORARY VIEW parsed AS
SELECT inline(array(from_json(line, 'collection STRING, file_path STRING, file_mtime BIGINT, status STRING,
  extracted_with STRING, version BIGINT, metadata_json STRING, result STRING')))
FROM (
  SELECT TRANSFORM (to_json(struct(*, metadata_json AS text), map('ignoreNullFields', 'false')))
  USING 'sqlite-sd --function sd_parse --format ndjson --keep 7' AS (line STRING)
  FROM waiting
);

CREATE OR REPLACE TEMPORARY VIEW with_usages AS
SELECT inline(array(from_json(line, 'collection STRING, file_path STRING, file_mtime BIGINT, status STRING,
  extracted_with STRING, version BIGINT, metadata_json STRING, record STRING, result STRING')))
FROM (
  SELECT TRANSFORM (to_json(struct(* EXCEPT (result), result AS record, metadata_json AS text),
    map('ignoreNullFields', 'false')))
  USING 'sqlite-sd --function sd_loras --format ndjson --keep 8' AS (line STRING)
  FROM parsed
);

CREATE OR REPLACE TEMPORARY VIEW with_resources AS
SELECT inline(array(from_json(line, 'collection STRING, file_path STRING, file_mtime BIGINT, status STRING,
  extracted_with STRING, version BIGINT, metadata_json STRING, record STRING, usages STRING, result STRING')))
FROM (
  SELECT TRANSFORM (to_json(struct(* EXCEPT (result), result AS usages, metadata_json AS text),
    map('ignoreNullFields', 'false')))
  USING 'sqlite-sd --function sd_resources --format ndjson --keep 9' AS (line STRING)
  FROM with_usages
);

INSERT INTO pictures PARTITION (part = ${spark.sd.part})
SELECT
  collection, file_path, file_mtime, status, metadata_json,
  from_json(record,
    -- columns of a record: '[$name $type]'
    'generator STRING, model_name STRING, model_hash_short STRING, model_hash_full STRING, hash_type STRING,
    steps BIGINT, sampler STRING, scheduler STRING, cfg_scale DOUBLE, seed BIGINT, subseed BIGINT,
    subseed_strength DOUBLE, clip_skip BIGINT, denoising_strength DOUBLE, width BIGINT, height BIGINT,
    size_raw STRING, hires_upscaler STRING, hires_steps BIGINT, hires_denoising DOUBLE, vae STRING, vae_hash STRING,
    refiner_model STRING, refiner_switch_at DOUBLE, tiling BIGINT, face_restoration STRING, version_tag STRING,
    generation_timestamp STRING, seed_text STRING, truncated BIGINT, metadata_hash STRING, params STRING,
    raw_positive STRING, raw_negative STRING, clean_positive STRING, clean_negative STRING'
    -- end of columns
  ),
  from_json(usages,
    -- columns of a usage: 'ARRAY<STRUCT<[$name: $type]>>'
    'ARRAY<STRUCT<lora_name: STRING, raw_name: STRING, weight: DOUBLE, unet_weight: DOUBLE, te_weight: DOUBLE,
    context: STRING, position_index: BIGINT, lora_hash: STRING, origin: STRING, stage: STRING>>'
    -- end of columns
  ),
  -- The LoRA tags of prompts are usages.
  filter(from_json(result,
    -- columns of a resource: 'ARRAY<STRUCT<[$name: $type]>>'
    'ARRAY<STRUCT<type: STRING, name: STRING, weight: DOUBLE, hash: STRING, hash_kind: STRING,
    model_version_id: BIGINT, source: STRING>>'
    -- end of columns
  ), resource -> resource.source NOT IN ('prompt', 'negative prompt')),
  extracted_with, version, false
FROM with_resources
UNION ALL
SELECT collection, file_path, NULL, NULL, NULL, NULL, NULL, NULL, NULL, version + 1, true
FROM known
WHERE NOT is_deleted
  -- A collection of which nothing is listed is not loaded now: it stays.
  AND collection IN (SELECT collection FROM arrivals)
  AND NOT EXISTS (
    SELECT 1 FROM arrivals AS a
    WHERE a.part = ${spark.sd.part} AND a.collection = known.collection AND a.file_path = known.file_path
  );
