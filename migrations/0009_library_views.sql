-- Answers about the model library.

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
  (
    SELECT count(*) FROM lora_usages AS u
    WHERE NOT EXISTS (
      SELECT 1 FROM lora_links AS k WHERE k.usage_id = u.id AND k.model_file_id IS NOT NULL
    )
  ) AS unresolved_usages,
  '0 uses in ' || (SELECT count(*) FROM models) || ' images, ' || (
    SELECT count(*) FROM lora_usages AS u
    WHERE NOT EXISTS (
      SELECT 1 FROM lora_links AS k WHERE k.usage_id = u.id AND k.model_file_id IS NOT NULL
    )
  ) || ' usages unresolved' AS finding
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
CREATE VIEW IF NOT EXISTS unresolved_resources AS
SELECT
  r.type,
  r.name,
  r.hash,
  count(DISTINCT r.file_id) AS images,
  coalesce(min(k.reason), 'not linked yet') AS reason
FROM image_resources AS r
LEFT JOIN resource_links AS k ON k.resource_id = r.id
WHERE k.model_file_id IS NULL
GROUP BY r.type, r.name, r.hash;

-- Model files that are there twice: the same bytes; the same tensors with another header; the same name with other
-- content. Only hashes that were computed count.
CREATE VIEW IF NOT EXISTS duplicate_models AS
WITH
  hashed AS (
    SELECT l.file_id, f.file_path, f.file_size, lower(l.name) AS name, l.sha256,
      CASE WHEN l.tensor_sha256 NOT LIKE 'e3b0c442%' THEN l.tensor_sha256 END AS tensors
    FROM model_files AS l
    JOIN files AS f ON f.id = l.file_id
    WHERE l.sha256 IS NOT NULL AND f.status IS NOT 'missing'
  ),
  keyed (class, what, content, file_id, file_path, file_size) AS MATERIALIZED (
    SELECT 'same_bytes', sha256, NULL, file_id, file_path, file_size FROM hashed
    UNION ALL
    SELECT 'same_tensors', tensors, sha256, file_id, file_path, file_size
    FROM hashed WHERE tensors IS NOT NULL
    UNION ALL
    SELECT 'same_name', name, coalesce(tensors, sha256), file_id, file_path, file_size FROM hashed
  ),
  groups AS (
    SELECT class, what, count(*) AS files
    FROM keyed
    GROUP BY class, what
    HAVING CASE class WHEN 'same_bytes' THEN count(*) ELSE count(DISTINCT content) END > 1
  )
SELECT g.class, g.what, g.files, k.file_id, k.file_path, k.file_size
FROM groups AS g
JOIN keyed AS k ON k.class = g.class AND k.what = g.what;

-- Which checkpoint on disk a LoRA was trained on.
CREATE VIEW IF NOT EXISTS lora_base_models AS
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
        SELECT h.model_file_id FROM model_hashes AS h
        WHERE h.value = l.base_model_sha256 AND h.kind IN ('sha256', 'autov2') LIMIT 1
      ) AS by_sha256,
      (
        SELECT h.model_file_id FROM model_hashes AS h
        WHERE h.value = l.base_model_autov1 AND h.kind IN ('autov1', 'autov2') LIMIT 1
      ) AS by_autov1,
      (
        SELECT n.model_file_id
        FROM model_names AS n
        JOIN model_files AS c ON c.file_id = n.model_file_id
        WHERE n.name = l.base_stem AND n.source IN ('file', 'former')
          AND c.model_type = 'checkpoint' LIMIT 1
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

-- The tags of a LoRA's training pictures, with the number of pictures that have them.
CREATE VIEW IF NOT EXISTS training_tags AS
SELECT l.file_id, l.name, tag."key" AS tag, sum(tag.value) AS pictures
FROM model_files AS l,
  json_each(l.training_meta_json, '$.ss_tag_frequency') AS folder,
  json_each(CASE WHEN folder.type = 'object' THEN folder.value ELSE '{}' END) AS tag
WHERE tag.type IN ('integer', 'real')
GROUP BY l.file_id, l.name, tag."key";
