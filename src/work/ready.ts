/**
 * Making a database ready for a command that writes.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { migrate } from "../db/migrate.ts";
import { installPlugins } from "../host/install.ts";
import { openDatabase } from "../host/open.ts";
import type { SqlPlugin } from "../host/plugin.ts";
import { sd } from "../plugins/sd_native.ts";
import { explain } from "./database.ts";

/** How to open it. */
export interface WorkOptions {
  /** Whether it is created when there is none. */
  readonly create: boolean;
  /** The user's own functions. */
  readonly plugins?: readonly SqlPlugin[];
  /** How long to wait for another program's lock, in milliseconds. Default: 30,000. */
  readonly busyTimeoutMs?: number;
}

/**
 * Opens a database for writing, with all functions installed, and brings it up to date.
 *
 * @throws {DatabaseError} If it cannot be opened or migrated.
 * @throws {TypeError} If a plugin cannot be installed.
 */
export function openForWork(path: string, options: WorkOptions): DatabaseSync {
  const { create, plugins, busyTimeoutMs } = options;
  const db = openDatabase(path, { create, ...(busyTimeoutMs !== undefined && { busyTimeoutMs }) });
  try {
    makeReady(db, plugins);
    return db;
  } catch (error) {
    db.close();
    throw explain(error, path);
  }
}

/** Installs all functions into an open database, and brings it up to date. Throws as `openForWork`. */
export function makeReady(db: DatabaseSync, plugins: readonly SqlPlugin[] = []): void {
  installPlugins(db, [sd, ...plugins]);
  migrate(db);
}
