-- Linking, first part: the LoRA usages or resources of one transaction, and what they refer to.

-- step: tables
-- Hold what one transaction links; they live as long as the connection.
CREATE TEMP TABLE IF NOT EXISTS link_targets (
  -- A usage or a resource.
  owner_id INTEGER PRIMARY KEY,
  file_id INTEGER NOT NULL,
  -- What it refers to, as text: many usages share one reference.
  reference TEXT NOT NULL
);
CREATE TEMP TABLE IF NOT EXISTS link_references (
  id INTEGER PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  model_type TEXT,
  -- The name without folder and ending; NULL when none is given.
  stem TEXT,
  folded TEXT,
  -- The folders before it, as they are compared; NULL when none is given.
  folders TEXT,
  -- Lower-case hex, or NULL.
  hash TEXT,
  model_version_id INTEGER
);
CREATE TEMP TABLE IF NOT EXISTS link_results (
  reference_id INTEGER NOT NULL,
  model_file_id INTEGER,
  method TEXT,
  confidence REAL,
  reason TEXT
);
CREATE INDEX IF NOT EXISTS temp.idx_link_results ON link_results(reference_id);
CREATE TEMP TABLE IF NOT EXISTS link_wanted (
  owner_id INTEGER NOT NULL,
  model_file_id INTEGER,
  method TEXT,
  confidence REAL,
  reason TEXT
);
CREATE INDEX IF NOT EXISTS temp.idx_link_wanted ON link_wanted(owner_id);
CREATE TEMP TABLE IF NOT EXISTS link_images (file_id INTEGER PRIMARY KEY);

-- step: clear
-- Empties them of the last transaction.
DELETE FROM temp.link_targets;
DELETE FROM temp.link_references;
DELETE FROM temp.link_results;
DELETE FROM temp.link_wanted;
DELETE FROM temp.link_images;

-- step: usages
-- LoRA usages from :from up to :until. One takes the version of a resource of the same name, and its hash where it has none
-- of its own: SD.Next lists hashes apart, CivitAI's jobs name versions.
INSERT INTO temp.link_targets (owner_id, file_id, reference)
SELECT id, file_id, json_array('lora', coalesce(raw_name, lora_name), coalesce(
  lower(lora_hash),
  (
    SELECT lower(r.hash) FROM main.image_resources AS r
    WHERE r.file_id = u.file_id AND r.type = 'lora' AND r.hash IS NOT NULL
      AND coalesce(r.hash_kind, 'sha256') IN {{linked_hash_kinds}}
      AND r.name IN (u.raw_name, u.lora_name, u.raw_name || '.safetensors')
    ORDER BY length(r.hash) DESC, r.id LIMIT 1
  )
), (
  SELECT r.model_version_id FROM main.image_resources AS r
  WHERE r.file_id = u.file_id AND r.type = 'lora' AND r.model_version_id IS NOT NULL
    AND r.name IN (u.raw_name, u.lora_name, u.raw_name || '.safetensors')
  ORDER BY r.id LIMIT 1
))
FROM main.lora_usages AS u
WHERE id BETWEEN :from AND :until;

-- step: resources
-- Resources from :from up to :until. A program's own number of a model is the hash of no file.
INSERT INTO temp.link_targets (owner_id, file_id, reference)
SELECT id, file_id, json_array(
  type, name,
  CASE WHEN coalesce(hash_kind, 'sha256') IN {{linked_hash_kinds}} THEN lower(hash) END,
  model_version_id
)
FROM main.image_resources
WHERE id BETWEEN :from AND :until;

-- step: references
-- The references of the targets, each once. The hash of nothing, which some trainers embed, is no hash.
INSERT INTO temp.link_references
  (reference, model_type, stem, folded, folders, hash, model_version_id)
WITH
  told AS (
    SELECT DISTINCT reference,
      reference ->> 0 AS type, {{composed:said}} AS name,
      iif(substr(reference ->> 2, 1, 2) = '0x', substr(reference ->> 2, 3), reference ->> 2) AS hash,
      reference ->> 3 AS model_version_id
    FROM (SELECT *, trim(reference ->> 1) AS said FROM temp.link_targets)
  ),
  named AS MATERIALIZED (SELECT *, {{base_name:name}} AS file_name FROM told),
  stems AS MATERIALIZED (SELECT *, {{stem:file_name}} AS stem FROM named)
SELECT reference,
  CASE type
    WHEN 'lyco' THEN 'lora' WHEN 'lycoris' THEN 'lora' WHEN 'hypernet' THEN 'hypernetwork' ELSE type
  END,
  nullif(stem, ''),
  nullif({{folded:stem}}, ''),
  nullif({{folders:name}}, ''),
  CASE WHEN hash NOT GLOB '*[^0-9a-f]*' AND hash NOT LIKE {{hash_of_nothing}} THEN nullif(hash, '') END,
  model_version_id
FROM stems;
