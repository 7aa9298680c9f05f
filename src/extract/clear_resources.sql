-- Resources of images whose text changed or is gone: the metadata hash does not cover them.
DELETE FROM main.image_resources
WHERE file_id IN (SELECT file_id FROM temp.extracted WHERE is_outdated OR outcome = 'same')
