/**
 * Running one statement, its rows one by one.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { SqlValue } from "./plugin.ts";
import { prepareRows, prepareWalk, rowsReturned } from "./walk.ts";

/** Takes the rows of a statement, one by one. */
export interface RowSink {
  /** Comes once, before any row, when the statement has columns; names can be there twice. */
  begin(columns: readonly string[]): void;
  /** One row: as many values as there are columns, integers as bigints. */
  row(values: readonly SqlValue[]): void;
  /** Comes once, after the last row. */
  end(): void;
}

/** Ways of reading the rows of a statement. */
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
  const statement = prepareRows(db, sql);
  const source = statement.sourceSQL;
  const columns = statement.columns().map(({ name }) => name);
  if (columns.length === 0) {
    return { source, kind: "plain", run: () => void statement.run() };
  }
  if (INFO.test(source)) {
    return { source, kind: "info", run: (sink) => handOn(columns, statement.all(), sink) };
  }
  const selected = prepareWalk(db, source.replace(/;$/, ""), columns.length);
  const kind = selected === null ? "returning" : "select";
  const rows = selected ?? ((): Iterable<SqlValue[]> => rowsReturned(statement));
  return { source, kind, run: (sink) => handOn(columns, rows(), sink) };
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
