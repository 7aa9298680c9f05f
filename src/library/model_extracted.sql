-- What the headers of one chunk gave; it lives as long as the connection.
CREATE TEMP TABLE IF NOT EXISTS extracted_models (
  file_id INTEGER PRIMARY KEY,
  -- The file's name without its folder.
  file_name TEXT,
  -- The same without its ending.
  name TEXT,
  -- The type that the folder or the ending suggests.
  usual_type TEXT,
  -- The verdict on its header before.
  former_status TEXT,
  record TEXT
)
