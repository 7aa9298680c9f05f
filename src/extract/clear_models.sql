-- Models of images whose text is gone.
DELETE FROM main.models
WHERE file_id IN (SELECT file_id FROM temp.extracted WHERE is_outdated AND outcome <> 'changed')
