-- Which of the hashes that images name belong to a local file: as they are, or as the beginning of a longer one.
UPDATE temp.image_hashes SET model_file_id = (
  SELECT h.model_file_id
  FROM main.model_hashes AS h
  WHERE h.value >= image_hashes.hash AND h.value < image_hashes.hash || 'g'
  ORDER BY h.value = image_hashes.hash DESC, h.model_file_id
  LIMIT 1
)
WHERE hash NOT LIKE 'version:%'
