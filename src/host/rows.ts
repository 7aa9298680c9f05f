/**
 * Running one statement, its rows one by one.
 *
 * Neither way that node:sqlite has of reading rows tells of all errors (Deno 2.9.6): `iterate()` takes an error of SQLite's
 * for the end, `all()` never ends when a function throws, and both come only after some rows. So a SELECT is given a last row
 * of its own: when that does not come, there was an error.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { SqlValue } from "./plugin.ts";

/** Takes the rows of a statement, one by one. */
export interface RowSink {
  /** Comes once, before any row, when the statement has columns; names can be there twice. */
  begin(columns: readonly string[]): void;
  /** One row: as many values as there are columns, integers as bigints. */
  row(values: readonly SqlValue[]): void;
  /** Comes once, after the last row. */
  end(): void;
}

/** How the rows of a statement are read. */
export type StatementKind =
  /** No rows. */
  | "plain"
  /** SELECT, VALUES: as many rows as one likes. */
  | "select"
  /** PRAGMA, EXPLAIN: a few rows. */
  | "info"
  /** INSERT, UPDATE or DELETE with RETURNING: done before the first row comes. */
  | "returning";

/** A statement that SQLite has understood. */
export interface Statement {
  /** Its text, without what follows it. */
  readonly source: string;
  readonly kind: StatementKind;
  /** Runs it to its end and hands the rows on. What the sink throws comes through as it is. */
  run(sink: RowSink): void;
}

/** What is used of node:sqlite's statements; the types of Deno 2.9 lack `setReturnArrays`. */
interface RowStatement {
  readonly sourceSQL: string;
  setReadBigInts(on: boolean): void;
  setReturnArrays(on: boolean): void;
  columns(): { name: string }[];
  run(): unknown;
  all(): SqlValue[][];
  iterate(): Iterable<SqlValue[]>;
}

const BLANK = /^(?:[ \t\n\f\r\uFEFF;]|--[^\n]*(?:\n|$)|\/\*(?=[^])[^]*?(?:\*\/|$))+/;

/**
 * SQL without what stands before its first statement: blanks, comments and semicolons, as SQLite's tokenizer knows them.
 *
 * Deno 2.9.6 crashes when it is given nothing else to prepare.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(skipBlank("-- why\n; SELECT 1"), "SELECT 1");
 * ```
 */
export function skipBlank(sql: string): string {
  return sql.replace(BLANK, "");
}

const INFO = /^(?:PRAGMA|EXPLAIN)\b/i;

/**
 * Prepares the first statement of a text.
 *
 * @param sql Text that begins with a statement, see `skipBlank`.
 * @throws {Error} What node:sqlite throws: the text is no SQL, or names what is not there.
 *
 * @example
 * ```ts
 * import { DatabaseSync } from "node:sqlite";
 * import assert from "node:assert/strict";
 *
 * using db = new DatabaseSync(":memory:");
 * const rows: unknown[] = [];
 * const sink = { begin() {}, row: (values: readonly unknown[]) => rows.push(...values), end() {} };
 * prepareStatement(db, "SELECT 7 UNION ALL SELECT 8").run(sink);
 * assert.deepEqual(rows, [7n, 8n]);
 * ```
 */
export function prepareStatement(db: DatabaseSync, sql: string): Statement {
  const statement = prepare(db, sql);
  const source = statement.sourceSQL;
  const columns = statement.columns().map(({ name }) => name);
  if (columns.length === 0) {
    return { source, kind: "plain", run: () => void statement.run() };
  }
  if (INFO.test(source)) {
    return { source, kind: "info", run: (sink) => handOn(columns, statement.all(), sink) };
  }
  const body = source.replace(/;$/, "");
  const marked = prepareMarked(db, body, columns.length);
  const kind = marked === null ? "returning" : "select";
  const rows = (): Iterable<SqlValue[]> =>
    marked === null ? rowsReturned(statement) : rowsSelected(db, body, marked, columns.length);
  return { source, kind, run: (sink) => handOn(columns, rows(), sink) };
}

function prepare(db: DatabaseSync, sql: string): RowStatement {
  const statement = db.prepare(sql) as unknown as RowStatement;
  statement.setReadBigInts(true);
  statement.setReturnArrays(true);
  return statement;
}

/** The sink begins when the first row is there: an error before it leaves no half output. */
function handOn(columns: readonly string[], rows: Iterable<SqlValue[]>, sink: RowSink): void {
  let began = false;
  for (const row of rows) {
    if (!began) sink.begin(columns);
    began = true;
    sink.row(row);
  }
  if (!began) sink.begin(columns);
  sink.end();
}

/** The SELECT with a first column of 1 and a last row that has 0 there; null when it is no SELECT. */
function prepareMarked(db: DatabaseSync, body: string, columns: number): RowStatement | null {
  const last = `SELECT 0${", NULL".repeat(columns)}`;
  try {
    return prepare(db, `SELECT 1, * FROM (${body}\n) UNION ALL ${last}`);
  } catch {
    return null;
  }
}

function* rowsSelected(
  db: DatabaseSync,
  body: string,
  marked: RowStatement,
  columns: number,
): Generator<SqlValue[]> {
  for (const [more, ...values] of marked.iterate()) {
    if (more === 0n) return;
    yield values;
  }
  throwHidden(db, body, columns);
}

/** Runs a SELECT again, for nothing but the error that ended it. */
function throwHidden(db: DatabaseSync, body: string, columns: number): never {
  const names = Array.from({ length: columns }, (_, i) => `c${i}`);
  const counts = names.map((name) => `count(${name})`);
  db.prepare(`WITH q(${names.join()}) AS (${body}\n) SELECT ${counts.join()} FROM q`).get();
  throw new Error("the rows ended before their time, for a reason that SQLite does not give again");
}

/** No row at all may mean an error: run again, it comes to light, and without one nothing is changed twice. */
function* rowsReturned(statement: RowStatement): Generator<SqlValue[]> {
  let count = 0;
  for (const row of statement.iterate()) {
    count++;
    yield row;
  }
  if (count === 0) statement.run();
}
