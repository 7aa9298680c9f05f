-- Model pages: the rows of `registry_models`.

-- step: open
-- Models that matched versions belong to and that are still to be asked for.
SELECT DISTINCT json_extract(e.payload_json, '$.modelId') AS id
FROM model_enrichment AS e
LEFT JOIN registry_models AS r ON r.model_id = json_extract(e.payload_json, '$.modelId')
WHERE e.lookup_status = 'matched' AND e.payload_json IS NOT NULL AND (
  r.model_id IS NULL
  OR r.payload_json IS NULL AND (:retry OR r.next_retry_at IS NULL OR r.next_retry_at <= :now)
  OR r.payload_json IS NOT NULL AND :refresh
)
ORDER BY 1;

-- step: read
-- The stored page: it decides how an answer counts.
SELECT lookup_status, attempts, payload_json IS NOT NULL AS has_payload
FROM registry_models WHERE model_id = ?;

-- step: write
-- The last answer or fault of a model.
INSERT OR REPLACE INTO registry_models
  (model_id, lookup_status, detail, http_status, attempts, source_url, enriched_at, next_retry_at, payload_json)
VALUES (:id, :status, :detail, :http, :attempts, :url, :at, :nextRetryAt, :payload);

-- step: remove
-- A model that the registry no longer knows keeps its page.
UPDATE registry_models SET removed_at = coalesce(removed_at, :at) WHERE model_id = :id;
