/**
 * The ledger: which migration was applied to a database when, and with what text.
 *
 * @module
 */

import type { DatabaseSync } from "node:sqlite";
import { sha256 } from "../canonical/sha256.ts";
import { DatabaseError } from "../host/errors.ts";
import type { Migration } from "./sequence.ts";

/** One applied migration. */
export interface LedgerRow {
  readonly version: number;
  readonly name: string;
  readonly sha256: string;
  readonly fingerprint: number;
}

const LEDGER = `CREATE TABLE IF NOT EXISTS schema_migrations (
  set_name TEXT NOT NULL,
  version INTEGER NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  fingerprint INTEGER,
  applied_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (set_name, version)
)`;
const COLUMNS = ["set_name", "version", "name", "sha256", "fingerprint"];

/**
 * Reads what was applied of one set, in order. Only reads.
 *
 * @throws {DatabaseError} `schema`: another tool has a table `schema_migrations` here.
 */
export function readLedger(db: DatabaseSync, set: string): LedgerRow[] {
  const columns = db.prepare("SELECT name FROM pragma_table_info('schema_migrations')").all();
  if (columns.length === 0) return [];
  const missing = COLUMNS.find((name) => !columns.some((column) => column["name"] === name));
  if (missing !== undefined) {
    throw new DatabaseError(
      "schema",
      `Cannot migrate ${nameOf(db)}: its table schema_migrations belongs to another program ` +
        `(no column ${missing}); rename that table, or let sqlite-sd have a database of its own`,
    );
  }
  return db.prepare(
    "SELECT version, name, sha256, fingerprint FROM schema_migrations WHERE set_name = ? ORDER BY version",
  ).all(set).map((row) => ({
    version: Number(row["version"]),
    name: String(row["name"]),
    sha256: String(row["sha256"]),
    fingerprint: Number(row["fingerprint"]),
  }));
}

/** Names the sets of which something was applied. */
export function setsOf(db: DatabaseSync): string[] {
  const table = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'";
  if (db.prepare(table).get() === undefined) return [];
  return db.prepare("SELECT DISTINCT set_name AS name FROM schema_migrations ORDER BY 1").all()
    .map(({ name }) => String(name));
}

/** Whether a migration is in the ledger; meant for inside the transaction that applies it. */
export function isRecorded(db: DatabaseSync, set: string, version: number): boolean {
  return readLedger(db, set).some((row) => row.version === version);
}

/** Writes one applied migration into the ledger. */
export function record(db: DatabaseSync, set: string, migration: Migration): void {
  const hash = sha256(migration.sql);
  db.exec(LEDGER);
  db.prepare(
    "INSERT INTO schema_migrations (set_name, version, name, sha256, fingerprint) VALUES (?, ?, ?, ?, ?)",
  ).run(set, migration.version, migration.name, hash, fingerprint(migration.sql, hash));
}

/** Whether a migration's text is the one that was applied. */
export function isUnchanged(row: LedgerRow, migration: Migration): boolean {
  return row.fingerprint === fingerprint(migration.sql, row.sha256) ||
    row.sha256 === sha256(migration.sql);
}

/**
 * FNV-1a over text and hash. Equal means equal with near certainty, and spares every start of an
 * up-to-date database the SHA-256 of all files; unequal only means: compare the SHA-256.
 */
function fingerprint(sql: string, hash: string): number {
  const text = sql + hash;
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return state >>> 0;
}

/** The database in an error message. */
export function nameOf(db: DatabaseSync): string {
  return `"${db.location() ?? ":memory:"}"`;
}
