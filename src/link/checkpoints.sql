-- The links that the checkpoints of these images shall have: those of the resource that is best resolved. A refiner is
-- not the checkpoint.
INSERT INTO temp.link_wanted (owner_id, model_file_id, method, confidence, reason)
WITH
  links AS (
    SELECT r.file_id, k.*, count(*) OVER (PARTITION BY r.id) AS candidates
    FROM temp.link_images AS i
    JOIN main.image_resources AS r ON r.file_id = i.file_id
    JOIN main.resource_links AS k ON k.resource_id = r.id
    WHERE r.type = 'checkpoint' AND r.source IS NOT 'Refiner'
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
WHERE resource_id = best
