-- Look-ups, first part: the hashes that can be asked for. The tables live as long as the connection.

-- step: clear
-- Removes the tables of an earlier run of this connection.
DROP TABLE IF EXISTS temp.image_hashes;
DROP TABLE IF EXISTS temp.named_hashes;

-- step: imageHashes
-- The hashes that images name; lives as long as the connection. A program's own number of a model is asked for nowhere.
CREATE TEMP TABLE image_hashes AS
WITH
  named (file_id, hash, is_blake3) AS (
    SELECT file_id, coalesce(model_hash_full, model_hash_short), 0 FROM main.models
    WHERE coalesce(hash_type, 'provided') IN {{linked_hash_types}}
    UNION ALL
    SELECT file_id, vae_hash, 0 FROM main.models
    UNION ALL
    SELECT file_id, lora_hash, 0 FROM main.lora_usages
    UNION ALL
    SELECT file_id,
      coalesce(
        CASE WHEN coalesce(hash_kind, 'sha256') IN {{file_hash_kinds}} THEN hash END,
        'version:' || model_version_id
      ),
      hash_kind IS 'blake3'
    FROM main.image_resources
  ),
  plain AS (
    SELECT file_id, replace(lower(hash), '0x', '') AS hash, max(is_blake3) AS is_blake3
    FROM named
    WHERE hash IS NOT NULL
    GROUP BY 1, 2
  )
SELECT file_id, hash, is_blake3
FROM plain
WHERE hash GLOB 'version:[1-9]*'
  -- The SHA-256 of nothing stands for many files.
  OR (hash NOT GLOB '*[^0-9a-f]*' AND length(hash) IN {{hash_lengths}} AND hash NOT LIKE {{hash_of_nothing}});

-- step: namedHashes
-- Each of these hashes once, and the local file that it belongs to: it is one of the file's hashes, or the beginning of one.
-- is_open: whether something about it is still to be asked.
CREATE TEMP TABLE named_hashes AS
SELECT
  hash,
  file_id,
  is_blake3,
  1 AS is_open,
  CASE WHEN hash NOT LIKE 'version:%' THEN (
    SELECT h.model_file_id
    FROM main.model_hashes AS h
    WHERE h.value >= hash AND h.value < hash || 'g'
    ORDER BY h.value = hash DESC, h.model_file_id
    LIMIT 1
  ) END AS model_file_id
FROM (
  SELECT hash, min(file_id) AS file_id, max(is_blake3) AS is_blake3
  FROM temp.image_hashes
  GROUP BY hash
);

-- step: indexes
-- For the questions of a run: which images name a hash, and which hashes a model file has.
CREATE INDEX temp.image_hashes_hash ON image_hashes(hash);
CREATE INDEX temp.image_hashes_file ON image_hashes(file_id);
CREATE INDEX temp.named_hashes_hash ON named_hashes(hash);
CREATE INDEX temp.named_hashes_model ON named_hashes(model_file_id);

-- step: modelFiles
-- Local model files with the hashes that can be asked for.
SELECT
  l.file_id,
  lower(coalesce(l.sha256, max(CASE h.kind WHEN 'sha256' THEN h.value END))) AS sha256,
  lower(substr(coalesce(l.tensor_sha256, l.autov3, max(CASE h.kind WHEN 'autov3' THEN h.value END)), 1, 12))
    AS autov3,
  lower(max(CASE h.kind WHEN 'blake3' THEN h.value END)) AS blake3
FROM main.model_files AS l
LEFT JOIN main.model_hashes AS h ON h.model_file_id = l.file_id
GROUP BY l.file_id
ORDER BY l.file_id;

-- step: unownedHashes
-- Hashes that images name and no local file has.
SELECT hash, file_id, is_blake3 FROM temp.named_hashes
WHERE model_file_id IS NULL
ORDER BY file_id, hash;
