/**
 * Making a database ready for a command: for one that writes, or for one that only looks.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { readLedger } from "../db/ledger.ts";
import { isMigrated, migrate } from "../db/migrate.ts";
import { BUILT_IN_SET } from "../db/sequence.ts";
import { DatabaseError } from "../host/errors.ts";
import { installPlugins } from "../host/install.ts";
import { openDatabase, type OpenOptions } from "../host/open.ts";
import type { SqlPlugin } from "../host/plugin.ts";
import { sd } from "../plugins/sd_native.ts";
import { explain } from "./database.ts";

/** Options for opening it. */
export interface LookOptions {
  /** The user's own functions. */
  readonly plugins?: readonly SqlPlugin[];
  /** Longest wait for another program's lock, in milliseconds. Default: 30,000. */
  readonly busyTimeoutMs?: number;
}

/** Options for opening it for writing. */
export interface WorkOptions extends LookOptions {
  /** Whether it is created when there is none. */
  readonly create: boolean;
}

/**
 * Opens a database for writing, with all functions installed, and brings it up to date.
 *
 * @throws {DatabaseError} If it cannot be opened or migrated.
 * @throws {TypeError} If a plugin cannot be installed.
 */
export function openForWork(path: string, options: WorkOptions): DatabaseSync {
  return open(path, options, (db) => makeReady(db, options.plugins));
}

/**
 * Opens a database that is up to date for reading, with all functions installed. Nothing is written.
 *
 * @throws {DatabaseError} If it cannot be opened, or `migrate` has to bring it up to date first.
 * @throws {TypeError} If a plugin cannot be installed.
 */
export function openToLook(path: string, options: LookOptions): DatabaseSync {
  return open(path, { ...options, readOnly: true }, (db) => {
    if (!isMigrated(db)) throw notReady(db, path);
    install(db, options.plugins);
  });
}

function notReady(db: DatabaseSync, path: string): DatabaseError {
  const state = readLedger(db, BUILT_IN_SET).length === 0
    ? "it is no database of this program"
    : "an older version of this program made it";
  return new DatabaseError("schema", `Cannot use "${path}": ${state}; run "migrate ${path}" first`);
}

function open(
  path: string,
  options: LookOptions & OpenOptions,
  prepare: (db: DatabaseSync) => void,
): DatabaseSync {
  const db = openDatabase(path, options);
  try {
    prepare(db);
    return db;
  } catch (error) {
    db.close();
    throw explain(error, path);
  }
}

/** Installs all functions into an open database, and brings it up to date. Throws as `openForWork`. */
export function makeReady(db: DatabaseSync, plugins?: readonly SqlPlugin[]): void {
  install(db, plugins);
  migrate(db);
}

function install(db: DatabaseSync, plugins: readonly SqlPlugin[] = []): void {
  installPlugins(db, [sd, ...plugins]);
}
