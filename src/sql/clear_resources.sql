-- Resources of images whose record changed or is gone.
DELETE FROM main.image_resources
WHERE file_id IN (SELECT file_id FROM temp.extracted WHERE is_outdated)
