/**
 * Opening the database of a command that writes.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { migrate } from "../db/migrate.ts";
import { installPlugins } from "../host/install.ts";
import { DatabaseError, openDatabase, translateSqliteError } from "../host/open.ts";
import type { SqlPlugin } from "../host/plugin.ts";
import { sd } from "../plugins/sd_native.ts";

/** Rows in one transaction, unless the user says otherwise. */
export const DEFAULT_CHUNK = 500;

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
  const { create, plugins = [], busyTimeoutMs } = options;
  const db = openDatabase(path, { create, ...(busyTimeoutMs !== undefined && { busyTimeoutMs }) });
  try {
    installPlugins(db, [sd, ...plugins]);
    migrate(db);
    return db;
  } catch (error) {
    db.close();
    throw explain(error, path);
  }
}

/** Runs work on an open database; what SQLite says about the file becomes a `DatabaseError` that names it. */
export async function naming<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explain(error, path);
  }
}

/** What SQLite cannot compile although our statements are right: a table was changed, or a trigger on it is broken. */
const BROKEN_SCHEMA = /^no such (function|table|column|module|collation sequence)\b/;

function explain(error: unknown, path: string): Error {
  const typed = translateSqliteError(error, path);
  const [, what] = BROKEN_SCHEMA.exec(typed.message) ?? [];
  if (typed instanceof DatabaseError || what === undefined) return typed;
  const advice = what === "function"
    ? "give the plugin that has it"
    : "mend its tables or triggers";
  return new DatabaseError("schema", `Cannot use "${path}": ${typed.message}; ${advice}`, {
    cause: error,
  });
}

/**
 * Checks the number of rows of a transaction.
 *
 * @throws {RangeError} If it is no whole number of at least 1: nothing would be done, and nothing said.
 */
export function checkChunk(chunk: number): void {
  if (!Number.isSafeInteger(chunk) || chunk < 1) {
    throw new RangeError(`chunk must be a whole number of at least 1, not ${chunk}`);
  }
}

const BREATH_EVERY_MS = 100;

let lastBreath = performance.now();

/** Whether signals and timers have waited long enough: the work between two breaths is synchronous. */
export function needsBreath(): boolean {
  return performance.now() - lastBreath >= BREATH_EVERY_MS;
}

/** Lets signals and timers in. A timer of the runtime takes a millisecond at least, so not after each step. */
export async function breathe(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  lastBreath = performance.now();
}
