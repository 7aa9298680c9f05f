/**
 * The statements over `files` that a scan runs.
 *
 * @module
 */
import { GLANCE, insertion, ROW } from "../files/row.ts";

/** So many rows one statement adds: for SQLite the statement costs as much as a row. */
export const BATCH_ROWS = 50;

/** Below a folder, as a range of paths: the character behind the separator ends it. */
const BELOW = `file_path > :from AND file_path < :to`;

/** The bytes are those that were hashed as long as neither size nor time changed. */
const KEEP_HASH = `file_hash = CASE
    WHEN file_size = :file_size AND file_mtime = :file_mtime THEN file_hash END`;

/** SQL by what it does. */
export const STATEMENTS = {
  // An adopted table may compare paths without case: the very path comes first.
  byPath: `SELECT ${ROW} FROM files WHERE file_path = ?1
    ORDER BY file_path = ?1 COLLATE BINARY DESC, id LIMIT 1`,
  // CROSS keeps SQLite from sorting the paths first: each is looked up as it comes.
  glances:
    `SELECT ${GLANCE}, wanted.key FROM json_each(?) AS wanted CROSS JOIN files ON file_path = wanted.value
      WHERE file_path = wanted.value COLLATE BINARY`,
  hasText: "SELECT 1 FROM files WHERE id = ? AND coalesce(metadata_json, '') <> ''",
  anyFile: "SELECT 1 FROM files LIMIT 1",
  byInode: `SELECT ${ROW} FROM files WHERE file_inode = ? AND file_size = ?
    ORDER BY id`,
  values: `SELECT file_path, kind, container, file_size, file_mtime, file_inode, metadata_source,
      metadata_json, status, status_detail, sidecar_state,
      header_verdict, verdict_detail FROM files WHERE id = ?`,
  insert: insertion(1),
  insertBatch: insertion(BATCH_ROWS),
  update: `UPDATE files SET file_path = :file_path, container = :container,
      file_size = :file_size, file_mtime = :file_mtime, file_inode = :file_inode, ${KEEP_HASH},
      metadata_source = :metadata_source, metadata_json = :metadata_json,
      status = :status, status_detail = :status_detail, sidecar_state = :sidecar_state,
      header_verdict = :header_verdict, verdict_detail = :verdict_detail
    WHERE id = :id`,
  updateUnreadable: `UPDATE files SET file_path = :file_path, file_size = :file_size,
      file_mtime = :file_mtime, file_inode = :file_inode, ${KEEP_HASH},
      status = 'unreadable', status_detail = :status_detail, sidecar_state = :sidecar_state,
      header_verdict = :header_verdict, verdict_detail = :verdict_detail
    WHERE id = :id`,
  move: `UPDATE files SET file_path = :file_path, file_mtime = :file_mtime,
      file_inode = :file_inode WHERE id = :id`,
  learn: `UPDATE files SET file_size = :file_size, file_mtime = :file_mtime,
      file_inode = :file_inode WHERE id = :id`,
  setModel: "UPDATE files SET kind = 'model' WHERE id = ?",
  setInode: "UPDATE files SET file_inode = ? WHERE id = ?",
  setHash: "UPDATE files SET file_hash = ? WHERE id = ?",
  setMissing: "UPDATE files SET status = 'missing' WHERE id = ?",
  remove: "DELETE FROM files WHERE id = ?",
  countBelow: `SELECT count(*) AS n FROM files WHERE ${BELOW} AND status IS NOT 'missing'`,
  anyHash: "SELECT 1 FROM files WHERE file_hash IS NOT NULL LIMIT 1",
  hashed: `SELECT ${ROW} FROM files WHERE file_hash IS NOT NULL AND id > :after
    ORDER BY id LIMIT 1000`,
  // In the order of the index: in that of ids, a small folder would cost a walk through all files.
  below: `SELECT ${ROW} FROM files WHERE ${BELOW} AND (file_path, id) > (:from, :after)
    ORDER BY file_path, id LIMIT 1000`,
} as const;
