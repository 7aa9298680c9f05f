-- Who made a picture, what its file says of its size, which reader read it, and what is wrong with a model file.

ALTER TABLE models ADD COLUMN generator TEXT;
ALTER TABLE files ADD COLUMN image_width INTEGER;
ALTER TABLE files ADD COLUMN image_height INTEGER;
ALTER TABLE files ADD COLUMN read_with TEXT;
ALTER TABLE files ADD COLUMN header_verdict TEXT;
ALTER TABLE files ADD COLUMN verdict_detail TEXT;

-- Embedded and sidecar texts that were merged stood in an object without a mark; now an envelope says so.
UPDATE files SET metadata_json = json_object('sqlite-sd', 1, 'texts', json_object(
  'parameters', json_extract(metadata_json, '$.parameters'),
  'sidecar', json_extract(metadata_json, '$.sidecar')
))
WHERE metadata_source LIKE '%+sidecar:%'
  AND typeof(metadata_json) = 'text'
  AND CASE WHEN json_valid(metadata_json) THEN
    json_type(metadata_json, '$.parameters') = 'text' AND json_type(metadata_json, '$.sidecar') = 'text'
  END;

-- The verdict on a model file's header was kept in words alone, `code: detail`; code and detail have columns now.
UPDATE files SET
  header_verdict = CASE
    WHEN status_detail LIKE 'cannot be read:%' THEN NULL
    WHEN status_detail IS NULL THEN CASE WHEN container = 'safetensors' THEN 'ok' END
    ELSE substr(status_detail, 1, instr(status_detail || ': ', ': ') - 1)
  END,
  verdict_detail = CASE
    WHEN status_detail NOT LIKE 'cannot be read:%' AND instr(status_detail, ': ') > 0
      THEN substr(status_detail, instr(status_detail, ': ') + 2)
  END
WHERE kind = 'model';

-- Links go by the verdict on a file: whenever it changes, they are worked out again. The former trigger knew two codes.
DROP TRIGGER IF EXISTS model_files_judged;
CREATE TRIGGER model_files_judged AFTER UPDATE OF header_status ON model_files
WHEN NEW.header_status IS NOT OLD.header_status
BEGIN
  INSERT INTO library_state SELECT 'models_changed', '1'
  WHERE NOT EXISTS (SELECT 1 FROM library_state WHERE name = 'models_changed');
END;
