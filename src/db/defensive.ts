/**
 * The guard that keeps statements from writing SQLite's own tables (https://www.sqlite.org/c3ref/c_dbconfig_defensive.html).
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";

/** A connection with a method that the types of Deno 2.9 lack. */
type Guarded = DatabaseSync & { enableDefensive(on: boolean): void };

/** Lets a connection write the schema's text where a statement asks for it, or no longer. */
export function mayWriteSchema(db: DatabaseSync, may: boolean): void {
  (db as Guarded).enableDefensive(!may);
}

/**
 * Does work of ours that may change the text of the schema.
 *
 * @example
 * ```ts
 * import { DatabaseSync } from "node:sqlite";
 * using db = new DatabaseSync(":memory:");
 * writingSchema(db, () => db.exec("PRAGMA writable_schema = ON; DELETE FROM sqlite_schema"));
 * ```
 */
export function writingSchema(db: DatabaseSync, work: () => void): void {
  mayWriteSchema(db, true);
  try {
    work();
  } finally {
    db.exec("PRAGMA writable_schema = OFF");
    mayWriteSchema(db, false);
  }
}
