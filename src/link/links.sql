-- Linking, third part: from the links that there shall be to those that are stored. The checkpoint of an image is linked once
-- its resources are.

-- step: goneLinks
-- Links that no longer hold.
DELETE FROM main.{{table}}
WHERE {{owner}} IN (SELECT {{key}} FROM temp.{{targets}})
  AND NOT EXISTS (
    SELECT 1 FROM temp.link_wanted AS w
    WHERE w.owner_id = {{table}}.{{owner}} AND w.model_file_id IS {{table}}.model_file_id
      AND w.method IS {{table}}.method AND w.confidence IS {{table}}.confidence
      AND w.reason IS {{table}}.reason
  );

-- step: newLinks
-- Links that are new.
INSERT INTO main.{{table}} ({{owner}}, model_file_id, method, confidence, reason)
SELECT w.owner_id, w.model_file_id, w.method, w.confidence, w.reason
FROM temp.link_wanted AS w
WHERE NOT EXISTS (
  SELECT 1 FROM main.{{table}} AS k
  WHERE k.{{owner}} = w.owner_id AND k.model_file_id IS w.model_file_id
)
ORDER BY w.owner_id;

-- step: clearWanted
-- The links of resources are stored: those of images are next.
DELETE FROM temp.link_wanted;

-- step: images
-- Images with a resource among the targets that names a checkpoint.
INSERT OR IGNORE INTO temp.link_images (file_id)
SELECT t.file_id
FROM temp.link_targets AS t
JOIN main.image_resources AS r ON r.id = t.owner_id
WHERE r.type = 'checkpoint';

-- step: checkpoints
-- The links that the checkpoints of these images shall have: those of the resource that is best resolved. A refiner is
-- not the checkpoint.
INSERT INTO temp.link_wanted (owner_id, model_file_id, method, confidence, reason)
WITH
  links AS (
    SELECT r.file_id, k.*, count(*) OVER (PARTITION BY r.id) AS candidates
    FROM temp.link_images AS i
    JOIN main.image_resources AS r ON r.file_id = i.file_id
    JOIN main.resource_links AS k ON k.resource_id = r.id
    WHERE r.type = 'checkpoint' AND coalesce(r.source, '') NOT LIKE 'refiner%'
  ),
  ranked AS (
    SELECT *, first_value(resource_id) OVER (
      PARTITION BY file_id
      ORDER BY model_file_id IS NULL, candidates, confidence DESC, resource_id
    ) AS best
    FROM links
  )
SELECT file_id, model_file_id, method, confidence, reason
FROM ranked
WHERE resource_id = best;

-- step: modelHashes
-- The hashes of the linked checkpoint, for these images. A hash of 64 digits that the image gives itself stays; nothing
-- of this is part of the metadata hash. A type that linking does not give is the record's own, and stays.
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
  hash_type = iif(models.hash_type NOT IN {{linked_hash_types}}, models.hash_type, w.hash_type),
  display_hash = w.display_hash,
  display_len = length(w.display_hash)
FROM wanted AS w
WHERE w.file_id = models.file_id AND (
  models.model_hash_full IS NOT w.model_hash_full
  OR models.model_hash_auto_v3 IS NOT w.model_hash_auto_v3
  OR coalesce(models.hash_type IN {{linked_hash_types}}, 1) AND models.hash_type IS NOT w.hash_type
  OR models.display_hash IS NOT w.display_hash
);
