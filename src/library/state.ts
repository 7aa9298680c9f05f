/**
 * Memory of the library between runs: the table `library_state`.
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
