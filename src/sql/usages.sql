-- The LoRA tags of both prompts; discarded ones carry a reason and are only counted.
INSERT INTO main.lora_usages
  (file_id, lora_name, raw_name, weight, unet_weight, context, position_index, lora_hash)
SELECT
  file_id,
  usage.value ->> 'lora_name',
  usage.value ->> 'raw_name',
  usage.value ->> 'weight',
  usage.value ->> 'unet_weight',
  usage.value ->> 'context',
  usage.value ->> 'position_index',
  usage.value ->> 'lora_hash'
FROM temp.extracted, json_each(usages) AS usage
WHERE outcome = 'changed' AND usage.value ->> 'reason' IS NULL
