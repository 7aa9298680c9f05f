-- Everything else that the image names; its LoRA tags are lora_usages.
-- MATERIALIZED, since json_each would write each object anew for every member that is read from it.
INSERT INTO main.image_resources
  (file_id, type, name, weight, hash, hash_kind, model_version_id, source)
WITH listed AS MATERIALIZED (
  SELECT file_id, resource.value AS resource
  FROM temp.extracted, json_each(resources) AS resource
  WHERE outcome IN ('changed', 'same') AND resources <> '[]'
)
SELECT
  file_id,
  resource ->> 'type',
  resource ->> 'name',
  resource ->> 'weight',
  resource ->> 'hash',
  resource ->> 'hash_kind',
  resource ->> 'model_version_id',
  resource ->> 'source'
FROM listed
WHERE resource ->> 'source' NOT IN ('prompt', 'negative prompt')
