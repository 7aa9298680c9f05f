-- The pictures of a database as other engines load them: every one of them, with its text as extraction reads it.
-- {{collection}} is the name of the database there. A picture without a path is named by its number.
SELECT
  '{{collection}}' AS collection,
  coalesce(file_path, 'file ' || id) AS file_path,
  CAST(file_mtime AS INTEGER) AS file_mtime,
  status,
  CASE typeof(metadata_json)
    WHEN 'text' THEN metadata_json
    WHEN 'blob' THEN CAST(metadata_json AS TEXT)
  END AS metadata_json,
  -- The length of the list: a list that breaks off is not taken for a whole one.
  (SELECT count(*) FROM files WHERE kind IS NOT 'model') AS listed
FROM files
WHERE kind IS NOT 'model'
