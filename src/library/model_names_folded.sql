-- Each of these names as it is compared when nothing better matches.
INSERT OR IGNORE INTO main.model_names (model_file_id, name, source)
SELECT n.model_file_id, {{folded:n.name}}, 'folded'
FROM temp.extracted_models AS e
JOIN main.model_names AS n ON n.model_file_id = e.file_id
WHERE n.source <> 'folded'
