-- Hashes of other bytes than those that the file has now.
UPDATE main.model_files SET
  sha256 = NULL, tensor_sha256 = NULL, autov1 = NULL, autov2 = NULL, autov3 = NULL, hashed_at = NULL
WHERE hashed_at IS NOT NULL
  AND file_id IN (SELECT file_id FROM temp.extracted_models)
  AND sha256 IS NOT (SELECT file_hash FROM main.files WHERE id = file_id)
