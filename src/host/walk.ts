/**
 * Rows one by one, and no error taken for their end.
 *
 * Neither way that node:sqlite has of reading many rows tells of all errors (Deno 2.9.6): `iterate()` takes an error of
 * SQLite's for the end, `all()` never ends when a function throws behind the first row. So a SELECT is given a last row of
 * its own: when that does not come, there was an error.
 *
 * @module
 */
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { DatabaseError, isSqliteError } from "./errors.ts";
import type { SqlValue } from "./plugin.ts";

/** Values for named parameters. */
export type NamedParameters = Record<string, SQLInputValue>;

/** Part of node:sqlite's statements that is used; the types of Deno 2.9 lack `setReturnArrays`. */
export interface RowStatement {
  readonly sourceSQL: string;
  setReadBigInts(on: boolean): void;
  setReturnArrays(on: boolean): void;
  columns(): { name: string }[];
  run(): unknown;
  all(): SqlValue[][];
  iterate(parameters: NamedParameters): Iterable<SqlValue[]>;
}

/**
 * Walks through the rows of a SELECT: of a million, one is in memory.
 *
 * @param sql One SELECT, without a semicolon.
 * @returns Rows as arrays of values, integers as bigints.
 * @throws What SQLite and functions throw, also behind the first row, and a {@link DatabaseError} if rows are missing and
 * SQLite does not say why.
 *
 * @example
 * ```ts
 * import { DatabaseSync } from "node:sqlite";
 * import assert from "node:assert/strict";
 * using db = new DatabaseSync(":memory:");
 * const rows = walk(db, "SELECT 1, :name UNION ALL SELECT 2, 'moss'", { name: "fern" });
 * assert.deepEqual([...rows], [[1n, "fern"], [2n, "moss"]]);
 * const broken = walk(db, "SELECT json(value) FROM json_each('[1, \"{\"]')");
 * assert.throws(() => [...broken], /malformed JSON/);
 * ```
 */
export function* walk(
  db: DatabaseSync,
  sql: string,
  parameters: NamedParameters = {},
): Generator<SqlValue[]> {
  const columns = prepareRows(db, sql).columns().length;
  yield* rowsOf(db, sql, prepareMarked(db, sql, columns), columns, parameters);
}

/** Prepares a statement whose rows are arrays, with integers as bigints. */
export function prepareRows(db: DatabaseSync, sql: string): RowStatement {
  const statement = db.prepare(sql) as unknown as RowStatement;
  statement.setReadBigInts(true);
  statement.setReturnArrays(true);
  return statement;
}

/** Prepares a walk through a statement's rows; null when it is no SELECT. */
export function prepareWalk(
  db: DatabaseSync,
  sql: string,
  columns: number,
): (() => Generator<SqlValue[]>) | null {
  try {
    const marked = prepareMarked(db, sql, columns);
    return () => rowsOf(db, sql, marked, columns, {});
  } catch (error) {
    if (!isSqliteError(error)) throw error;
    return null;
  }
}

/** The SELECT with a first column of 1 and a last row that has 0 there. */
function prepareMarked(db: DatabaseSync, sql: string, columns: number): RowStatement {
  const last = `SELECT 0${", NULL".repeat(columns)}`;
  return prepareRows(db, `SELECT 1, * FROM (${sql}\n) UNION ALL ${last}`);
}

function* rowsOf(
  db: DatabaseSync,
  sql: string,
  marked: RowStatement,
  columns: number,
  parameters: NamedParameters,
): Generator<SqlValue[]> {
  for (const [more, ...values] of marked.iterate(parameters)) {
    if (more === 0n) return;
    yield values;
  }
  throwHidden(db, sql, columns, parameters);
}

/** Runs a SELECT again, for nothing but the error that ended it. */
function throwHidden(
  db: DatabaseSync,
  sql: string,
  columns: number,
  parameters: NamedParameters,
): never {
  const names = Array.from({ length: columns }, (_, i) => `c${i}`);
  // To count them would not read long values; a maximum alone would be looked up in an index.
  const all = ["count(*)", ...names.map((name) => `max(${name})`)];
  db.prepare(`WITH q(${names.join()}) AS (${sql}\n) SELECT ${all.join()} FROM q`).get(parameters);
  throw new DatabaseError(
    "io",
    `Cannot read "${db.location() ?? ":memory:"}": its rows ended before their time; try again`,
  );
}

/** Rows of INSERT, UPDATE or DELETE with RETURNING, which is done before the first of them comes. */
export function* rowsReturned(statement: RowStatement): Generator<SqlValue[]> {
  let count = 0;
  for (const row of statement.iterate({})) {
    count++;
    yield row;
  }
  // No row may mean an error: run again, it comes to light, and without one nothing is changed twice.
  if (count === 0) statement.run();
}
