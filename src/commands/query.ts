/**
 * `query`: runs SQL with all functions installed and hands the rows on one by one.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { installPlugins } from "../host/install.ts";
import { DatabaseError, openDatabase, translateSqliteError } from "../host/open.ts";
import type { SqlPlugin, SqlValue } from "../host/plugin.ts";
import { sd } from "../plugins/sd_native.ts";
import type { Report } from "./command.ts";
import { plural } from "./report.ts";

/** What `query` is asked for. */
export interface QueryOptions {
  /** The database's file, or `:memory:` to try functions. */
  readonly database: string;
  /** One or more SQL statements. */
  readonly sql: string;
  /** Whether the SQL may change the database. Default: false. */
  readonly write?: boolean;
  /** The user's own functions. */
  readonly plugins?: readonly SqlPlugin[];
}

/** Takes the rows of a query, one by one. */
export interface RowSink {
  /** Comes once, before any row, when the statement has columns; names can be there twice. */
  begin(columns: readonly string[]): void;
  /** One row: as many values as there are columns, integers as bigints. */
  row(values: readonly SqlValue[]): void;
  /** Comes once, after the last row. */
  end(): void;
}

/** SQL that cannot be run; the message is one line. */
export class QueryError extends Error {
  override readonly name = "QueryError";

  /**
   * @param state What is wrong, and what to do.
   * @param options The error behind it as `cause`.
   */
  constructor(state: string, options?: ErrorOptions) {
    super(`Cannot run the SQL: ${state.replace(/\s*\n\s*/g, " ")}`, options);
  }
}

/**
 * Runs SQL. The rows of the last statement go to the sink, those of the ones before it nowhere.
 *
 * With `write`, several statements are one transaction: when one fails, none has an effect. A statement that cannot run
 * inside a transaction, such as VACUUM, has to be the only one.
 *
 * @returns With `write`, how many rows were changed; nothing to print otherwise.
 * @throws {QueryError} If the SQL is wrong, or a function refuses its arguments.
 * @throws {DatabaseError} If the database cannot be opened, read or written.
 * @throws {PluginError} If a plugin cannot be installed.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const rows: unknown[] = [];
 * const sink = { begin() {}, row: (values: readonly unknown[]) => rows.push(...values), end() {} };
 * query({ database: ":memory:", sql: "SELECT sd_clean('a <lora:moss:1> cat')" }, sink);
 * assert.deepEqual(rows, ["a cat"]);
 * ```
 */
export function query(options: QueryOptions, sink: RowSink): Report {
  const { database, sql, write = false, plugins = [] } = options;
  const script = skipBlank(sql);
  if (script === "") throw new QueryError("there is no statement in it");
  if (script.includes("\0")) throw new QueryError("there is a NUL character in it");
  using db = openDatabase(database, { readOnly: !write });
  installPlugins(db, [sd, ...plugins]);
  const attempt = <T>(step: () => T): T => {
    try {
      return step();
    } catch (error) {
      throw explain(error, options);
    }
  };
  const changes = runScript(db, script, write, sink, attempt);
  const json = { changes };
  return { lines: write ? [`${plural(changes, "row")} changed`] : [], json, errors: 0 };
}

/** What is used of node:sqlite's statements; the type of Deno 2.9 lacks `setReturnArrays`. */
interface RowStatement {
  readonly sourceSQL: string;
  setReadBigInts(on: boolean): void;
  setReturnArrays(on: boolean): void;
  columns(): { name: string }[];
  iterate(): Iterator<SqlValue[], unknown>;
}

type Attempt = <T>(step: () => T) => T;

function runScript(
  db: DatabaseSync,
  script: string,
  write: boolean,
  sink: RowSink,
  attempt: Attempt,
): number {
  let changes = 0;
  let together = false;
  for (let rest = script; rest !== "";) {
    const statement = attempt(() => db.prepare(rest) as unknown as RowStatement);
    const next = skipBlank(rest.slice(statement.sourceSQL.length));
    if (write && next !== "" && !together) {
      attempt(() => db.exec("BEGIN IMMEDIATE"));
      together = true;
    }
    const before = counters(db);
    runStatement(statement, next === "" ? sink : null, attempt);
    const after = counters(db);
    if (after.total !== before.total) changes += after.last;
    if (together && !db.isTransaction) {
      throw new QueryError("several statements are one transaction; leave COMMIT and ROLLBACK out");
    }
    rest = next;
  }
  if (together) attempt(() => db.exec("COMMIT"));
  return changes;
}

/** Lets a statement run to its end. */
function runStatement(statement: RowStatement, sink: RowSink | null, attempt: Attempt): void {
  statement.setReadBigInts(true);
  statement.setReturnArrays(true);
  const columns = statement.columns().map(({ name }) => name);
  const printer = columns.length > 0 ? sink : null;
  const rows = attempt(() => statement.iterate());
  printer?.begin(columns);
  for (let row = attempt(() => rows.next()); !row.done; row = attempt(() => rows.next())) {
    printer?.row(row.value);
  }
  printer?.end();
}

/** Rows changed by the last statement that changes rows, and by all so far, those by triggers included. */
function counters(db: DatabaseSync): { last: number; total: number } {
  const row = db.prepare("SELECT changes() AS last, total_changes() AS total").get();
  return { last: Number(row?.["last"]), total: Number(row?.["total"]) };
}

const BLANK = /^(?:[ \t\n\f\r\uFEFF;]|--[^\n]*(?:\n|$)|\/\*(?=[^])[^]*?(?:\*\/|$))+/;

/**
 * SQL without what stands before its first statement: blanks, comments and semicolons as SQLite's tokenizer knows them.
 * Deno 2.9 crashes on a statement of nothing else.
 */
function skipBlank(sql: string): string {
  return sql.replace(BLANK, "");
}

const EXPLANATIONS: readonly [RegExp, string][] = [
  [
    /^too many attached databases - max 0/,
    "ATTACH and VACUUM need --write and all permissions (deno run --allow-all)",
  ],
  [
    /^cannot start a transaction within a transaction|^cannot VACUUM from within a transaction/,
    "several statements are one transaction; leave BEGIN out, and run VACUUM alone",
  ],
];

function explain(error: unknown, { database, write = false }: QueryOptions): Error {
  const typed = translateSqliteError(error, database, write ? "write" : "read");
  if (typed instanceof DatabaseError) {
    return typed.code === "read_only" && !write
      ? new QueryError("it would change the database; add --write to allow that", { cause: error })
      : typed;
  }
  const explanation = EXPLANATIONS.find(([text]) => text.test(typed.message))?.[1];
  return new QueryError(explanation ?? typed.message, { cause: error });
}
