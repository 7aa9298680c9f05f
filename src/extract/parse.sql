-- Parses the waiting files behind :after and up to :until, each text once. MATERIALIZED keeps SQLite from calling
-- the functions again for every column that is read from their result; one text makes one record, whatever asks for it.
-- Only results are materialized: to carry the texts along costs more than to ask for what an unchanged record needs not.
INSERT INTO temp.extracted (file_id, outcome, is_first, is_outdated, metadata_hash, record, usages, resources)
WITH
  parsed AS MATERIALIZED (
    SELECT
      id,
      last_extracted_hash,
      extracted_with,
      trim(coalesce(text, ''), char(9, 10, 11, 12, 13, 32, 160, 65279)) = '' AS is_blank,
      sd_parse(text) AS record,
      sd_hash(text) AS metadata_hash,
      sd_loras(text, :options) AS usages,
      sd_resources(text) AS resources
    FROM (
      -- Some programs store text as a BLOB.
      SELECT id, last_extracted_hash, extracted_with,
        iif(typeof(metadata_json) = 'blob', CAST(metadata_json AS TEXT), metadata_json) AS text
      FROM main.files
      WHERE extraction_pending = 1 AND id > :after AND id <= :until AND kind IS NOT 'model'
      ORDER BY id
      LIMIT :chunk
    )
  ),
  compared AS (
    SELECT *,
      extracted_with IS NULL AS is_first,
      CASE
        WHEN record IS NULL THEN iif(is_blank, 'empty', 'none')
        WHEN extracted_with IS :stamp AND metadata_hash IS last_extracted_hash
          AND id IN (SELECT file_id FROM main.models) THEN 'same'
        ELSE 'changed'
      END AS outcome
    FROM parsed
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
  metadata_hash,
  record,
  iif(outcome = 'changed', usages, NULL),
  iif(outcome IN ('changed', 'same'), resources, NULL)
FROM compared
