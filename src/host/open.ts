/**
 * Opening a SQLite database, with the settings of the connection.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import {
  codeOf,
  DatabaseError,
  type DatabaseErrorCode,
  NOT_A_DATABASE,
  translateSqliteError,
} from "./errors.ts";

/** Options for opening a database. */
export interface OpenOptions {
  /** Open for reading only. Default: false. */
  readonly readOnly?: boolean;
  /** Create the file when there is none. Default: false. */
  readonly create?: boolean;
  /**
   * Leave a database that is not in WAL mode as it is until `useWal`: switching changes its file, which one that is refused
   * must not suffer. Default: false.
   */
  readonly keepJournal?: boolean;
  /** Longest wait of a statement for another process's lock, in milliseconds. Default: 30,000. */
  readonly busyTimeoutMs?: number;
}

const IN_MEMORY = ":memory:";
const MIN_DATABASE_BYTES = 512; // the smallest page: https://www.sqlite.org/fileformat2.html
const CACHE_KIB = 32 * 1024;
const WAL_PAGES = 8000;
/** A text that is longer than a string of the engine can be ends Deno 2.9.6 itself; this makes it an error of SQLite. */
const SQLITE_LIMITS = { length: 500_000_000 };

/**
 * Opens a database with foreign keys on and, for writing, in WAL mode.
 *
 * @param path File name, or `:memory:`.
 * @param options Reading only, creating, time-out.
 * @returns The connection. Integers beyond 2^53 need `setReadBigInts` on the caller's statements.
 * @throws {DatabaseError} With code `missing`, `permission`, `read_only`, `not_a_database`,
 * `corrupt`, `locked`, `io` or `no_wal`.
 * @throws {RangeError} If `busyTimeoutMs` is no whole number of at least 0.
 *
 * @example
 * ```ts
 * import { openDatabase } from "./open.ts";
 * using db = openDatabase(":memory:");
 * db.exec("CREATE TABLE t (a)");
 * ```
 */
export function openDatabase(path: string, options: OpenOptions = {}): DatabaseSync {
  const { readOnly = false, create = false, keepJournal = false, busyTimeoutMs = 30_000 } = options;
  if (!Number.isSafeInteger(busyTimeoutMs) || busyTimeoutMs < 0) {
    throw new RangeError(`openDatabase: busyTimeoutMs must be a whole number >= 0`);
  }
  if (path !== IN_MEMORY) checkFile(path, create && !readOnly);
  let db: DatabaseSync | undefined;
  try {
    const settings = { readOnly, limits: SQLITE_LIMITS };
    db = new DatabaseSync(path, settings);
    db.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    // The first look into the file, by a statement for which node:sqlite gives extended codes.
    db.prepare("SELECT count(*) FROM sqlite_schema").get();
    db.exec(
      `PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -${CACHE_KIB}`,
    );
    if (!readOnly && path !== IN_MEMORY) {
      if (!keepJournal || journalMode(db) === "wal") useWal(db);
      checkWritable(db, busyTimeoutMs);
    }
    return db;
  } catch (error) {
    db?.close();
    throw translateSqliteError(error, path, "open");
  }
}

/**
 * Finds what SQLite reports badly or not at all. Looks only from outside: opening the file and
 * closing it again would drop the locks of this process's other connections.
 */
function checkFile(path: string, mayCreate: boolean): void {
  if (path === "") refuse(path, "missing", "the file name is empty; name a database file");
  const info = statOrNull(path);
  if (info === null) {
    if (!mayCreate) refuse(path, "missing", "there is no such file; check the name");
    if (isMissing(folderOf(path))) {
      refuse(path, "missing", "its folder does not exist; create it first");
    }
    return;
  }
  if (info.isDirectory) refuse(path, "not_a_database", "it is a folder; name a database file");
  if (!info.isFile) {
    refuse(path, "not_a_database", "it is not a regular file; name a database file");
  }
  if (info.size > 0 && info.size < MIN_DATABASE_BYTES) {
    refuse(path, "not_a_database", NOT_A_DATABASE);
  }
}

function refuse(path: string, code: DatabaseErrorCode, state: string): never {
  throw new DatabaseError(code, `Cannot open "${path}": ${state}`);
}

function statOrNull(path: string): Deno.FileInfo | null {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw translateSqliteError(error, path, "open");
  }
}

/** False also for a folder that Deno may not look at: permission for the file alone is enough. */
function isMissing(folder: string): boolean {
  try {
    Deno.statSync(folder);
    return false;
  } catch (error) {
    return error instanceof Deno.errors.NotFound;
  }
}

/** Not by node:path, which costs every command 8 ms of start-up, for an error that few see. */
function folderOf(path: string): string {
  return path.replace(/[^/\\]*$/, "") || ".";
}

/**
 * Switches a database that was opened with `keepJournal` to WAL mode. One in memory, or in WAL mode, stays as it is.
 *
 * @throws {DatabaseError} `no_wal` where the file system cannot, `locked` while another program uses the database.
 *
 * @example
 * ```ts
 * import { openDatabase, useWal } from "./open.ts";
 * using db = openDatabase(":memory:", { keepJournal: true });
 * useWal(db);
 * ```
 */
export function useWal(db: DatabaseSync): void {
  const path = db.location();
  if (path === null) return;
  const mode = db.prepare("PRAGMA journal_mode = WAL").get()?.["journal_mode"];
  if (mode !== "wal") {
    refuse(path, "no_wal", "WAL mode is not possible here; move it to a local disk");
  }
  // Checkpoints come less often than by default, since each writes its pages once more.
  db.exec(`PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${WAL_PAGES}`);
}

/**
 * Closes a database that was refused. A log that another program left behind stays beside it: to close the last connection for
 * writing moves it into the file.
 *
 * @example
 * ```ts
 * import { closeUnchanged, openDatabase } from "./open.ts";
 * closeUnchanged(openDatabase(":memory:"));
 * ```
 */
export function closeUnchanged(db: DatabaseSync): void {
  const path = db.location();
  if (path === null || !hasLog(path)) return db.close();
  using last = new DatabaseSync(path, { readOnly: true });
  last.prepare("SELECT count(*) FROM sqlite_schema").get();
  db.close();
}

/** False also where Deno may not look. */
function hasLog(path: string): boolean {
  try {
    return Deno.statSync(`${path}-wal`).size > 0;
  } catch {
    return false;
  }
}

function journalMode(db: DatabaseSync): unknown {
  return db.prepare("PRAGMA journal_mode").get()?.["journal_mode"];
}

/**
 * SQLite opens a write-protected file for reading without a word: a write that changes nothing tells. A lock held elsewhere is
 * no answer, but only a writable database gets that far.
 */
function checkWritable(db: DatabaseSync, busyTimeoutMs: number): void {
  db.exec("PRAGMA busy_timeout = 0");
  try {
    db.exec("BEGIN; PRAGMA incremental_vacuum(1)");
  } catch (error) {
    if (codeOf(error) !== "locked") throw error;
  } finally {
    if (db.isTransaction) db.exec("ROLLBACK");
  }
  db.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
}
