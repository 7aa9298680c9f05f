/**
 * Opening the database of a command that writes.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { migrate } from "../db/migrate.ts";
import { installPlugins } from "../host/install.ts";
import { openDatabase, translateSqliteError } from "../host/open.ts";
import type { SqlPlugin } from "../host/plugin.ts";
import { sd } from "../plugins/sd_native.ts";

/** Rows in one transaction, unless the user says otherwise. */
export const DEFAULT_CHUNK = 500;

/** How to open it. */
export interface WorkOptions {
  /** Whether it is created when there is none. */
  readonly create: boolean;
  /** The user's own functions. */
  readonly plugins: readonly SqlPlugin[];
}

/**
 * Opens a database for writing, with all functions installed, and brings it up to date.
 *
 * @throws {DatabaseError} If it cannot be opened or migrated.
 * @throws {TypeError} If a plugin cannot be installed.
 */
export function openForWork(path: string, { create, plugins }: WorkOptions): DatabaseSync {
  const db = openDatabase(path, { create });
  try {
    installPlugins(db, [sd, ...plugins]);
    migrate(db);
    return db;
  } catch (error) {
    db.close();
    throw translateSqliteError(error, path);
  }
}

/** Runs work on an open database; what SQLite says about the file becomes a `DatabaseError` that names it. */
export async function naming<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translateSqliteError(error, path);
  }
}

/** Lets signals and timers in: the work between two calls is synchronous. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
