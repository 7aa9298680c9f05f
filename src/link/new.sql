-- Links that are new.
INSERT INTO main.{{table}} ({{owner}}, model_file_id, method, confidence, reason)
SELECT w.owner_id, w.model_file_id, w.method, w.confidence, w.reason
FROM temp.link_wanted AS w
WHERE NOT EXISTS (
  SELECT 1 FROM main.{{table}} AS k
  WHERE k.{{owner}} = w.owner_id AND k.model_file_id IS w.model_file_id
)
ORDER BY w.owner_id
