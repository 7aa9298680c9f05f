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
  READING_NAMES,
  UNREADABLE_NAMES,
} from "../../files/columns.ts";
import { glanceColumns } from "../../files/glance.ts";

/** Rows per INSERT: for SQLite the statement costs as much as a row. */
export const BATCH_ROWS = 50;

/** Below a folder, as a range of paths: the character after the separator ends it. */
const BELOW = `file_path > :from AND file_path < :to`;

/** The bytes are those that were hashed as long as neither size nor time changed. */
const KEEP_HASH = `file_hash = CASE
    WHEN file_size = :file_size AND file_mtime = :file_mtime THEN file_hash END`;

const PLACE = `file_path = :file_path, file_size = :file_size, file_mtime = :file_mtime,
    file_inode = :file_inode, ${KEEP_HASH}`;

/** SQL by its name. */
const STATEMENTS = {
  // An adopted table may compare paths without case: the very path comes first.
  byPath: `SELECT ${COMPARED} FROM files WHERE file_path = ?1
    ORDER BY file_path = ?1 COLLATE BINARY DESC, id LIMIT 1`,
  byId: `SELECT ${COMPARED} FROM files WHERE id = ?`,
  hasText: "SELECT 1 FROM files WHERE id = ? AND coalesce(metadata_json, '') <> ''",
  anyFile: "SELECT 1 FROM files LIMIT 1",
  byInode: `SELECT ${COMPARED} FROM files WHERE file_inode = ? AND file_size = ?
    ORDER BY id`,
  values: `SELECT ${ALL_FILLED} FROM files WHERE id = ?`,
  insert: insertion(1),
  insertBatch: insertion(BATCH_ROWS),
  update: `UPDATE files SET ${PLACE}, ${assignments(READING_NAMES)} WHERE id = :id`,
  updateUnreadable: `UPDATE files SET ${PLACE}, ${assignments(UNREADABLE_NAMES)} WHERE id = :id`,
  move: `UPDATE files SET file_path = :file_path, file_mtime = :file_mtime,
      file_inode = :file_inode WHERE id = :id`,
  learn: `UPDATE files SET file_size = :file_size, file_mtime = :file_mtime,
      file_inode = :file_inode WHERE id = :id`,
  restamp: `UPDATE files SET file_mtime = :file_mtime, file_inode = :file_inode,
      read_with = :read_with WHERE id = :id`,
  setInode: "UPDATE files SET file_inode = ? WHERE id = ?",
  setHash: "UPDATE files SET file_hash = ? WHERE id = ?",
  setMissing: "UPDATE files SET status = 'missing' WHERE id = ?",
  remove: "DELETE FROM files WHERE id = ?",
  countBelow: `SELECT count(*) AS n FROM files WHERE ${BELOW} AND status IS NOT 'missing'`,
  anyHash: "SELECT 1 FROM files WHERE file_hash IS NOT NULL LIMIT 1",
  hashed: `SELECT ${COMPARED} FROM files WHERE file_hash IS NOT NULL AND id > :after
    ORDER BY id LIMIT 1000`,
  // In the order of the index: in that of ids, a small folder would cost a walk through all files.
  below: `SELECT ${COMPARED} FROM files WHERE ${BELOW} AND (file_path, id) > (:from, :after)
    ORDER BY file_path, id LIMIT 1000`,
} as const;

/** Name of a statement. */
export type FileStatement = keyof typeof STATEMENTS | "glances";

/** Returns the statements by name. @param stamps Values of `read_with` that today's readers give. */
export function fileStatements(stamps: Iterable<string>): Readonly<Record<FileStatement, string>> {
  return {
    ...STATEMENTS,
    // CROSS keeps SQLite from sorting the paths first: each is looked up as it comes.
    glances: `SELECT ${glanceColumns(stamps)}, wanted.key
      FROM json_each(?) AS wanted CROSS JOIN files ON file_path = wanted.value
      WHERE file_path = wanted.value COLLATE BINARY`,
  };
}
