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
WHERE facts.file_id = models.file_id AND models.enrichment_pending IS NOT facts.is_pending
