/**
 * Errors of SQLite and of Deno about a database, as ones that a person can act on.
 *
 * @module
 */

/** Kind of failure behind a {@link DatabaseError}. */
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
  /** The name of the class, for messages. */
  override readonly name = "DatabaseError";
  /** The kind of failure, for programs. */
  readonly code: DatabaseErrorCode;

  /**
   * Makes an error of one line.
   *
   * @param code The kind of failure.
   * @param message One line: what failed, which file, colon, the state and what to do.
   * @param options The error behind it as `cause`.
   */
  constructor(code: DatabaseErrorCode, message: string, options?: ErrorOptions) {
    super(message.replace(/\s*\n\s*/g, " "), options);
    this.code = code;
  }
}

/** A call that a function refused, or that a defect of it ended; the message names the function. */
export class FunctionError extends TypeError {}

/** The state of a file that SQLite does not know. */
export const NOT_A_DATABASE = "it is not a SQLite database; check the name";

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
const COPY = "copy it, with its -wal file if there is one, to a folder that is not";

/** Extended codes that say more than "read-only". */
const READ_ONLY_BECAUSE = new Map([
  [776, "an unfinished transaction must be undone first; open it once for writing"],
  [1544, `it is in WAL mode and its folder is read-only; ${COPY}`],
]);

const ADVICE: Partial<Record<DatabaseErrorCode, string>> = {
  permission:
    "no permission for it, or its folder is read-only, which WAL mode does not go with; " +
    `check owner and mode of both, or ${COPY}`,
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
 * @param action What was tried: the verb after "Cannot".
 * @returns A {@link DatabaseError}; an error about something else, such as wrong SQL, as it is.
 *
 * @example
 * ```ts
 * import { translateSqliteError } from "./errors.ts";
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

const CONSTRAINT = 19;

/** Whether a constraint or a trigger refused what was written; not for errors of `exec`. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && ((errcodeOf(error) ?? 0) & 0xff) === CONSTRAINT;
}

/** Whether an error is one of SQLite's, and no defect of ours or of a function; `exec` gives those no result code. */
export function isSqliteError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && error.code === "ERR_SQLITE_ERROR";
}

function errcodeOf(error: Error): number | undefined {
  return "errcode" in error && typeof error.errcode === "number" ? error.errcode : undefined;
}

/** Tells which kind of failure of the database an error is; null when it is about something else. */
export function codeOf(error: unknown): DatabaseErrorCode | null {
  if (!(error instanceof Error)) return null;
  if (error.name === "NotCapable" || error.name === "PermissionDenied") return "permission";
  const errcode = errcodeOf(error);
  // Only without a code: a trigger of the user's may say anything.
  const found = SQLITE_ERRORS.find(([code, text]) =>
    errcode === undefined ? text.test(error.message) : code === (errcode & 0xff)
  );
  return found?.[2] ?? null;
}
