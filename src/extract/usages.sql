-- The LoRA tags of both prompts; discarded ones carry a reason and are only counted.
-- MATERIALIZED, since json_each would write each object anew for every member that is read from it.
INSERT INTO main.lora_usages
  (file_id, lora_name, raw_name, weight, unet_weight, context, position_index, lora_hash)
WITH listed AS MATERIALIZED (
  SELECT file_id, usage.value AS usage
  FROM temp.extracted, json_each(usages) AS usage
  WHERE outcome = 'changed' AND usages <> '[]'
)
SELECT
  file_id,
  usage ->> 'lora_name',
  usage ->> 'raw_name',
  usage ->> 'weight',
  usage ->> 'unet_weight',
  usage ->> 'context',
  usage ->> 'position_index',
  usage ->> 'lora_hash'
FROM listed
WHERE usage ->> 'reason' IS NULL
