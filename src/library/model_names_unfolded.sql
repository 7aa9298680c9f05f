-- Forms of names that went.
DELETE FROM main.model_names
WHERE source = 'folded'
  AND model_file_id IN (SELECT file_id FROM temp.extracted_models)
  AND NOT EXISTS (
    SELECT 1 FROM main.model_names AS n
    WHERE n.model_file_id = model_names.model_file_id AND n.source <> 'folded'
      AND {{folded:n.name}} = model_names.name
  )
