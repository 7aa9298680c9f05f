-- Every hash by which the files of this chunk are known. Computed and embedded hashes are different kinds; the hash of
-- nothing identifies no file.
INSERT INTO temp.wanted_hashes (model_file_id, kind, value)
WITH
  kinds (kind) AS (
    VALUES ('sha256'), ('autov2'), ('tensor_sha256'), ('autov3'), ('autov1'), ('embedded'),
      ('embedded_modelspec'), ('legacy')
  ),
  known AS (
    SELECT l.file_id, kind, CASE kind
      WHEN 'sha256' THEN sha256
      WHEN 'autov2' THEN autov2
      WHEN 'tensor_sha256' THEN tensor_sha256
      WHEN 'autov3' THEN autov3
      WHEN 'autov1' THEN autov1
      WHEN 'embedded' THEN embedded_hash
      WHEN 'embedded_modelspec' THEN embedded_modelspec_hash
      WHEN 'legacy' THEN lower(training_meta_json ->> 'sshs_legacy_hash')
    END AS value
    FROM temp.extracted_models AS e
    JOIN main.model_files AS l ON l.file_id = e.file_id
    CROSS JOIN kinds
  )
SELECT file_id, kind, value
FROM known
WHERE length(value) >= 8 AND value NOT GLOB '*[^0-9a-f]*' AND value NOT LIKE 'e3b0c442%'
