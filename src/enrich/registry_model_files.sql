-- Local model files with the hashes that can be asked for.
SELECT
  l.file_id,
  lower(coalesce(l.sha256, max(CASE h.kind WHEN 'sha256' THEN h.value END))) AS sha256,
  lower(substr(coalesce(l.tensor_sha256, l.autov3, max(CASE h.kind WHEN 'autov3' THEN h.value END)), 1, 12))
    AS autov3,
  lower(max(CASE h.kind WHEN 'blake3' THEN h.value END)) AS blake3
FROM main.model_files AS l
LEFT JOIN main.model_hashes AS h ON h.model_file_id = l.file_id
GROUP BY l.file_id
ORDER BY l.file_id
