-- Links that no longer hold.
DELETE FROM main.{{table}}
WHERE {{owner}} IN (SELECT {{key}} FROM temp.{{targets}})
  AND NOT EXISTS (
    SELECT 1 FROM temp.link_wanted AS w
    WHERE w.owner_id = {{table}}.{{owner}} AND w.model_file_id IS {{table}}.model_file_id
      AND w.method IS {{table}}.method AND w.confidence IS {{table}}.confidence
      AND w.reason IS {{table}}.reason
  )
