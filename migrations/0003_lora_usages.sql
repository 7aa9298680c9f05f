-- What an image names: LoRAs in its prompts, and every resource with its hash.

CREATE TABLE IF NOT EXISTS lora_usages (
  id INTEGER PRIMARY KEY,
  file_id INTEGER NOT NULL REFERENCES files(id) ON DELETE CASCADE,
  lora_name TEXT NOT NULL,
  weight REAL NOT NULL,
  context TEXT CHECK(context IN ('positive','negative')),
  position_index INTEGER,
  raw_name TEXT,
  unet_weight REAL,
  lora_hash TEXT,
  UNIQUE(file_id, lora_name, context, position_index)
);
CREATE INDEX IF NOT EXISTS idx_lora_name ON lora_usages(lora_name);

CREATE TABLE IF NOT EXISTS image_resources (
  id INTEGER PRIMARY KEY,
  file_id INTEGER NOT NULL REFERENCES files(id) ON DELETE CASCADE,
  type TEXT NOT NULL,
  name TEXT,
  weight REAL,
  hash TEXT,
  hash_kind TEXT,
  model_version_id INTEGER,
  source TEXT
);
CREATE INDEX IF NOT EXISTS idx_image_resources_file ON image_resources(file_id);
