-- The model library: waiting model files to `model_files`, `model_hashes` and `model_names`, a chunk in one transaction.
-- The steps from clearHashes to newHashes also follow when a file was hashed.

-- step: extracted
-- Holds the findings of one chunk; it lives as long as the connection.
CREATE TEMP TABLE IF NOT EXISTS extracted_models (
  file_id INTEGER PRIMARY KEY,
  -- The file's name without its folder.
  file_name TEXT,
  -- The same without its ending.
  name TEXT,
  -- The type that the folder or the ending suggests.
  usual_type TEXT,
  record TEXT
);

-- step: wantedHashes
-- Holds the hashes by which the files of one chunk are known; it lives as long as the connection.
CREATE TEMP TABLE IF NOT EXISTS wanted_hashes (
  model_file_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (model_file_id, kind, value)
) WITHOUT ROWID;

-- step: clear
-- Empties the findings of the last chunk.
DELETE FROM temp.extracted_models;

-- step: parse
-- Parses the headers of waiting model files behind :after and up to :until, each once.
INSERT INTO temp.extracted_models (file_id, file_name, name, usual_type, record)
WITH
  waiting AS MATERIALIZED (
    SELECT id, file_path, '/' || lower(replace(file_path, '\', '/')) AS path,
      {{base_name:file_path}} AS file_name, sd_training(metadata_json) AS record
    FROM main.files
    WHERE extraction_pending = 1 AND id > :after AND id <= :until AND kind = 'model'
    ORDER BY id
    LIMIT :chunk
  ),
  -- Folders as the user interfaces of the field call them, and endings; the first that fits counts.
  places (pattern, model_type) AS (
    VALUES
      ('%/lora/%', 'lora'), ('%/loras/%', 'lora'), ('%/lycoris/%', 'lora'),
      ('%/embeddings/%', 'embedding'), ('%/hypernetworks/%', 'hypernetwork'),
      ('%/controlnet/%', 'controlnet'), ('%/vae/%', 'vae'), ('%/vae-approx/%', 'vae'),
      ('%/esrgan/%', 'upscaler'), ('%/realesrgan/%', 'upscaler'), ('%/upscale_models/%', 'upscaler'),
      ('%/text_encoder/%', 'text_encoder'), ('%/text_encoders/%', 'text_encoder'),
      ('%/clip/%', 'text_encoder'), ('%/stable-diffusion/%', 'checkpoint'),
      ('%/checkpoints/%', 'checkpoint'), ('%/unet/%', 'checkpoint'),
      ('%/diffusion_models/%', 'checkpoint'), ('%.ckpt', 'checkpoint'), ('%.gguf', 'checkpoint')
  )
SELECT id, file_name, {{composed:stem}},
  (SELECT model_type FROM places WHERE path LIKE pattern LIMIT 1),
  record
FROM (SELECT *, {{stem:file_name}} AS stem FROM waiting);

-- step: files
-- One row per model file.
INSERT INTO main.model_files
  (file_id, name, model_type, header_status, header_detail, training_meta_json, {{columns}})
SELECT
  e.file_id,
  e.name,
  coalesce(record ->> 'model_type', e.usual_type),
  f.verdict_code,
  f.verdict_detail,
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
  {{assignments}};

-- step: unhash
-- Hashes of other bytes than those that the file has now.
UPDATE main.model_files SET
  sha256 = NULL, tensor_sha256 = NULL, autov1 = NULL, autov2 = NULL, autov3 = NULL, hashed_at = NULL
WHERE hashed_at IS NOT NULL
  AND file_id IN (SELECT file_id FROM temp.extracted_models)
  AND sha256 IS NOT (SELECT file_hash FROM main.files WHERE id = file_id);

-- step: clearHashes
-- Empties the hashes of the last chunk.
DELETE FROM temp.wanted_hashes;

-- step: hashes
-- Every hash by which the files of this chunk are known. Computed and embedded hashes are different kinds; the hash of
-- nothing identifies no file.
INSERT INTO temp.wanted_hashes (model_file_id, kind, value)
WITH
  kinds (kind) AS (
    VALUES ('sha256'), ('autov2'), ('tensor_sha256'), ('autov3'), ('autov1'), ('embedded'),
      ('embedded_modelspec'), ('legacy')
  ),
  known AS (
    SELECT l.file_id, kind, CASE kind
      WHEN 'sha256' THEN sha256
      WHEN 'autov2' THEN autov2
      WHEN 'tensor_sha256' THEN tensor_sha256
      WHEN 'autov3' THEN autov3
      WHEN 'autov1' THEN autov1
      WHEN 'embedded' THEN embedded_hash
      WHEN 'embedded_modelspec' THEN embedded_modelspec_hash
      WHEN 'legacy' THEN lower(training_meta_json ->> 'sshs_legacy_hash')
    END AS value
    FROM temp.extracted_models AS e
    JOIN main.model_files AS l ON l.file_id = e.file_id
    CROSS JOIN kinds
  )
SELECT file_id, kind, value
FROM known
WHERE length(value) >= 8 AND value NOT GLOB '*[^0-9a-f]*' AND value NOT LIKE {{hash_of_nothing}};

-- step: goneHashes
-- Hashes that no longer hold. Those of names stay: a file keeps the names that it had.
DELETE FROM main.model_hashes
WHERE model_file_id IN (SELECT file_id FROM temp.extracted_models)
  AND kind <> 'name'
  AND NOT EXISTS (
    SELECT 1 FROM temp.wanted_hashes AS w
    WHERE w.model_file_id = model_hashes.model_file_id
      AND w.kind = model_hashes.kind AND w.value = model_hashes.value
  );

-- step: newHashes
-- Hashes that are new.
INSERT OR IGNORE INTO main.model_hashes (model_file_id, kind, value)
SELECT w.model_file_id, w.kind, w.value
FROM temp.extracted_models AS e
JOIN temp.wanted_hashes AS w ON w.model_file_id = e.file_id;

-- step: nameHashes
-- For half a year Forge wrote the hash of a file's name for the hash of the file.
INSERT OR IGNORE INTO main.model_hashes (model_file_id, kind, value)
SELECT file_id, 'name', sd_sha256(file_name) FROM temp.extracted_models;

-- step: formerNames
-- A file that was renamed keeps the name that images know it by.
UPDATE OR REPLACE main.model_names SET source = 'former'
WHERE source = 'file'
  AND model_file_id IN (SELECT file_id FROM temp.extracted_models)
  AND name IS NOT (SELECT e.name FROM temp.extracted_models AS e WHERE e.file_id = model_file_id);

-- step: goneNames
-- Aliases that the header no longer gives.
DELETE FROM main.model_names
WHERE source = 'output_name'
  AND model_file_id IN (SELECT file_id FROM temp.extracted_models)
  AND name IS NOT (
    SELECT {{composed:l.output_name}} FROM main.model_files AS l WHERE l.file_id = model_file_id
  );

-- step: newNames
-- The name of the file, and the alias that its header gives, in the form in which names are compared.
INSERT OR IGNORE INTO main.model_names (model_file_id, name, source)
SELECT file_id, name, 'file' FROM temp.extracted_models
UNION ALL
SELECT e.file_id, {{composed:l.output_name}}, 'output_name'
FROM temp.extracted_models AS e
JOIN main.model_files AS l ON l.file_id = e.file_id
WHERE l.output_name <> '';

-- step: foldedNames
-- Each of these names as it is compared when nothing better matches.
INSERT OR IGNORE INTO main.model_names (model_file_id, name, source)
SELECT n.model_file_id, {{folded:n.name}}, 'folded'
FROM temp.extracted_models AS e
JOIN main.model_names AS n ON n.model_file_id = e.file_id
WHERE n.source <> 'folded';

-- step: goneFoldedNames
-- Forms of names that went.
DELETE FROM main.model_names
WHERE source = 'folded'
  AND model_file_id IN (SELECT file_id FROM temp.extracted_models)
  AND NOT EXISTS (
    SELECT 1 FROM main.model_names AS n
    WHERE n.model_file_id = model_names.model_file_id AND n.source <> 'folded'
      AND {{folded:n.name}} = model_names.name
  );

-- step: clearErrors
-- Errors of model files that now went well.
DELETE FROM main.extraction_errors
WHERE stage = 'extract' AND file_id IN (SELECT file_id FROM temp.extracted_models);

-- step: bookkeeping
-- Marks the model files of this chunk as extracted.
UPDATE main.files SET
  extraction_pending = 0,
  extracted_with = :stamp,
  last_extracted_at = CURRENT_TIMESTAMP
WHERE id IN (SELECT file_id FROM temp.extracted_models);

-- step: summary
-- Counts the files of the chunk.
SELECT count(*) AS files FROM temp.extracted_models;

-- step: chunkIds
-- The files of a chunk that SQLite refused: each is extracted again in a transaction of its own.
SELECT id AS id {{waiting}} AND id > :after AND id <= :until ORDER BY id LIMIT :chunk;

-- step: recordError
-- Says why a file goes on waiting.
INSERT INTO extraction_errors (file_id, stage, message)
SELECT id, 'extract', :message FROM files WHERE id = :id;
