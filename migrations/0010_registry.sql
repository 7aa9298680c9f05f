-- What a registry says about whole models, and its answers as columns.

-- Model pages; a version's own answer, in model_enrichment, has no creator and no licence.
CREATE TABLE IF NOT EXISTS registry_models (
  model_id INTEGER PRIMARY KEY,
  lookup_status TEXT,
  detail TEXT,
  http_status INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  source_url TEXT,
  enriched_at DATETIME,
  next_retry_at DATETIME,
  removed_at DATETIME,
  payload_json TEXT
);

-- One row per file and hash that the registry knows: for a local model file, or for an image that names the hash.
CREATE VIEW IF NOT EXISTS model_details AS
SELECT
  e.file_id,
  f.file_path,
  f.kind,
  e.queried_hash AS hash,
  e.hash_type AS matched_by,
  e.detail AS match_level,
  json_extract(e.payload_json, '$.modelId') AS model_id,
  e.model_version_id,
  coalesce(
    json_extract(r.payload_json, '$.name'), json_extract(e.payload_json, '$.model.name')
  ) AS model_name,
  json_extract(e.payload_json, '$.name') AS version_name,
  coalesce(
    json_extract(r.payload_json, '$.type'), json_extract(e.payload_json, '$.model.type')
  ) AS model_type,
  json_extract(e.payload_json, '$.baseModel') AS base_model,
  (
    SELECT group_concat(trim(w.value, ' ,'), ', ')
    FROM json_each(e.payload_json, '$.trainedWords') AS w
    WHERE w.type = 'text' AND trim(w.value, ' ,') <> ''
  ) AS trigger_words,
  coalesce(
    json_extract(r.payload_json, '$.nsfw'), json_extract(e.payload_json, '$.model.nsfw')
  ) AS nsfw,
  json_extract(e.payload_json, '$.nsfwLevel') AS nsfw_level,
  json_extract(r.payload_json, '$.creator.username') AS creator,
  (
    SELECT group_concat(t.value, ', ')
    FROM json_each(r.payload_json, '$.tags') AS t
    WHERE t.type = 'text'
  ) AS tags,
  json_extract(r.payload_json, '$.allowNoCredit') AS allow_no_credit,
  -- A list of uses; older answers have one word.
  CASE json_type(r.payload_json, '$.allowCommercialUse')
    WHEN 'array' THEN (
      SELECT coalesce(group_concat(u.value, ', '), 'None')
      FROM json_each(r.payload_json, '$.allowCommercialUse') AS u
    )
    ELSE json_extract(r.payload_json, '$.allowCommercialUse')
  END AS allow_commercial_use,
  json_extract(r.payload_json, '$.allowDerivatives') AS allow_derivatives,
  json_extract(r.payload_json, '$.allowDifferentLicense') AS allow_different_license,
  substr(e.source_url, 1, instr(e.source_url, '/api/v1/'))
    || 'models/' || json_extract(e.payload_json, '$.modelId')
    || '?modelVersionId=' || e.model_version_id AS page_url,
  json_extract(e.payload_json, '$.images[0].url') AS preview_url,
  json_extract(e.payload_json, '$.publishedAt') AS published_at,
  json_extract(r.payload_json, '$.modelVersions[0].id') AS latest_version_id,
  coalesce(e.removed_at, r.removed_at) AS removed_at,
  e.enriched_at
FROM model_enrichment AS e
JOIN files AS f ON f.id = e.file_id
LEFT JOIN registry_models AS r ON r.model_id = json_extract(e.payload_json, '$.modelId')
WHERE e.lookup_status = 'matched' AND e.payload_json IS NOT NULL
  AND NOT EXISTS (
    SELECT 1 FROM model_enrichment AS later
    WHERE later.file_id = e.file_id AND later.queried_hash IS e.queried_hash AND later.id > e.id
      AND later.lookup_status = 'matched' AND later.payload_json IS NOT NULL
  );
