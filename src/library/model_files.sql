-- One row per model file. `files.status_detail` is `code: detail` of what is wrong with a header.
INSERT INTO main.model_files
  (file_id, name, model_type, header_status, header_detail, training_meta_json, {{columns}})
SELECT
  e.file_id,
  e.name,
  coalesce(record ->> 'model_type', e.usual_type),
  CASE
    WHEN f.status_detail LIKE 'cannot be read:%' THEN NULL
    WHEN f.status_detail IS NULL THEN iif(f.container = 'safetensors', 'ok', NULL)
    WHEN instr(f.status_detail, ': ') = 0 THEN f.status_detail
    ELSE substr(f.status_detail, 1, instr(f.status_detail, ': ') - 1)
  END,
  CASE
    WHEN f.status_detail LIKE 'cannot be read:%' THEN NULL
    WHEN instr(f.status_detail, ': ') > 0
      THEN substr(f.status_detail, instr(f.status_detail, ': ') + 2)
  END,
  record ->> 'training_meta_json',
  {{values}}
FROM temp.extracted_models AS e
JOIN main.files AS f ON f.id = e.file_id
WHERE true
ON CONFLICT (file_id) DO UPDATE SET
  name = excluded.name,
  model_type = excluded.model_type,
  header_status = excluded.header_status,
  header_detail = excluded.header_detail,
  training_meta_json = excluded.training_meta_json,
  {{assignments}}
