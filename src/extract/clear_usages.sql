-- Usages of images whose record changed or is gone.
DELETE FROM main.lora_usages
WHERE file_id IN (SELECT file_id FROM temp.extracted WHERE is_outdated)
