-- Answers as they are exported.

-- step: hashes
-- Of each hash the last answer, or without one the last time that there was none.
SELECT queried_hash, lookup_status, source_url, http_status, enriched_at, payload_json
FROM model_enrichment AS e
WHERE id = (
  SELECT id FROM model_enrichment AS o
  WHERE o.queried_hash = e.queried_hash AND (o.lookup_status = 'not_found' OR o.payload_json IS NOT NULL)
  ORDER BY o.payload_json IS NOT NULL DESC, o.id DESC LIMIT 1
)
ORDER BY queried_hash;

-- step: models
-- Every model page.
SELECT model_id, lookup_status, source_url, http_status, enriched_at, payload_json
FROM registry_models WHERE payload_json IS NOT NULL ORDER BY model_id;
