-- Keeps models.enrichment_pending true: 1 where something about a hash that the image names is still to be asked.
UPDATE main.models SET enrichment_pending = (
  SELECT coalesce(max(is_open), 0) FROM temp.image_hashes WHERE file_id = models.file_id
)
WHERE {{which}}
  AND enrichment_pending IS NOT (
    SELECT coalesce(max(is_open), 0) FROM temp.image_hashes WHERE file_id = models.file_id
  )
