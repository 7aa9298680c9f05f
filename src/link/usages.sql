-- LoRA usages from :from up to :until. One without a hash of its own takes that of a resource of the same name: SD.Next
-- and AddNet list them apart.
INSERT INTO temp.link_targets (owner_id, file_id, reference)
SELECT id, file_id, json_array('lora', coalesce(raw_name, lora_name), coalesce(
  lower(lora_hash),
  (
    SELECT lower(r.hash) FROM main.image_resources AS r
    WHERE r.file_id = u.file_id AND r.type = 'lora' AND r.hash IS NOT NULL
      AND r.name IN (u.raw_name, u.lora_name)
    ORDER BY length(r.hash) DESC, r.id LIMIT 1
  )
), NULL)
FROM main.lora_usages AS u
WHERE id BETWEEN :from AND :until
