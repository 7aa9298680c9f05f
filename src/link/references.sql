-- What the targets refer to, each once. The hash of nothing, which some trainers embed, is no hash.
INSERT INTO temp.link_references (reference, model_type, stem, folded, hash, model_version_id)
WITH
  told AS (
    SELECT DISTINCT reference,
      reference ->> 0 AS type, trim(reference ->> 1) AS name,
      iif(substr(reference ->> 2, 1, 2) = '0x', substr(reference ->> 2, 3), reference ->> 2) AS hash,
      reference ->> 3 AS model_version_id
    FROM temp.link_targets
  ),
  named AS MATERIALIZED (SELECT *, {{base_name:name}} AS file_name FROM told),
  stems AS MATERIALIZED (SELECT *, {{stem:file_name}} AS stem FROM named)
SELECT reference,
  CASE type
    WHEN 'lyco' THEN 'lora' WHEN 'lycoris' THEN 'lora' WHEN 'hypernet' THEN 'hypernetwork' ELSE type
  END,
  nullif(stem, ''),
  nullif({{folded:stem}}, ''),
  CASE WHEN hash NOT GLOB '*[^0-9a-f]*' AND hash NOT LIKE 'e3b0c442%' THEN nullif(hash, '') END,
  model_version_id
FROM stems
