/**
 * Whether a database calls functions that a connection has to bring along.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";

/** Every function of ours begins so. */
const OURS = "sd_";

/**
 * Whether a trigger, view, index or table may call a function of ours. Those of the built-in migrations call none.
 *
 * @example
 * ```ts
 * import { DatabaseSync } from "node:sqlite";
 * import assert from "node:assert/strict";
 * using db = new DatabaseSync(":memory:");
 * db.exec("CREATE TABLE t (a)");
 * assert.equal(mayCallFunctions(db), false);
 * db.exec("CREATE TRIGGER r AFTER UPDATE ON t BEGIN SELECT SD_PARSE(new.a); END");
 * assert.equal(mayCallFunctions(db), true);
 * ```
 */
export function mayCallFunctions(db: DatabaseSync): boolean {
  const sql = "SELECT 1 FROM sqlite_schema WHERE instr(lower(sql), ?) LIMIT 1";
  return db.prepare(sql).get(OURS) !== undefined;
}
