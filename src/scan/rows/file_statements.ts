/**
 * The statements over `files` that a scan runs.
 *
 * @module
 */
import {
  ALL_FILLED,
  assignments,
  COMPARED,
  insertion,
  RENEWED_NAMES,
  UNREADABLE_NAMES,
} from "../../files/columns.ts";

/** Rows per INSERT: for SQLite the statement costs as much as a row. */
export const BATCH_ROWS = 50;

/** Below a folder, as a range of paths: the character after the separator ends it. */
const BELOW = `file_path > :from AND file_path < :to`;

/** The bytes are those that were hashed as long as neither size, time nor, where it is known, the inode changed. */
const KEEP_HASH = `file_hash = CASE
    WHEN file_size = :file_size AND file_mtime = :file_mtime
      AND coalesce(file_inode = :file_inode, true) THEN file_hash END`;

const PLACE = `file_path = :file_path, file_size = :file_size, file_mtime = :file_mtime,
    file_inode = :file_inode, ${KEEP_HASH}`;

/** SQL by its name. */
export const STATEMENTS = {
  // An adopted table may compare paths without case: the very path comes first.
  byPath: `SELECT ${COMPARED} FROM files WHERE file_path = ?1
    ORDER BY file_path = ?1 COLLATE BINARY DESC, id LIMIT 1`,
  byId: `SELECT ${COMPARED} FROM files WHERE id = ?`,
  hasText: "SELECT 1 FROM files WHERE id = ? AND coalesce(metadata_json, '') <> ''",
  anyFile: "SELECT 1 FROM files LIMIT 1",
  byInode: `SELECT ${COMPARED} FROM files WHERE file_inode = ? ORDER BY id`,
  otherAt: `SELECT id FROM files
    WHERE file_path = :path AND file_path = :path COLLATE BINARY AND id IS NOT :id`,
  park: "UPDATE files SET file_path = :path WHERE id = :id",
  values: `SELECT ${ALL_FILLED} FROM files WHERE id = ?`,
  insert: insertion(1),
  insertBatch: insertion(BATCH_ROWS),
  update: `UPDATE files SET ${PLACE}, ${assignments(RENEWED_NAMES)} WHERE id = :id`,
  updateUnreadable: `UPDATE files SET ${PLACE}, ${assignments(UNREADABLE_NAMES)} WHERE id = :id`,
  move: `UPDATE files SET file_path = :file_path, file_mtime = :file_mtime,
      file_inode = :file_inode WHERE id = :id`,
  learn: `UPDATE files SET file_size = :file_size, file_mtime = :file_mtime,
      file_inode = :file_inode WHERE id = :id`,
  restamp: `UPDATE files SET file_mtime = :file_mtime, file_inode = :file_inode,
      read_with = :read_with WHERE id = :id`,
  // Words of other programs in an adopted column, and NULL, count as images and stay.
  setKind: `UPDATE files SET kind = :kind WHERE id = :id AND kind IS NOT :kind
    AND (:kind = 'model' OR kind IN ('image', 'video') OR (kind IS NULL AND :kind = 'video'))`,
  setInode: "UPDATE files SET file_inode = ? WHERE id = ?",
  setHash: "UPDATE files SET file_hash = ? WHERE id = ?",
  setMissing: "UPDATE files SET status = 'missing' WHERE id = ?",
  remove: "DELETE FROM files WHERE id = ?",
  countBelow: `SELECT count(*) AS n FROM files WHERE ${BELOW} AND status IS NOT 'missing'`,
  countMissing: `SELECT count(*) AS n FROM files WHERE ${BELOW} AND status = 'missing'`,
  anyBelow: `SELECT 1 FROM files WHERE ${BELOW} LIMIT 1`,
  anyHash: "SELECT 1 FROM files WHERE file_hash IS NOT NULL LIMIT 1",
  hashed: `SELECT ${COMPARED} FROM files WHERE file_hash IS NOT NULL AND id > :after
    ORDER BY id LIMIT 1000`,
  // In the order of the index: in that of ids, a small folder would cost a walk through all files.
  below: `SELECT ${COMPARED} FROM files WHERE ${BELOW} AND (file_path, id) > (:from, :after)
    ORDER BY file_path, id LIMIT 1000`,
} as const;

/** Name of a statement. */
export type FileStatement = keyof typeof STATEMENTS;
