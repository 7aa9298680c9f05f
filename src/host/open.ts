/**
 * Opening a SQLite database: settings of the connection, and errors a person can act on.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";

/** What kind of failure a {@link DatabaseError} stands for. */
export type DatabaseErrorCode =
  | "missing"
  | "permission"
  | "read_only"
  | "not_a_database"
  | "corrupt"
  | "locked"
  | "full"
  | "io"
  | "no_wal"
  | "newer"
  | "sequence"
  | "changed"
  | "migration"
  | "schema";

/** A failure of the database that is not a mistake in the program; its message is one line. */
export class DatabaseError extends Error {
  override readonly name = "DatabaseError";
  /** The kind of failure, for programs. */
  readonly code: DatabaseErrorCode;

  /**
   * @param code The kind of failure.
   * @param message One line: what failed, which file, colon, the state and what to do.
   * @param options The error behind it as `cause`.
   */
  constructor(code: DatabaseErrorCode, message: string, options?: ErrorOptions) {
    super(message.replace(/\s*\n\s*/g, " "), options);
    this.code = code;
  }
}

/** How to open a database. */
export interface OpenOptions {
  /** Open for reading only. Default: false. */
  readonly readOnly?: boolean;
  /** Create the file when there is none. Default: false. */
  readonly create?: boolean;
  /** How long a statement waits for another process's lock, in milliseconds. Default: 30,000. */
  readonly busyTimeoutMs?: number;
}

const IN_MEMORY = ":memory:";
const MIN_DATABASE_BYTES = 512; // the smallest page: https://www.sqlite.org/fileformat2.html
const CACHE_KIB = 32 * 1024;
const WAL_PAGES = 8000;
/** A text that is longer than a string of the engine can be ends Deno 2.9.6 itself; this makes it an error of SQLite. */
const LIMITS = { length: 500_000_000 };

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
  const { readOnly = false, create = false, busyTimeoutMs = 30_000 } = options;
  if (!Number.isSafeInteger(busyTimeoutMs) || busyTimeoutMs < 0) {
    throw new RangeError(`openDatabase: busyTimeoutMs must be a whole number >= 0`);
  }
  if (path !== IN_MEMORY) checkFile(path, create && !readOnly);
  let db: DatabaseSync | undefined;
  try {
    const settings = { readOnly, limits: LIMITS };
    db = new DatabaseSync(path, settings);
    db.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    // The first look into the file, by a statement for which node:sqlite gives extended codes.
    db.prepare("SELECT count(*) FROM sqlite_schema").get();
    db.exec(
      `PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -${CACHE_KIB}`,
    );
    if (!readOnly && path !== IN_MEMORY) prepareForWriting(db, path, busyTimeoutMs);
    return db;
  } catch (error) {
    db?.close();
    throw translateSqliteError(error, path, "open");
  }
}

const NOT_A_DATABASE = "it is not a SQLite database; check the name";

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

function prepareForWriting(db: DatabaseSync, path: string, busyTimeoutMs: number): void {
  const mode = db.prepare("PRAGMA journal_mode = WAL").get()?.["journal_mode"];
  if (mode !== "wal") {
    refuse(path, "no_wal", "WAL mode is not possible here; move it to a local disk");
  }
  // Checkpoints come less often than by default, since each writes its pages once more.
  db.exec(
    `PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${WAL_PAGES}; PRAGMA busy_timeout = 0`,
  );
  // SQLite opens a write-protected file for reading without a word: a write that changes nothing
  // tells. A lock held elsewhere is no answer, but only a writable database gets that far.
  try {
    db.exec("BEGIN; PRAGMA incremental_vacuum(1)");
  } catch (error) {
    if (codeOf(error) !== "locked") throw error;
  } finally {
    if (db.isTransaction) db.exec("ROLLBACK");
  }
  db.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
}

/**
 * Primary result codes (https://www.sqlite.org/rescode.html), and the texts that stand in for
 * them where node:sqlite gives no code.
 */
const SQLITE_ERRORS: readonly [number, RegExp, DatabaseErrorCode][] = [
  [5, /^database is locked/, "locked"],
  [6, /^database (table|schema) is locked/, "locked"],
  [8, /^attempt to write a readonly database/, "read_only"],
  [10, /^disk I\/O error/, "io"],
  [11, /^(malformed database schema|database disk image is malformed)/, "corrupt"],
  [13, /^database or disk is full/, "full"],
  [14, /^unable to open database file/, "permission"],
  [26, /^file is not a database/, "not_a_database"],
];
/** Extended codes that say more than "read-only". */
const READ_ONLY_BECAUSE = new Map([
  [776, "an unfinished transaction must be undone first; open it once for writing"],
  [1544, "it is in WAL mode and its folder is read-only; copy it to a folder that is not"],
]);

const ADVICE: Partial<Record<DatabaseErrorCode, string>> = {
  permission: "no permission for it, or to write in its folder; check owner and mode of both",
  read_only: "it is read-only; make it writable or copy it",
  not_a_database: NOT_A_DATABASE,
  locked: "another program has locked it; close that program or wait",
  full: "the disk is full; free some space",
  corrupt: "it is damaged; restore it from a copy",
  io: "reading or writing failed; check the disk",
};

/**
 * Turns an error of node:sqlite or Deno about the database file into a typed one.
 *
 * @param error What was thrown.
 * @param path The database's file name, for the message.
 * @param action What was tried: the verb behind "Cannot".
 * @returns A {@link DatabaseError}; an error about something else, such as wrong SQL, as it is.
 *
 * @example
 * ```ts
 * import { translateSqliteError } from "./open.ts";
 * const error = translateSqliteError(new Error("database is locked"), "a.sqlite", "write");
 * // Cannot write "a.sqlite": another program has locked it; close that program or wait
 * ```
 */
export function translateSqliteError(error: unknown, path: string, action = "use"): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const code = codeOf(error);
  if (code === null || error instanceof DatabaseError) return error;
  return new DatabaseError(code, `Cannot ${action} "${path}": ${stateOf(error, code)}`, {
    cause: error,
  });
}

function stateOf(error: Error, code: DatabaseErrorCode): string {
  if (error.name === "NotCapable") return error.message.replace(/^R/, "r");
  return READ_ONLY_BECAUSE.get(errcodeOf(error) ?? 0) ?? ADVICE[code] ?? error.message;
}

/** Whether an error is one of SQLite's, and no defect of ours or of a function; `exec` gives those no result code. */
export function isSqliteError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && error.code === "ERR_SQLITE_ERROR";
}

function errcodeOf(error: Error): number | undefined {
  return "errcode" in error && typeof error.errcode === "number" ? error.errcode : undefined;
}

function codeOf(error: unknown): DatabaseErrorCode | null {
  if (!(error instanceof Error)) return null;
  if (error.name === "NotCapable" || error.name === "PermissionDenied") return "permission";
  const errcode = errcodeOf(error);
  // Only without a code: a trigger of the user's may say anything.
  const found = SQLITE_ERRORS.find(([code, text]) =>
    errcode === undefined ? text.test(error.message) : code === (errcode & 0xff)
  );
  return found?.[2] ?? null;
}
