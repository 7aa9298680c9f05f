-- Who made a picture, what its file says of its size, and which reader read it.

ALTER TABLE models ADD COLUMN generator TEXT;
ALTER TABLE files ADD COLUMN image_width INTEGER;
ALTER TABLE files ADD COLUMN image_height INTEGER;
ALTER TABLE files ADD COLUMN read_with TEXT;

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
