/**
 * Bringing a database up to date: forward only, one transaction per file, a ledger of what was done.
 *
 * @module
 */

import type { DatabaseSync } from "node:sqlite";
import { MIGRATIONS } from "../../migrations/mod.ts";
import { DatabaseError } from "../host/errors.ts";
import { adoptionOf } from "./adopt.ts";
import { applyAll } from "./apply.ts";
import { refuseClashes } from "./clashes.ts";
import { refuseReferences } from "./references.ts";
import { isEmpty } from "./standing.ts";
import { isUnchanged, type LedgerRow, nameOf, readLedger, setsOf } from "./ledger.ts";
import { type Changes, changesByVersion, NO_CHANGES } from "./model.ts";
import {
  BUILT_IN_SET,
  fourDigits,
  inSequence,
  type Migration,
  type MigrationFile,
} from "./sequence.ts";

/** Choice of migrations. */
export interface MigrateOptions {
  /** The files; default: the built-in ones. */
  readonly migrations?: readonly MigrationFile[];
  /** The name they have in the ledger; default: `sqlite-sd`, the built-in set. */
  readonly set?: string;
}

/** Report of `migrate`. */
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
 * Files are applied together with their rows in the ledger in one transaction. When one fails, those
 * before it stay, each applied in a transaction of its own. A file whose first line is
 * `-- no-transaction` runs outside; when it is interrupted it runs again from its start.
 *
 * The file of a database that is refused, or in which a built-in file fails, stays as it was, if it was opened with
 * `keepJournal`; call `useWal` then.
 *
 * @param db A connection for writing, with every function that the files call.
 * @param options The files and their set; `readMigrations(dir)` gives both for a user's folder.
 * @returns What was applied.
 * @throws {DatabaseError} `sequence` (gap or duplicate), `changed` (a file differs from what was
 * applied, or a folder was renamed), `newer` (the database is ahead of the program), `schema` (tables
 * that cannot be adopted), `migration` (a file failed and was rolled back), `locked`, `read_only`, `full`, `io`.
 *
 * @example
 * ```ts
 * import { openDatabase } from "../host/open.ts";
 * import { migrate } from "./migrate.ts";
 * using db = openDatabase(":memory:");
 * migrate(db).version; // as many as there are
 * migrate(db).applied; // []
 * ```
 */
export function migrate(db: DatabaseSync, options: MigrateOptions = {}): MigrateReport {
  const { migrations: files = MIGRATIONS, set = BUILT_IN_SET } = options;
  const migrations = inSequence(files);
  const ledger = readLedger(db, set);
  checkLedger(db, set, ledger, migrations);
  if (ledger.length === 0) refuseRenamed(db, set, migrations);
  const pending = migrations.slice(ledger.length);
  if (pending.length === 0) return { applied: [], version: migrations.length };
  const isAdopting = set === BUILT_IN_SET && !isEmpty(db);
  const changes = isAdopting ? changesByVersion(migrations) : new Map<number, Changes>();
  const made = pending.map(({ version }) => changes.get(version) ?? NO_CHANGES);
  for (const each of made) adoptionOf(db, each);
  refuseClashes(db, made);
  refuseReferences(db, changes.values(), made);
  return { applied: applyAll(db, { set, pending, changes }), version: migrations.length };
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

/** A folder whose migrations were applied under another name would be applied once more. */
function refuseRenamed(db: DatabaseSync, set: string, migrations: readonly Migration[]): void {
  for (const former of set === BUILT_IN_SET ? [] : setsOf(db)) {
    const rows = former === BUILT_IN_SET ? [] : readLedger(db, former);
    const isSame = rows.length > 0 && rows.every((row, index) => {
      const migration = migrations[index];
      return migration?.name === row.name && isUnchanged(row, migration);
    });
    if (!isSame) continue;
    throw new DatabaseError(
      "changed",
      `Cannot migrate ${nameOf(db)}: the migrations of "${set}" were applied as those of ` +
        `"${former}"; give the folder its name "${former}" back`,
    );
  }
}

function userVersion(db: DatabaseSync): number {
  return Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);
}
