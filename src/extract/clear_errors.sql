-- Errors of files that now went well.
DELETE FROM main.extraction_errors
WHERE stage = 'extract' AND file_id IN (SELECT file_id FROM temp.extracted)
