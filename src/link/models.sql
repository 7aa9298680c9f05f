-- The hashes of the linked checkpoint, for these images. A hash of 64 digits that the image gives itself stays; nothing
-- of this is part of the metadata hash.
WITH
  -- Several candidates with the same bytes are as good as one.
  linked AS (
    SELECT k.file_id, min(k.method) AS method, min(l.sha256) AS sha256, min(l.autov2) AS autov2,
      min(l.autov3) AS autov3
    FROM temp.link_images AS i
    JOIN main.model_links AS k ON k.file_id = i.file_id
    JOIN main.model_files AS l ON l.file_id = k.model_file_id
    WHERE k.reason IS NOT 'the hash differs' AND k.reason IS NOT 'the file is not hashed yet'
    GROUP BY k.file_id
    HAVING count(DISTINCT coalesce(l.sha256, l.file_id)) = 1
  ),
  types AS (
    SELECT *, CASE
      WHEN method IN ('autov2', 'autov3') THEN method
      WHEN method NOT IN ('name', 'alias', 'former_name', 'folded') THEN 'provided'
    END AS hash_type
    FROM linked
  ),
  wanted AS (
    SELECT i.file_id,
      coalesce(
        (
          SELECT lower(r.hash) FROM main.image_resources AS r
          WHERE r.file_id = i.file_id AND r.type = 'checkpoint' AND r.source = 'Model hash'
            AND length(r.hash) = 64 LIMIT 1
        ),
        t.sha256
      ) AS model_hash_full,
      t.autov3 AS model_hash_auto_v3, t.hash_type,
      iif(t.hash_type = 'autov3', t.autov3, t.autov2) AS display_hash
    FROM temp.link_images AS i
    LEFT JOIN types AS t ON t.file_id = i.file_id
  )
UPDATE main.models SET
  model_hash_full = w.model_hash_full,
  model_hash_auto_v3 = w.model_hash_auto_v3,
  hash_type = w.hash_type,
  display_hash = w.display_hash,
  display_len = length(w.display_hash)
FROM wanted AS w
WHERE w.file_id = models.file_id AND (
  models.model_hash_full IS NOT w.model_hash_full
  OR models.model_hash_auto_v3 IS NOT w.model_hash_auto_v3
  OR models.hash_type IS NOT w.hash_type
  OR models.display_hash IS NOT w.display_hash
)
