/**
 * What the library remembers between runs: the table `library_state`.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";

/** Reads a value, or null. */
export function readState(db: DatabaseSync, name: string): string | null {
  const row = db.prepare("SELECT value FROM library_state WHERE name = ?").get(name);
  return row === undefined || row["value"] === null ? null : String(row["value"]);
}

/** Writes a value; null removes it. */
export function writeState(db: DatabaseSync, name: string, value: string | null): void {
  if (value === null) db.prepare("DELETE FROM library_state WHERE name = ?").run(name);
  else {db.prepare("INSERT OR REPLACE INTO library_state (name, value) VALUES (?, ?)").run(
      name,
      value,
    );}
}

const HAS_LIBRARY = `SELECT 1 FROM files WHERE kind = 'model'
  UNION ALL SELECT 1 FROM library_state WHERE name IN ('models_changed', 'linking') LIMIT 1`;

/** Whether any model file is known, or links to one that went have to be mended. Costs one look-up. */
export function hasLibrary(db: DatabaseSync): boolean {
  return db.prepare(HAS_LIBRARY).get() !== undefined;
}
