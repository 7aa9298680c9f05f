/**
 * The SQL of look-ups.
 *
 * @module
 */
import pendingSql from "./registry_pending.sql" with { type: "text" };

const OF_HASH = "m.file_id IN (SELECT file_id FROM temp.image_hashes WHERE hash = :hash)";
const OF_MODEL = `m.file_id IN (
  SELECT i.file_id FROM temp.named_hashes AS n JOIN temp.image_hashes AS i ON i.hash = n.hash
  WHERE n.model_file_id = :fileId
)`;

/** Statements by what they do. */
export const SQL = {
  /** The answer to a look-up that only told so far that the registry knows the hash. */
  complete: `UPDATE model_enrichment SET
      hash_type = :hashType, lookup_status = :status, display_hash = :displayHash, source_url = :url,
      enriched_at = :at, payload_json = :payload, detail = :detail, http_status = :http,
      attempts = :attempts, next_retry_at = :nextRetryAt, model_version_id = :versionId, removed_at = :removedAt
    WHERE id = (
      SELECT max(id) FROM model_enrichment WHERE file_id = :fileId AND queried_hash = :hash
    ) AND lookup_status = 'matched' AND payload_json IS NULL`,
  insert: `INSERT INTO model_enrichment
      (file_id, hash_type, lookup_status, display_hash, source_url, enriched_at, payload_json, detail,
       http_status, attempts, next_retry_at, queried_hash, model_version_id, removed_at)
    VALUES (:fileId, :hashType, :status, :displayHash, :url, :at, :payload, :detail,
       :http, :attempts, :nextRetryAt, :hash, :versionId, :removedAt)`,
  remove: `UPDATE model_enrichment SET removed_at = coalesce(removed_at, :at)
    WHERE file_id = :fileId AND queried_hash = :hash AND payload_json IS NOT NULL`,
  /** What a file gets that has no row of a hash: the last answer, or without one the last attempt. */
  shared:
    `SELECT lookup_status AS status, source_url AS url, enriched_at AS at, payload_json AS payload, detail,
      http_status AS http, attempts, next_retry_at AS nextRetryAt, model_version_id AS versionId,
      removed_at AS removedAt
    FROM model_enrichment
    WHERE queried_hash = :hash AND NOT EXISTS (
      SELECT 1 FROM model_enrichment WHERE queried_hash = :hash AND file_id = :fileId
    )
    ORDER BY payload_json IS NOT NULL DESC, id DESC
    LIMIT 1`,
  closeOthers: `UPDATE temp.named_hashes SET is_open = 0
    WHERE model_file_id IS NOT NULL AND model_file_id NOT IN (SELECT value FROM json_each(:asked))`,
  closeHash:
    "UPDATE temp.named_hashes SET is_open = 0 WHERE hash = :hash AND model_file_id IS NULL",
  closeModel: "UPDATE temp.named_hashes SET is_open = 0 WHERE model_file_id = :fileId",
  pendingOfAll: pendingSql.replace("{{which}}", "1"),
  pendingOfHash: pendingSql.replace("{{which}}", OF_HASH),
  pendingOfModel: pendingSql.replace("{{which}}", OF_MODEL),
} as const;
