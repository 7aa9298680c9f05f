-- The hashes that images name; lives as long as the connection.
CREATE TEMP TABLE image_hashes AS
WITH
  named (file_id, hash, is_blake3) AS (
    SELECT file_id, coalesce(model_hash_full, model_hash_short), 0 FROM main.models
    UNION ALL
    SELECT file_id, vae_hash, 0 FROM main.models
    UNION ALL
    SELECT file_id, lora_hash, 0 FROM main.lora_usages
    UNION ALL
    SELECT file_id, coalesce(hash, 'version:' || model_version_id), hash_kind IS 'blake3'
    FROM main.image_resources
  ),
  plain AS (
    SELECT file_id, replace(replace(lower(hash), '0x', ''), 'blake3:', '') AS hash,
      max(is_blake3 OR lower(hash) LIKE 'blake3:%') AS is_blake3
    FROM named
    WHERE hash IS NOT NULL
    GROUP BY 1, 2
  )
SELECT file_id, hash, is_blake3
FROM plain
WHERE hash GLOB 'version:[1-9]*'
  -- The SHA-256 of nothing stands for many files.
  OR (hash NOT GLOB '*[^0-9a-f]*' AND length(hash) IN (8, 10, 12, 64) AND hash NOT LIKE 'e3b0c442%')
