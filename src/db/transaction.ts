/**
 * Transactions, and which of their failures are about a row.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import {
  DatabaseError,
  FunctionError,
  isSqliteError,
  translateSqliteError,
} from "../host/errors.ts";

/**
 * Runs work in one transaction; what it throws undoes it.
 *
 * @throws What `work` throws, and what SQLite throws at BEGIN and COMMIT.
 *
 * @example
 * ```ts
 * import { DatabaseSync } from "node:sqlite";
 * import assert from "node:assert/strict";
 * using db = new DatabaseSync(":memory:");
 * db.exec("CREATE TABLE t (a NOT NULL)");
 * assert.throws(() => transaction(db, () => db.exec("INSERT INTO t VALUES (1), (NULL)")));
 * assert.equal(db.prepare("SELECT count(*) AS n FROM t").get()?.n, 0);
 * ```
 */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

/**
 * Whether an error is about a row that is written (a constraint, a trigger, a function that a trigger calls), not about the
 * database, and no defect of ours.
 */
export function isAboutRow(error: unknown): error is Error {
  if (error instanceof FunctionError) return true;
  return isSqliteError(error) &&
    !(translateSqliteError(error, "", "write") instanceof DatabaseError);
}

/** The message of an error in one line. */
export function oneLine(error: Error): string {
  return error.message.replace(/\s+/g, " ").trim();
}
