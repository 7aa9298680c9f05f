-- Links say what is wrong with a file: when the verdict on one is another, they are worked out again.
INSERT INTO main.library_state (name, value)
SELECT 'models_changed', '1'
WHERE EXISTS (
    SELECT 1 FROM temp.extracted_models AS e
    JOIN main.model_files AS l ON l.file_id = e.file_id
    WHERE l.header_status IS NOT e.former_status
  )
  AND NOT EXISTS (SELECT 1 FROM main.library_state WHERE name = 'models_changed')
