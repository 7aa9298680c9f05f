/**
 * `migrate`: brings a database up to date, then applies the user's own migrations.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { MIGRATIONS } from "../../migrations/mod.ts";
import { isUnchanged, type LedgerRow, readLedger } from "../db/ledger.ts";
import { migrate } from "../db/migrate.ts";
import { BUILT_IN_SET, inSequence, type Migration } from "../db/sequence.ts";
import { readMigrations } from "../db/user_migrations.ts";
import { installPlugins } from "../host/install.ts";
import { translateSqliteError } from "../host/errors.ts";
import { closeUnchanged, openDatabase, useWal } from "../host/open.ts";
import type { SqlPlugin } from "../host/plugin.ts";
import { sd } from "../plugins/sd_native.ts";
import type { Report } from "../work/command.ts";

/** Options of `migrate`. */
export interface MigrateCommandOptions {
  /** The database's file; it is created when there is none, unless `list` is set. */
  readonly database: string;
  /** A folder of the user's own migrations. */
  readonly dir?: string;
  /** Only say what was applied and what waits; nothing is changed. Default: false. */
  readonly list?: boolean;
  /** The user's own functions, for migrations that call them. */
  readonly plugins?: readonly SqlPlugin[];
}

/** One migration of `migrate --list`. */
export interface MigrationState {
  readonly set: string;
  readonly name: string;
  /** `changed`: the file differs from what was applied; `gone`: it was applied and the file is no more. */
  readonly state: "applied" | "waiting" | "changed" | "gone";
}

interface MigrationSet {
  readonly set: string;
  readonly migrations: readonly Migration[];
}

/**
 * Applies the built-in migrations, adopting an older database, and then those of `dir`, on a connection that has all
 * `sd_*` functions and those of the plugins: a back-fill can be written in SQL.
 *
 * @throws {DatabaseError} As `migrate` and `readMigrations` of `src/db`; what was applied before stays.
 * @throws {PluginError} If a plugin cannot be installed.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const { lines } = migrateDatabase({ database: ":memory:" });
 * assert.equal(lines[0], "Applied 0001_files.sql");
 * ```
 */
export function migrateDatabase(options: MigrateCommandOptions): Report {
  const { database, dir, list = false, plugins = [] } = options;
  const sets: MigrationSet[] = [{ set: BUILT_IN_SET, migrations: inSequence(MIGRATIONS) }];
  if (dir !== undefined) sets.push(readMigrations(dir));
  using db = openDatabase(
    database,
    list ? { readOnly: true } : { create: true, keepJournal: true },
  );
  try {
    if (list) return listReport(sets.flatMap((set) => statesOf(db, set)));
    installPlugins(db, [sd, ...plugins]);
    const applied = sets.flatMap((set) => {
      const states = applySet(db, set);
      useWal(db); // not before: the file of a database that is refused stays as it was
      return states;
    });
    return applyReport(applied);
  } catch (error) {
    closeUnchanged(db);
    throw translateSqliteError(error, database, "migrate");
  }
}

function applySet(db: DatabaseSync, { set, migrations }: MigrationSet): MigrationState[] {
  return migrate(db, { set, migrations }).applied
    .map((name) => ({ set, name, state: "applied" }));
}

function applyReport(applied: readonly MigrationState[]): Report {
  return {
    lines: applied.length === 0
      ? ["Up to date: nothing to apply"]
      : applied.map(({ set, name }) => `Applied ${nameIn(set, name)}`),
    json: { applied: applied.map(({ set, name }) => ({ set, name })) },
    errors: 0,
  };
}

function statesOf(db: DatabaseSync, { set, migrations }: MigrationSet): MigrationState[] {
  const ledger = new Map(readLedger(db, set).map((row) => [row.version, row]));
  const known = new Set(migrations.map(({ version }) => version));
  const gone = [...ledger.values()].filter(({ version }) => !known.has(version));
  return [
    ...migrations.map((migration) => ({
      set,
      name: migration.name,
      state: stateOf(migration, ledger.get(migration.version)),
    })),
    ...gone.map(({ name }) => ({ set, name, state: "gone" as const })),
  ];
}

function stateOf(migration: Migration, row: LedgerRow | undefined): MigrationState["state"] {
  if (row === undefined) return "waiting";
  return row.name === migration.name && isUnchanged(row, migration) ? "applied" : "changed";
}

function listReport(states: readonly MigrationState[]): Report {
  return {
    lines: states.map(({ set, name, state }) => `${state.padEnd(7)}  ${nameIn(set, name)}`),
    json: states,
    errors: 0,
  };
}

function nameIn(set: string, name: string): string {
  return set === BUILT_IN_SET ? name : `${set}/${name}`;
}
