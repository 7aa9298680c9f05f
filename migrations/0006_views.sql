-- Answers to common questions as views, and full-text search over the prompts.

-- One row per image; LoRAs as 'name:weight, name:weight' in the order of the prompt.
CREATE VIEW IF NOT EXISTS image_details AS
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
  m.metadata_hash
FROM files AS f
LEFT JOIN models AS m ON m.file_id = f.id
WHERE f.kind IS NOT 'model';

-- How often each LoRA is used. An image without a generation time counts with its file's time,
-- which databases of older programs hold in whole seconds.
CREATE VIEW IF NOT EXISTS lora_use_counts AS
SELECT
  lora_name,
  count(*) AS uses,
  count(DISTINCT file_id) AS images,
  avg(weight) AS average_weight,
  min(weight) AS min_weight,
  max(weight) AS max_weight,
  min(used_at) AS first_used,
  max(used_at) AS last_used
FROM (
  SELECT
    u.lora_name,
    u.file_id,
    u.weight,
    coalesce(
      CASE WHEN typeof(m.generation_timestamp) = 'text' THEN datetime(m.generation_timestamp) END,
      datetime(
        CASE WHEN f.file_mtime < 100000000000 THEN f.file_mtime ELSE f.file_mtime / 1000000000 END,
        'unixepoch'
      )
    ) AS used_at
  FROM lora_usages AS u
  JOIN files AS f ON f.id = u.file_id
  LEFT JOIN models AS m ON m.file_id = u.file_id
)
GROUP BY lora_name;

-- LoRA files on disk that no image uses, neither by a tag nor by a resource's hash.
CREATE VIEW IF NOT EXISTS unused_loras AS
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
  '0 uses in ' || (SELECT count(*) FROM models) || ' images' AS finding
FROM model_files AS l
JOIN files AS f ON f.id = l.file_id
WHERE lower(l.model_type) IN ('lora', 'lycoris', 'locon', 'loha', 'lokr', 'dora')
  AND f.status IS NOT 'missing'
  AND NOT EXISTS (SELECT 1 FROM lora_links AS k WHERE k.model_file_id = l.file_id)
  AND l.file_id NOT IN (
    SELECT h.model_file_id
    FROM image_resources AS r
    JOIN model_hashes AS h ON h.value = lower(r.hash)
  );

-- Usages that lead to no file on disk, and why.
CREATE VIEW IF NOT EXISTS unresolved_loras AS
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
    (SELECT k.reason FROM lora_links AS k WHERE k.usage_id = u.id AND k.reason IS NOT NULL LIMIT 1),
    'not linked yet'
  ) AS reason
FROM lora_usages AS u
JOIN files AS f ON f.id = u.file_id
WHERE NOT EXISTS (
  SELECT 1 FROM lora_links AS k WHERE k.usage_id = u.id AND k.model_file_id IS NOT NULL
);

-- Images that gave no record; those that still wait for extraction are not among them.
CREATE VIEW IF NOT EXISTS files_without_metadata AS
SELECT f.id AS file_id, f.file_path, f.container, f.status, f.status_detail, f.metadata_source
FROM files AS f
WHERE f.kind IS NOT 'model'
  AND NOT (f.extraction_pending = 1 AND f.metadata_json IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM models AS m WHERE m.file_id = f.id);

-- Everything that went wrong: while reading, while extracting, in a model file's header.
CREATE VIEW IF NOT EXISTS extraction_problems AS
SELECT e.file_id, f.file_path, e.stage, e.message, e.at
FROM extraction_errors AS e
JOIN files AS f ON f.id = e.file_id
UNION ALL
SELECT f.id, f.file_path, 'read', f.status_detail, NULL
FROM files AS f
WHERE f.status = 'unreadable'
UNION ALL
SELECT l.file_id, f.file_path, 'header', l.header_status || coalesce(': ' || l.header_detail, ''), NULL
FROM model_files AS l
JOIN files AS f ON f.id = l.file_id
WHERE l.header_status <> 'ok';

CREATE VIRTUAL TABLE IF NOT EXISTS prompt_search USING fts5(
  clean_positive,
  clean_negative,
  content = 'models',
  content_rowid = 'file_id',
  tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER IF NOT EXISTS prompt_search_insert AFTER INSERT ON models
BEGIN
  INSERT INTO prompt_search (rowid, clean_positive, clean_negative)
  VALUES (NEW.file_id, NEW.clean_positive, NEW.clean_negative);
END;
CREATE TRIGGER IF NOT EXISTS prompt_search_delete AFTER DELETE ON models
BEGIN
  INSERT INTO prompt_search (prompt_search, rowid, clean_positive, clean_negative)
  VALUES ('delete', OLD.file_id, OLD.clean_positive, OLD.clean_negative);
END;
CREATE TRIGGER IF NOT EXISTS prompt_search_update
AFTER UPDATE OF file_id, clean_positive, clean_negative ON models
WHEN NEW.clean_positive IS NOT OLD.clean_positive
  OR NEW.clean_negative IS NOT OLD.clean_negative
  OR NEW.file_id IS NOT OLD.file_id
BEGIN
  INSERT INTO prompt_search (prompt_search, rowid, clean_positive, clean_negative)
  VALUES ('delete', OLD.file_id, OLD.clean_positive, OLD.clean_negative);
  INSERT INTO prompt_search (rowid, clean_positive, clean_negative)
  VALUES (NEW.file_id, NEW.clean_positive, NEW.clean_negative);
END;
INSERT INTO prompt_search (prompt_search) VALUES ('rebuild');
-- Merging the index less often makes extraction about a tenth faster.
INSERT INTO prompt_search (prompt_search, rank) VALUES ('automerge', 16);
