/**
 * Keeping scripts from ending the transaction that they run in.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";

/** What Deno 2.9.6 has and its types lack; other runtimes may not have it at all. */
interface Authorized {
  setAuthorizer?(callback: ((action: number) => number) | null): void;
}

/** Codes of https://www.sqlite.org/c3ref/c_alter_table.html and of https://www.sqlite.org/c3ref/c_deny.html. */
const TRANSACTION = 22;
const ALLOW = 0;
const DENY = 1;

/** A script that begins or ends a transaction. */
export class TransactionRefused extends Error {}

/**
 * Runs a script; a statement in it that begins or ends a transaction is refused before it is run.
 *
 * @throws {TransactionRefused} When there is one.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { DatabaseSync } from "node:sqlite";
 * using db = new DatabaseSync(":memory:");
 * db.exec("BEGIN");
 * assert.throws(() => execWithin(db, "CREATE TABLE a (b); COMMIT"), TransactionRefused);
 * assert.ok(db.isTransaction);
 * ```
 */
export function execWithin(db: DatabaseSync, sql: string): void {
  const { setAuthorizer } = db as Authorized;
  let isRefused = false;
  setAuthorizer?.call(db, (action) => {
    if (action !== TRANSACTION) return ALLOW;
    isRefused = true;
    return DENY;
  });
  try {
    db.exec(sql);
  } catch (error) {
    if (isRefused) {
      throw new TransactionRefused("it begins or ends a transaction", { cause: error });
    }
    throw error;
  } finally {
    setAuthorizer?.call(db, null);
  }
}
