/**
 * Statements that are prepared when they are first used: a short run needs few of many.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";

/**
 * Prepared statements of one connection, by their names.
 *
 * @example
 * ```ts
 * import { DatabaseSync } from "node:sqlite";
 * import assert from "node:assert/strict";
 * using db = new DatabaseSync(":memory:");
 * const statements = new Prepared(db, { one: "SELECT 1 AS n", none: "SELECT n FROM nothing" });
 * assert.equal(statements.get("one").get()?.n, 1);
 * assert.throws(() => statements.get("none"));
 * ```
 */
export class Prepared<Name extends string> {
  private readonly statements = new Map<Name, StatementSync>();

  /** @param set Sets how a statement reads, once it is prepared. */
  constructor(
    private readonly db: DatabaseSync,
    private readonly sql: Readonly<Record<Name, string>>,
    private readonly set: (statement: StatementSync, name: Name) => void = () => {},
  ) {}

  /** Prepares those that are not yet. @throws What SQLite throws when it cannot prepare one. */
  prepare(): void {
    for (const name in this.sql) this.get(name);
  }

  /** @throws What SQLite throws when it cannot prepare it. */
  get(name: Name): StatementSync {
    const known = this.statements.get(name);
    if (known !== undefined) return known;
    const statement = this.db.prepare(this.sql[name]);
    this.set(statement, name);
    this.statements.set(name, statement);
    return statement;
  }
}
