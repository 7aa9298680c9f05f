-- Each of these hashes once, and the local file that it belongs to: it is one of the file's hashes, or the beginning of one.
-- is_open: whether something about it is still to be asked.
CREATE TEMP TABLE named_hashes AS
SELECT
  hash,
  file_id,
  is_blake3,
  1 AS is_open,
  CASE WHEN hash NOT LIKE 'version:%' THEN (
    SELECT h.model_file_id
    FROM main.model_hashes AS h
    WHERE h.value >= hash AND h.value < hash || 'g'
    ORDER BY h.value = hash DESC, h.model_file_id
    LIMIT 1
  ) END AS model_file_id
FROM (
  SELECT hash, min(file_id) AS file_id, max(is_blake3) AS is_blake3
  FROM temp.image_hashes
  GROUP BY hash
)
