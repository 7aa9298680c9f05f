-- Answers that tell what is on disk from what was there, and records of files from those of their former contents.

-- Records whose text went before they were marked.
UPDATE models SET is_former = 1
WHERE is_former = 0 AND file_id IN (
  SELECT id FROM files
  WHERE kind IS NOT 'model' AND extraction_pending = 0
    AND (metadata_json IS NULL OR status IN ('no_metadata', 'unrecognized'))
);

-- One row per image; LoRAs as 'name:weight, name:weight' in the order of the prompt. A former record is that of a content
-- which the file had before.
DROP VIEW IF EXISTS image_details;
CREATE VIEW image_details AS
SELECT
  f.id AS file_id,
  f.file_path,
  f.status,
  m.model_name,
  m.model_hash_short AS model_hash,
  m.steps,
  m.sampler,
  m.scheduler,
  m.cfg_scale,
  coalesce(m.seed, m.seed_text) AS seed,
  m.width,
  m.height,
  m.clip_skip,
  m.denoising_strength,
  m.clean_positive AS positive,
  m.clean_negative AS negative,
  (
    SELECT group_concat(u.lora_name || ':' || u.weight, ', ')
    FROM (
      SELECT lora_name, weight FROM lora_usages WHERE file_id = f.id ORDER BY position_index
    ) AS u
  ) AS loras,
  (SELECT count(*) FROM lora_usages AS u WHERE u.file_id = f.id) AS lora_count,
  m.generation_timestamp,
  m.metadata_hash,
  m.generator,
  m.is_former
FROM files AS f
LEFT JOIN models AS m ON m.file_id = f.id
WHERE f.kind IS NOT 'model';

-- Images whose present content gave no record; those that still wait for extraction are not among them.
DROP VIEW IF EXISTS files_without_metadata;
CREATE VIEW files_without_metadata AS
SELECT f.id AS file_id, f.file_path, f.container, f.status, f.status_detail, f.metadata_source
FROM files AS f
WHERE f.kind IS NOT 'model'
  AND NOT (f.extraction_pending = 1 AND f.metadata_json IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM models AS m WHERE m.file_id = f.id AND m.is_former IS NOT 1);

-- Usages that lead to no file on disk, and why.
DROP VIEW IF EXISTS unresolved_loras;
CREATE VIEW unresolved_loras AS
SELECT
  u.id AS usage_id,
  u.file_id,
  f.file_path,
  u.lora_name,
  u.raw_name,
  u.weight,
  u.context,
  u.lora_hash,
  coalesce(
    (
      SELECT 'the file is missing' FROM lora_links AS k
      WHERE k.usage_id = u.id AND k.model_file_id IS NOT NULL
    ),
    (SELECT k.reason FROM lora_links AS k WHERE k.usage_id = u.id AND k.reason IS NOT NULL LIMIT 1),
    'not linked yet'
  ) AS reason
FROM lora_usages AS u
JOIN files AS f ON f.id = u.file_id
WHERE NOT EXISTS (
  SELECT 1
  FROM lora_links AS k
  JOIN files AS l ON l.id = k.model_file_id
  WHERE k.usage_id = u.id AND l.status IS NOT 'missing'
);

-- LoRA files on disk that no image uses: neither by a tag, nor by a resource, nor by a resource's hash.
DROP VIEW IF EXISTS unused_loras;
CREATE VIEW unused_loras AS
SELECT
  l.file_id,
  f.file_path,
  l.name,
  f.file_size,
  l.autov2,
  l.autov3,
  (SELECT count(*) FROM models) AS images,
  (SELECT count(*) FROM unresolved_loras) AS unresolved_usages,
  '0 uses in ' || (SELECT count(*) FROM models) || ' images, '
    || (SELECT count(*) FROM unresolved_loras) || ' usages unresolved' AS finding
FROM model_files AS l
JOIN files AS f ON f.id = l.file_id
WHERE lower(l.model_type) IN ('lora', 'lycoris', 'locon', 'loha', 'lokr', 'dora')
  AND f.status IS NOT 'missing'
  AND NOT EXISTS (SELECT 1 FROM lora_links AS k WHERE k.model_file_id = l.file_id)
  AND NOT EXISTS (SELECT 1 FROM resource_links AS k WHERE k.model_file_id = l.file_id)
  AND l.file_id NOT IN (
    SELECT h.model_file_id
    FROM image_resources AS r
    JOIN model_hashes AS h ON h.value = lower(r.hash)
  );

-- What images name and is not on disk, and why: one row per type, name and hash.
DROP VIEW IF EXISTS unresolved_resources;
CREATE VIEW unresolved_resources AS
SELECT
  r.type,
  r.name,
  r.hash,
  count(DISTINCT r.file_id) AS images,
  coalesce(
    min(CASE WHEN k.model_file_id IS NULL THEN k.reason ELSE 'the file is missing' END),
    'not linked yet'
  ) AS reason
FROM image_resources AS r
LEFT JOIN resource_links AS k ON k.resource_id = r.id
WHERE NOT EXISTS (
  SELECT 1
  FROM resource_links AS o
  JOIN files AS l ON l.id = o.model_file_id
  WHERE o.resource_id = r.id AND l.status IS NOT 'missing'
)
GROUP BY r.type, r.name, r.hash;

-- Which checkpoint on disk a LoRA was trained on.
DROP VIEW IF EXISTS lora_base_models;
CREATE VIEW lora_base_models AS
WITH
  loras AS (
    SELECT l.*, replace(replace(
      replace(l.base_model_name, rtrim(l.base_model_name, replace(replace(l.base_model_name, '/', ''), '\', '')), ''),
      '.safetensors', ''), '.ckpt', '') AS base_stem
    FROM model_files AS l
    WHERE l.model_type = 'lora'
      AND coalesce(l.base_model_name, l.base_model_sha256, l.base_model_autov1) IS NOT NULL
  ),
  found AS (
    SELECT l.*,
      (
        SELECT h.model_file_id
        FROM model_hashes AS h
        JOIN files AS f ON f.id = h.model_file_id
        WHERE h.value = l.base_model_sha256 AND h.kind IN ('sha256', 'autov2')
          AND f.status IS NOT 'missing' LIMIT 1
      ) AS by_sha256,
      (
        SELECT h.model_file_id
        FROM model_hashes AS h
        JOIN files AS f ON f.id = h.model_file_id
        WHERE h.value = l.base_model_autov1 AND h.kind IN ('autov1', 'autov2')
          AND f.status IS NOT 'missing' LIMIT 1
      ) AS by_autov1,
      (
        SELECT n.model_file_id
        FROM model_names AS n
        JOIN model_files AS c ON c.file_id = n.model_file_id
        JOIN files AS f ON f.id = n.model_file_id
        WHERE n.name = l.base_stem AND n.source IN ('file', 'former')
          AND c.model_type = 'checkpoint' AND f.status IS NOT 'missing' LIMIT 1
      ) AS by_name
    FROM loras AS l
  )
SELECT
  l.file_id,
  f.file_path,
  l.name,
  l.base_version,
  l.base_model_name,
  coalesce(l.by_sha256, l.by_autov1, l.by_name) AS checkpoint_id,
  c.file_path AS checkpoint_path,
  CASE
    WHEN l.by_sha256 IS NOT NULL THEN 'sha256'
    WHEN l.by_autov1 IS NOT NULL THEN 'autov1'
    WHEN l.by_name IS NOT NULL THEN 'name'
  END AS method
FROM found AS l
JOIN files AS f ON f.id = l.file_id
LEFT JOIN files AS c ON c.id = coalesce(l.by_sha256, l.by_autov1, l.by_name);
