/**
 * Making a database ready for a command: for one that writes, or for one that only looks.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { isMigrated, migrate } from "../db/migrate.ts";
import { standingOf } from "../db/standing.ts";
import { DatabaseError } from "../host/errors.ts";
import { installPlugins } from "../host/install.ts";
import { closeUnchanged, openDatabase, type OpenOptions, useWal } from "../host/open.ts";
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

/** Options for making an open database ready. */
export interface ReadyOptions {
  /** The user's own functions. */
  readonly plugins?: readonly SqlPlugin[];
  /** Whether tables are made in an empty database. */
  readonly create: boolean;
}

/** Options for opening it for writing. */
export type WorkOptions = LookOptions & ReadyOptions;

/**
 * Opens a database for writing, with all functions installed, and brings it up to date.
 *
 * @throws {DatabaseError} If it cannot be opened or migrated.
 * @throws {TypeError} If a plugin cannot be installed.
 */
export function openForWork(path: string, options: WorkOptions): DatabaseSync {
  return open(path, { ...options, keepJournal: true }, (db) => makeReady(db, options));
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
  const state = standingOf(db) === "ours"
    ? "an older version of this program made it"
    : "it is no database of this program";
  return new DatabaseError("schema", `Cannot use "${path}": ${state}; run "migrate ${path}" first`);
}

/**
 * Says that a statement may fail because a database is not up to date, as the end of a message; empty when it is, and for one
 * that has nothing to do with this program.
 */
export function upgradeHint(db: DatabaseSync, path: string): string {
  const standing = standingOf(db);
  const isOld = standing === "adoptable" || (standing === "ours" && !isMigrated(db));
  return isOld ? `; run "migrate ${path}" to bring the database up to date` : "";
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
    if (db.isOpen) db.close();
    throw explain(error, path);
  }
}

/**
 * Installs all functions into an open database, brings it up to date, and only then switches it to WAL mode: the file of one
 * that is refused stays as it was, and is closed.
 *
 * @throws {DatabaseError} As `openForWork`; `schema` for another program's database, in which only `migrate` makes tables.
 */
export function makeReady(db: DatabaseSync, { plugins, create }: ReadyOptions): void {
  try {
    const standing = standingOf(db);
    if (standing === "foreign" || (standing === "empty" && !create)) {
      throw notReady(db, db.location() ?? ":memory:");
    }
    install(db, plugins);
    migrate(db);
    useWal(db);
  } catch (error) {
    closeUnchanged(db);
    throw error;
  }
}

function install(db: DatabaseSync, plugins: readonly SqlPlugin[] = []): void {
  installPlugins(db, [sd, ...plugins]);
}
