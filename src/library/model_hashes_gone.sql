-- Hashes that no longer hold. Those of names stay: a file keeps the names that it had.
DELETE FROM main.model_hashes
WHERE model_file_id IN (SELECT file_id FROM temp.extracted_models)
  AND kind <> 'name'
  AND NOT EXISTS (
    SELECT 1 FROM temp.wanted_hashes AS w
    WHERE w.model_file_id = model_hashes.model_file_id
      AND w.kind = model_hashes.kind AND w.value = model_hashes.value
  )
