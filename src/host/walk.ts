/**
 * Rows one by one, and no error taken for their end.
 *
 * Neither way that node:sqlite has of reading many rows tells of all errors (Deno 2.9.6): `iterate()` takes an error of
 * SQLite's for the end, `all()` never ends when a function throws behind the first row. So a SELECT is given a last row of
 * its own: when that does not come, there was an error. Both cut a text at its first NUL: such a text is read as a blob.
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

/** Columns that one number tells of: each has a bit in it. */
const COLUMNS_IN_MASK = 50;

/** Makes the names that the columns of a walk have in its SQL. */
function namesOf(columns: number): string[] {
  return Array.from({ length: columns }, (_, i) => `c${i}`);
}

/**
 * Prepares the SELECT with columns before its own, 1 and the bits of those that hold text, and with a last row that has 0
 * there. The LIMIT keeps SQLite from working out a value anew for each place in which it stands here: see rule 15 of
 * `flattenSubquery` in https://www.sqlite.org/src/file/src/select.c
 */
function prepareMarked(db: DatabaseSync, sql: string, columns: number): RowStatement {
  const names = namesOf(columns);
  const bits = names.map((name, i) => `(typeof(${name}) = 'text') * ${2 ** (i % COLUMNS_IN_MASK)}`);
  const values = names.map((name) =>
    `iif(typeof(${name}) = 'text' AND instr(${name}, char(0)), CAST(${name} AS BLOB), ${name})`
  );
  const masks = Array.from(
    { length: masksOf(columns) },
    (_, i) => bits.slice(i * COLUMNS_IN_MASK, (i + 1) * COLUMNS_IN_MASK).join(" + "),
  );
  const last = `SELECT 0${", NULL".repeat(masks.length + columns)}`;
  return prepareRows(
    db,
    `WITH walked_rows (${names.join()}) AS (SELECT * FROM (${sql}\n) LIMIT -1)
     SELECT ${[1, ...masks, ...values].join()} FROM walked_rows UNION ALL ${last}`,
  );
}

function masksOf(columns: number): number {
  return Math.ceil(columns / COLUMNS_IN_MASK);
}

function* rowsOf(
  db: DatabaseSync,
  sql: string,
  marked: RowStatement,
  columns: number,
  parameters: NamedParameters,
): Generator<SqlValue[]> {
  const masks = masksOf(columns);
  let decoder: TextDecoder | undefined;
  for (const [more, ...row] of marked.iterate(parameters)) {
    if (more === 0n) return;
    const values = row.slice(masks);
    for (let i = 0; i < columns; i++) {
      const value = values[i];
      if (!(value instanceof Uint8Array) || !isText(row, i)) continue;
      values[i] = (decoder ??= decoderOf(db)).decode(value);
    }
    yield values;
  }
  throwHidden(db, sql, columns, parameters);
}

/** Whether a value that came as a blob is a text with a NUL in it. */
function isText(row: readonly SqlValue[], column: number): boolean {
  const mask = BigInt(row[Math.floor(column / COLUMNS_IN_MASK)] as bigint);
  return (mask >> BigInt(column % COLUMNS_IN_MASK) & 1n) === 1n;
}

/** Decodes the bytes of a text as the database stores them. */
function decoderOf(db: DatabaseSync): TextDecoder {
  const encoding = db.prepare("PRAGMA encoding").get()?.["encoding"];
  return new TextDecoder(String(encoding), { ignoreBOM: true });
}

/** Runs a SELECT again, for nothing but the error that ended it. */
function throwHidden(
  db: DatabaseSync,
  sql: string,
  columns: number,
  parameters: NamedParameters,
): never {
  const names = namesOf(columns);
  // To count them would not read long values; a maximum alone would be looked up in an index.
  const all = ["count(*)", ...names.map((name) => `max(${name})`)];
  db.prepare(
    `WITH walked_rows (${names.join()}) AS (${sql}\n) SELECT ${all.join()} FROM walked_rows`,
  ).get(parameters);
  throw new DatabaseError(
    "io",
    `Cannot read "${db.location() ?? ":memory:"}": its rows ended before their time; try again`,
  );
}

/**
 * Rows of INSERT, UPDATE or DELETE with RETURNING, which is done before the first of them comes. A text ends at its first NUL.
 */
export function* rowsReturned(statement: RowStatement): Generator<SqlValue[]> {
  let count = 0;
  for (const row of statement.iterate({})) {
    count++;
    yield row;
  }
  // No row may mean an error: run again, it comes to light, and without one nothing is changed twice.
  if (count === 0) statement.run();
}
