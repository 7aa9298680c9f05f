/**
 * Bringing a database up to date: forward only, one transaction per file, a ledger of what was done.
 *
 * @module
 */

import type { DatabaseSync } from "node:sqlite";
import { MIGRATIONS } from "../../migrations/mod.ts";
import { DatabaseError, translateSqliteError } from "../host/open.ts";
import { adoptionOf, tablesByVersion, type TableShape } from "./adopt.ts";
import { refuseClashes } from "./clashes.ts";
import { isRecorded, isUnchanged, type LedgerRow, nameOf, readLedger, record } from "./ledger.ts";
import {
  BUILT_IN_SET,
  fourDigits,
  inSequence,
  type Migration,
  type MigrationFile,
} from "./sequence.ts";
import { explainSqlError } from "./sql_error.ts";

/** Which migrations to apply. */
export interface MigrateOptions {
  /** The files; default: the built-in ones. */
  readonly migrations?: readonly MigrationFile[];
  /** The name they have in the ledger; default: `sqlite-sd`, the built-in set. */
  readonly set?: string;
}

/** What `migrate` did. */
export interface MigrateReport {
  /** Names of the files that were applied now, in order. */
  readonly applied: readonly string[];
  /** Number of the last migration of the set that the database has. */
  readonly version: number;
}

/**
 * Applies the migrations that a database lacks. An up-to-date database is only read. Before the
 * built-in ones, tables of an older program are adopted (see `adopt.ts`).
 *
 * A file is applied in one transaction together with its row in the ledger. One whose first line
 * is `-- no-transaction` runs outside; when it is interrupted it runs again from its start.
 *
 * @param db A connection for writing, with every function that the files call.
 * @param options The files and their set; `readMigrations(dir)` gives both for a user's folder.
 * @returns What was applied.
 * @throws {DatabaseError} `sequence` (gap or duplicate), `changed` (a file differs from what was
 * applied), `newer` (the database is ahead of the program), `schema` (tables that cannot be
 * adopted), `migration` (a file failed and was rolled back), `locked`, `read_only`, `full`, `io`.
 *
 * @example
 * ```ts
 * import { openDatabase } from "../host/open.ts";
 * import { migrate } from "./migrate.ts";
 * using db = openDatabase(":memory:");
 * migrate(db).version; // 7
 * migrate(db).applied; // []
 * ```
 */
export function migrate(db: DatabaseSync, options: MigrateOptions = {}): MigrateReport {
  const { migrations: files = MIGRATIONS, set = BUILT_IN_SET } = options;
  const migrations = inSequence(files);
  const ledger = readLedger(db, set);
  checkLedger(db, set, ledger, migrations);
  const pending = migrations.slice(ledger.length);
  const isAdopting = set === BUILT_IN_SET && pending.length > 0 && !isEmpty(db);
  const shapes = isAdopting ? tablesByVersion(migrations) : new Map<number, TableShape[]>();
  for (const { version } of pending) adoptionOf(db, shapes.get(version) ?? []);
  if (isAdopting) refuseClashes(db, migrations, ledger.length);
  const before = pending.length > 0 ? violations(db) : null;
  const applied = pending
    .filter((migration) => apply(db, set, migration, shapes.get(migration.version) ?? [], before))
    .map(({ name }) => name);
  return { applied, version: migrations.length };
}

/**
 * Whether a database has all built-in migrations. Only reads.
 *
 * @throws {DatabaseError} As `migrate`: `changed`, `newer`, `sequence`.
 */
export function isMigrated(db: DatabaseSync): boolean {
  const migrations = inSequence(MIGRATIONS);
  const ledger = readLedger(db, BUILT_IN_SET);
  checkLedger(db, BUILT_IN_SET, ledger, migrations);
  return ledger.length === migrations.length;
}

/** A new database has nothing to adopt. */
function isEmpty(db: DatabaseSync): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
}

function checkLedger(
  db: DatabaseSync,
  set: string,
  ledger: readonly LedgerRow[],
  migrations: readonly Migration[],
): void {
  const refuse = (code: "newer" | "changed" | "sequence", state: string): never => {
    throw new DatabaseError(code, `Cannot migrate ${nameOf(db)}: ${state}`);
  };
  const last = ledger.at(-1)?.version ?? 0;
  // Before the first migration user_version is another program's.
  const version = set === BUILT_IN_SET && last > 0 ? Math.max(last, userVersion(db)) : last;
  if (version > migrations.length) {
    refuse(
      "newer",
      set === BUILT_IN_SET
        ? `it has schema version ${version} and this program knows ${migrations.length}; ` +
          "use a newer sqlite-sd"
        : `${fourDigits(version)} of "${set}" was applied and its file is gone; put it back`,
    );
  }
  ledger.forEach((row, index) => {
    const migration = migrations[index];
    if (row.version !== index + 1 || migration === undefined) {
      return refuse("sequence", `schema_migrations has no row for ${fourDigits(index + 1)}`);
    }
    if (row.name !== migration.name) {
      refuse("changed", `${migration.name} was called ${row.name} when it was applied`);
    }
    if (!isUnchanged(row, migration)) {
      refuse("changed", `${row.name} was changed after it was applied; put the old text back`);
    }
  });
}

function apply(
  db: DatabaseSync,
  set: string,
  migration: Migration,
  shapes: readonly TableShape[],
  before: ReadonlySet<string> | null,
): boolean {
  try {
    const isDone = (): boolean => isRecorded(db, set, migration.version); // by another process
    if (migration.noTransaction && !isDone()) runFreely(db, migration);
    db.exec("BEGIN IMMEDIATE");
    if (isDone()) {
      db.exec("ROLLBACK");
      return false;
    }
    for (const statement of adoptionOf(db, shapes)) db.exec(statement);
    if (!migration.noTransaction) db.exec(migration.sql);
    if (!db.isTransaction) throw new Error("it ends the transaction it runs in");
    refuseViolations(db, before);
    record(db, set, migration);
    if (set === BUILT_IN_SET) db.exec(`PRAGMA user_version = ${migration.version}`);
    db.exec("COMMIT");
    return true;
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw failure(db, migration, error);
  }
}

/** What a file may need to switch off, such as foreign keys, is on again afterwards. */
function runFreely(db: DatabaseSync, { sql }: Migration): void {
  const foreignKeys = db.prepare("PRAGMA foreign_keys").get()?.["foreign_keys"];
  try {
    db.exec(sql);
    if (db.isTransaction) throw new Error("it leaves a transaction open");
  } finally {
    if (db.isTransaction) db.exec("ROLLBACK");
    db.exec(`PRAGMA foreign_keys = ${foreignKeys}`);
  }
}

function failure(db: DatabaseSync, { name, sql }: Migration, error: unknown): Error {
  const typed = translateSqliteError(error, db.location() ?? ":memory:", "migrate");
  if (typed instanceof DatabaseError) return typed;
  const state = explainSqlError(typed.message, sql);
  return new DatabaseError("migration", `Cannot apply "${name}": ${state}`, { cause: error });
}

/** An older program may have left orphans: only new ones are the migration's fault. */
function refuseViolations(db: DatabaseSync, before: ReadonlySet<string> | null): void {
  if (before === null) return;
  const added = [...violations(db) ?? []].filter((violation) => !before.has(violation));
  if (added.length > 0) {
    throw new Error(`it breaks a foreign key in ${added.length} rows, first ${added[0]}`);
  }
}

/** Null when SQLite cannot check, which a faulty foreign key in a table of the user's can cause. */
function violations(db: DatabaseSync): Set<string> | null {
  try {
    return new Set(
      db.prepare(`SELECT "table" AS name, rowid AS row, parent FROM pragma_foreign_key_check`).all()
        .map(({ name, row, parent }) => `${name} row ${row} without its ${parent}`),
    );
  } catch {
    return null;
  }
}

function userVersion(db: DatabaseSync): number {
  return Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);
}
