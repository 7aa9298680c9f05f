-- One row per image: its record. What was looked up for another record goes, and the look-up starts anew.
INSERT INTO main.models (file_id, {{columns}}, enrichment_pending, updated_at)
SELECT file_id, {{values}}, 1, CURRENT_TIMESTAMP
FROM temp.extracted
WHERE outcome = 'changed'
ON CONFLICT (file_id) DO UPDATE SET
  {{assignments}},
  {{looked_up}},
  enrichment_pending = iif(
    models.metadata_hash = excluded.metadata_hash, models.enrichment_pending, 1
  ),
  updated_at = excluded.updated_at
