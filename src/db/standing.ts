/**
 * Whose a database is.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { readLedger } from "./ledger.ts";
import { BUILT_IN_SET } from "./sequence.ts";
import { folded, tablesOf } from "./tables.ts";

/** `ours`: a migration of this program was applied; `adoptable`: it has `files`; `empty`: it has nothing; else `foreign`. */
export type Standing = "ours" | "adoptable" | "empty" | "foreign";

/**
 * Tells whose a database is. Only reads.
 *
 * @throws {DatabaseError} `schema`: another tool has a table `schema_migrations` here.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { DatabaseSync } from "node:sqlite";
 * using db = new DatabaseSync(":memory:");
 * assert.equal(standingOf(db), "empty");
 * db.exec("CREATE TABLE bookmarks (url)");
 * assert.equal(standingOf(db), "foreign");
 * db.exec("CREATE TABLE files (id INTEGER PRIMARY KEY, metadata_json TEXT)");
 * assert.equal(standingOf(db), "adoptable");
 * ```
 */
export function standingOf(db: DatabaseSync): Standing {
  if (isEmpty(db)) return "empty";
  if (readLedger(db, BUILT_IN_SET).length > 0) return "ours";
  const hasFiles = tablesOf(db).some(({ name, type }) =>
    type === "table" && folded(name) === "files"
  );
  return hasFiles ? "adoptable" : "foreign";
}

/** Whether a database has no object at all. */
export function isEmpty(db: DatabaseSync): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
}
