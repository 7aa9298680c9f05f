-- Look-ups, second part: the rows of `model_enrichment`, one for each attempt, file and hash, and the hashes that stay open.

-- step: known
-- The last attempt of each hash, and whether any brought an answer.
SELECT queried_hash AS hash, lookup_status AS status, attempts AS attempts,
  next_retry_at AS next_retry_at,
  EXISTS (
    SELECT 1 FROM model_enrichment AS m
    WHERE m.queried_hash = e.queried_hash AND m.payload_json IS NOT NULL
  ) AS has_payload
FROM model_enrichment AS e
WHERE id IN (
  SELECT max(id) FROM model_enrichment WHERE queried_hash IS NOT NULL GROUP BY queried_hash
);

-- step: shared
-- The row for a file that has none of a hash: the last answer, or without one the last attempt.
SELECT lookup_status AS status, source_url AS url, enriched_at AS at, payload_json AS payload,
  detail AS detail, http_status AS http, attempts AS attempts, next_retry_at AS nextRetryAt, model_version_id AS versionId,
  removed_at AS removedAt
FROM model_enrichment
WHERE queried_hash = :hash AND NOT EXISTS (
  SELECT 1 FROM model_enrichment WHERE queried_hash = :hash AND file_id = :fileId
)
ORDER BY payload_json IS NOT NULL DESC, id DESC
LIMIT 1;

-- step: closeOthers
-- Hashes of model files about which nothing can be asked are not open.
UPDATE temp.named_hashes SET is_open = 0
WHERE model_file_id IS NOT NULL AND model_file_id NOT IN (SELECT value FROM json_each(:asked));

-- step: complete
-- The answer to a look-up that only told so far that the registry knows the hash.
UPDATE model_enrichment SET
  hash_type = :hashType, lookup_status = :status, display_hash = :displayHash, source_url = :url,
  enriched_at = :at, payload_json = :payload, detail = :detail, http_status = :http,
  attempts = :attempts, next_retry_at = :nextRetryAt, model_version_id = :versionId, removed_at = :removedAt
WHERE id = (
  SELECT max(id) FROM model_enrichment WHERE file_id = :fileId AND queried_hash = :hash
) AND lookup_status = 'matched' AND payload_json IS NULL;

-- step: insert
-- Every other attempt is a row of its own.
INSERT INTO model_enrichment
  (file_id, hash_type, lookup_status, display_hash, source_url, enriched_at, payload_json, detail,
   http_status, attempts, next_retry_at, queried_hash, model_version_id, removed_at)
VALUES (:fileId, :hashType, :status, :displayHash, :url, :at, :payload, :detail,
   :http, :attempts, :nextRetryAt, :hash, :versionId, :removedAt);

-- step: remove
-- A match that the registry no longer knows keeps its answer.
UPDATE model_enrichment SET removed_at = coalesce(removed_at, :at)
WHERE file_id = :fileId AND queried_hash = :hash AND payload_json IS NOT NULL;

-- step: closeHash
-- Nothing more is to be asked about a hash that only images name.
UPDATE temp.named_hashes SET is_open = 0 WHERE hash = :hash AND model_file_id IS NULL;

-- step: closeModel
-- Nothing more is to be asked about a model file.
UPDATE temp.named_hashes SET is_open = 0 WHERE model_file_id = :fileId;

-- step: pending
-- Keeps models.enrichment_pending true: 1 where something about a hash that the image names is still to be asked.
WITH facts AS MATERIALIZED (
  SELECT m.file_id, coalesce(max(h.is_open), 0) AS is_pending
  FROM main.models AS m
  LEFT JOIN temp.image_hashes AS i ON i.file_id = m.file_id
  LEFT JOIN temp.named_hashes AS h ON h.hash = i.hash
  WHERE {{which}}
  GROUP BY m.file_id
)
UPDATE main.models SET enrichment_pending = facts.is_pending
FROM facts
WHERE facts.file_id = models.file_id AND models.enrichment_pending IS NOT facts.is_pending;
