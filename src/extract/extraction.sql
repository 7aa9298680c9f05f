-- Extraction: waiting rows of `files` to `models`, `lora_usages` and `image_resources`, a chunk in one transaction.

-- step: extracted
-- Holds the findings of one chunk; it lives as long as the connection.
CREATE TEMP TABLE IF NOT EXISTS extracted (
  file_id INTEGER PRIMARY KEY,
  -- changed: a record to write; same: what is stored; none: no record in the text; empty: no text.
  outcome TEXT NOT NULL,
  -- Whether this program extracts the file for the first time: what an older one wrote is no longer true then.
  is_first INTEGER NOT NULL,
  -- Whether the rows that stand for the file are replaced or go.
  is_outdated INTEGER NOT NULL,
  -- Names what extracted it: its generator with its version, and the settings.
  stamp TEXT NOT NULL,
  metadata_hash TEXT,
  record TEXT,
  usages TEXT,
  resources TEXT
);

-- step: waiting
-- Counts the files behind :after that wait.
SELECT count(*) AS n {{waiting}} AND id > :after;

-- step: clear
-- Empties it of the last chunk.
DELETE FROM temp.extracted;

-- step: parse
-- Parses the waiting files behind :after and up to :until, each text once. MATERIALIZED keeps SQLite from calling
-- the functions again for every column that is read from their result; one text makes one record, whatever asks for it.
-- Only results are materialized: to carry the texts along costs more than to ask for what an unchanged record needs not.
INSERT INTO temp.extracted (file_id, outcome, is_first, is_outdated, stamp, metadata_hash, record, usages, resources)
WITH
  parsed AS MATERIALIZED (
    SELECT
      id,
      last_extracted_hash,
      extracted_with,
      metadata_source,
      trim(coalesce(text, ''), char(9, 10, 11, 12, 13, 32, 160, 65279)) = '' AS is_blank,
      sd_parse(text) AS record,
      sd_hash(text) AS metadata_hash,
      sd_loras(text, :options) AS usages,
      sd_resources(text) AS resources
    FROM (
      -- Some programs store text as a BLOB.
      SELECT id, last_extracted_hash, extracted_with, metadata_source,
        iif(typeof(metadata_json) = 'blob', CAST(metadata_json AS TEXT), metadata_json) AS text
      FROM main.files
      WHERE extraction_pending = 1 AND id > :after AND id <= :until AND kind IS NOT 'model'
      ORDER BY id
      LIMIT :chunk
    )
  ),
  stamped AS (
    SELECT *, CASE
      -- A text may come back; the record that is still stored is that of its generator then.
      WHEN is_blank THEN iif(instr(extracted_with, :stamps ->> 'empty') = 1, extracted_with, :stamps ->> 'empty')
      -- Texts that were merged have several readers.
      WHEN instr(metadata_source, '+') THEN :stamps ->> 'unread'
      ELSE coalesce(:stamps -> 'generators' ->> (record ->> 'generator'), :stamps ->> 'unread')
    END AS stamp
    FROM parsed
  ),
  compared AS (
    SELECT *,
      extracted_with IS NULL AS is_first,
      CASE
        WHEN record IS NULL THEN iif(is_blank, 'empty', 'none')
        WHEN extracted_with IS stamp AND metadata_hash IS last_extracted_hash
          AND id IN (SELECT file_id FROM main.models) THEN 'same'
        ELSE 'changed'
      END AS outcome
    FROM stamped
  )
SELECT
  id,
  outcome,
  is_first,
  CASE outcome
    WHEN 'changed' THEN 1
    WHEN 'none' THEN is_first OR :delete
    WHEN 'empty' THEN :delete
    ELSE 0
  END,
  stamp,
  metadata_hash,
  record,
  iif(outcome IN ('changed', 'same'), usages, NULL),
  iif(outcome IN ('changed', 'same'), resources, NULL)
FROM compared;

-- step: differing
-- Records that are stored already, but for something that the metadata hash does not cover, such as the hash of a LoRA:
-- they are written anew. Order alone is no difference: of each thing, found ones count up and stored ones down. Pairs that
-- the hash does not tell apart are one (`sd_pair_meaning`, which the extractor brings).
UPDATE temp.extracted SET outcome = 'changed', is_outdated = 1
WHERE outcome = 'same' AND file_id IN (
  WITH
    same AS MATERIALIZED (
      SELECT e.*, m.params, m.params IS NOT record -> 'params' AS has_other_params,
        m.truncated IS NOT record ->> 'truncated' AS is_cut_elsewhere
      FROM temp.extracted AS e JOIN main.models AS m USING (file_id)
      WHERE outcome = 'same'
    ),
    used AS MATERIALIZED (SELECT file_id, value AS usage FROM same, json_each(usages)),
    named AS MATERIALIZED (SELECT file_id, value AS resource FROM same, json_each(resources))
  SELECT file_id FROM same WHERE is_cut_elsewhere
  UNION ALL
  SELECT file_id FROM (
    SELECT file_id, sd_pair_meaning("key", value) AS pair, 1 AS n
    FROM same, json_each(record -> 'params') WHERE has_other_params
    UNION ALL
    SELECT file_id, sd_pair_meaning("key", value), -1
    FROM same, json_each(CASE WHEN json_valid(params) THEN params END) WHERE has_other_params
  ) GROUP BY file_id, pair HAVING sum(n) <> 0
  UNION ALL
  SELECT file_id FROM (
    SELECT file_id, {{usage_values}}, 1 AS n
    FROM used WHERE usage ->> 'reason' IS NULL
    UNION ALL
    SELECT file_id, {{usage_columns}}, -1
    FROM main.lora_usages WHERE file_id IN (SELECT file_id FROM same)
  ) GROUP BY file_id, {{usage_columns}} HAVING sum(n) <> 0
  UNION ALL
  SELECT file_id FROM (
    SELECT file_id, {{resource_values}}, 1 AS n
    FROM named WHERE resource ->> 'source' NOT IN ('prompt', 'negative prompt')
    UNION ALL
    SELECT file_id, {{resource_columns}}, -1
    FROM main.image_resources WHERE file_id IN (SELECT file_id FROM same)
  ) GROUP BY file_id, {{resource_columns}} HAVING sum(n) <> 0
);

-- step: clearModels
-- Models of images whose text is gone.
DELETE FROM main.models
WHERE file_id IN (SELECT file_id FROM temp.extracted WHERE is_outdated AND outcome <> 'changed');

-- step: clearUsages
-- Usages of images whose record changed or is gone.
DELETE FROM main.lora_usages
WHERE file_id IN (SELECT file_id FROM temp.extracted WHERE is_outdated);

-- step: clearResources
-- Resources of images whose record changed or is gone.
DELETE FROM main.image_resources
WHERE file_id IN (SELECT file_id FROM temp.extracted WHERE is_outdated);

-- step: formers
-- Records that stay although their text is gone are those of a former content, until a text is there again.
UPDATE main.models SET
  is_former = (SELECT outcome <> 'same' FROM temp.extracted WHERE file_id = models.file_id),
  updated_at = CURRENT_TIMESTAMP
WHERE file_id IN (
  SELECT file_id FROM temp.extracted AS e JOIN main.models AS m USING (file_id)
  WHERE outcome <> 'changed' AND m.is_former IS NOT (outcome <> 'same')
);

-- step: models
-- One row per image: its record. What was looked up for another record goes, and the look-up starts anew. A type of hash
-- that linking does not give is the record's own.
INSERT INTO main.models (file_id, {{columns}}, is_former, enrichment_pending, updated_at)
SELECT file_id, {{values}}, 0, 1, CURRENT_TIMESTAMP
FROM temp.extracted
WHERE outcome = 'changed'
ON CONFLICT (file_id) DO UPDATE SET
  {{assignments}},
  {{looked_up}},
  is_former = 0,
  enrichment_pending = iif(
    models.metadata_hash = excluded.metadata_hash AND models.params = excluded.params,
    models.enrichment_pending, 1
  ),
  updated_at = excluded.updated_at;

-- step: usages
-- The LoRAs of both prompts, of loaders and of lists; discarded tags carry a reason and are only counted.
-- MATERIALIZED, since json_each would write each object anew for every member that is read from it.
INSERT INTO main.lora_usages (file_id, {{usage_columns}})
WITH listed AS MATERIALIZED (
  SELECT file_id, usage.value AS usage
  FROM temp.extracted, json_each(usages) AS usage
  WHERE outcome = 'changed' AND usages <> '[]'
)
SELECT file_id, {{usage_values}}
FROM listed
WHERE usage ->> 'reason' IS NULL;

-- step: resources
-- Everything else that the image names; its LoRA tags are lora_usages.
-- MATERIALIZED, since json_each would write each object anew for every member that is read from it.
INSERT INTO main.image_resources (file_id, {{resource_columns}})
WITH listed AS MATERIALIZED (
  SELECT file_id, resource.value AS resource
  FROM temp.extracted, json_each(resources) AS resource
  WHERE outcome = 'changed' AND resources <> '[]'
)
SELECT file_id, {{resource_values}}
FROM listed
WHERE resource ->> 'source' NOT IN ('prompt', 'negative prompt');

-- step: clearErrors
-- Errors of files that now went well.
DELETE FROM main.extraction_errors
WHERE stage = 'extract' AND file_id IN (SELECT file_id FROM temp.extracted);

-- step: bookkeeping
-- Marks the files of this chunk as extracted. (UPDATE … FROM would walk all of files for each chunk.)
UPDATE main.files SET
  extraction_pending = 0,
  last_extracted_at = CURRENT_TIMESTAMP,
  (extracted_with, last_extracted_hash, status) = (
    SELECT
      stamp,
      CASE
        WHEN outcome IN ('changed', 'same') THEN metadata_hash
        WHEN is_first OR is_outdated THEN NULL
        ELSE files.last_extracted_hash
      END,
      CASE
        WHEN files.status IN ('unreadable', 'missing') THEN files.status
        WHEN outcome = 'none' THEN 'unrecognized'
        -- Of some files without a text a scan knows the program.
        WHEN outcome = 'empty' THEN iif(files.status_detail LIKE 'c2pa: %', 'unrecognized', 'no_metadata')
        ELSE 'ok'
      END
    FROM temp.extracted
    WHERE file_id = files.id
  )
WHERE id IN (SELECT file_id FROM temp.extracted);

-- step: summary
-- Counts the files of the chunk, by what became of them.
SELECT count(*) AS files,
  count(*) FILTER (WHERE outcome <> 'empty') AS parsed,
  count(*) FILTER (WHERE outcome = 'same') AS same,
  count(*) FILTER (WHERE outcome = 'none') AS unrecognized,
  count(*) FILTER (WHERE outcome IN ('none', 'empty') AND file_id IN (SELECT file_id FROM main.models))
    AS former
FROM temp.extracted;

-- step: discarded
-- Counts the tags that this chunk discarded, by reason. Most lists hold none, which a look at their text tells.
SELECT tag.value ->> 'reason' AS reason, count(*) AS tags
FROM temp.extracted, json_each(usages) AS tag
WHERE outcome = 'changed' AND instr(usages, '"reason"') AND tag.value ->> 'reason' IS NOT NULL
GROUP BY reason;

-- step: chunkIds
-- The files of a chunk that SQLite refused: each is extracted again in a transaction of its own.
SELECT id AS id {{waiting}} AND id > :after AND id <= :until ORDER BY id LIMIT :chunk;

-- step: recordError
-- Says why a file goes on waiting.
INSERT INTO extraction_errors (file_id, stage, message)
SELECT id, 'extract', :message FROM files WHERE id = :id;
