-- Everything else that the image names; its LoRA tags are lora_usages.
INSERT INTO main.image_resources
  (file_id, type, name, weight, hash, hash_kind, model_version_id, source)
SELECT
  file_id,
  resource.value ->> 'type',
  resource.value ->> 'name',
  resource.value ->> 'weight',
  resource.value ->> 'hash',
  resource.value ->> 'hash_kind',
  resource.value ->> 'model_version_id',
  resource.value ->> 'source'
FROM temp.extracted, json_each(resources) AS resource
WHERE outcome IN ('changed', 'same')
  AND resource.value ->> 'source' NOT IN ('prompt', 'negative prompt')
