-- Which hash found the checkpoint of an image.
UPDATE main.models SET
  hash_type = :hash_type,
  display_hash = :display_hash,
  display_len = length(:display_hash),
  model_hash_auto_v3 = coalesce(
    (
      SELECT l.autov3
      FROM temp.image_hashes AS i
      JOIN main.model_files AS l ON l.file_id = i.model_file_id
      WHERE i.file_id = models.file_id AND i.is_checkpoint
    ),
    model_hash_auto_v3
  )
WHERE file_id IN (SELECT file_id FROM temp.image_hashes WHERE is_checkpoint AND {{which}})
  AND (hash_type IS NOT :hash_type OR display_hash IS NOT :display_hash)
