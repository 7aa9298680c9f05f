/**
 * Size of a transaction, in waiting files.
 *
 * @module
 */

/** A chunk ends with the file that makes its texts longer than this: what they give stands in memory at once. */
const MAX_CHUNK_BYTES = 16 * 1024 * 1024;

/**
 * The statement that finds the last file of a chunk, as `until`; NULL when none waits. Has the parameters `after` and
 * `chunk`, the most files.
 *
 * @param waiting Which files wait: `FROM files WHERE …`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { DatabaseSync } from "node:sqlite";
 * const db = new DatabaseSync(":memory:");
 * db.exec("CREATE TABLE files (id INTEGER PRIMARY KEY, metadata_json TEXT); INSERT INTO files VALUES (3, 'a'), (5, 'b')");
 * const statement = db.prepare(chunkEnd("FROM files WHERE true"));
 * assert.equal(statement.get({ after: 0, chunk: 1 })?.["until"], 3);
 * ```
 */
export function chunkEnd(waiting: string): string {
  return `SELECT max(id) AS until FROM (
      SELECT id, sum(bytes) OVER (ORDER BY id) - bytes AS bytes_before FROM (
        SELECT id, coalesce(octet_length(metadata_json), 0) AS bytes ${waiting} AND id > :after
        ORDER BY id LIMIT :chunk))
    WHERE bytes_before < ${MAX_CHUNK_BYTES}`;
}
