/**
 * `query`: runs SQL with all functions installed and hands the rows on one by one.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { installPlugins } from "../host/install.ts";
import {
  DatabaseError,
  FunctionError,
  isSqliteError,
  translateSqliteError,
} from "../host/errors.ts";
import { openDatabase } from "../host/open.ts";
import type { SqlPlugin, SqlValue } from "../host/plugin.ts";
import { prepareStatement, type RowSink, skipBlank } from "../host/rows.ts";
import { sd } from "../plugins/sd_native.ts";
import type { Report } from "../work/command.ts";
import { upgradeHint } from "../work/ready.ts";
import { plural } from "../work/report.ts";

/** Options of `query`. */
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
  const output = new QueryOutput(sink);
  try {
    const changes = runScript(db, script, write, output);
    return write
      ? { lines: [`${plural(changes, "row")} changed`], json: { changes }, errors: 0 }
      : { lines: [], json: [], errors: 0 };
  } catch (error) {
    throw error === output.failure ? error : explain(error, options, db);
  }
}

/** The sink, and what it threw: that is no fault of the SQL. */
class QueryOutput implements RowSink {
  failure: unknown;
  readonly #sink: RowSink;

  constructor(sink: RowSink) {
    this.#sink = sink;
  }

  begin(columns: readonly string[]): void {
    this.#noting(() => this.#sink.begin(columns));
  }

  row(values: readonly SqlValue[]): void {
    this.#noting(() => this.#sink.row(values));
  }

  end(): void {
    this.#noting(() => this.#sink.end());
  }

  #noting(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }
}

const NOWHERE: RowSink = { begin: () => {}, row: () => {}, end: () => {} };
const TRANSACTION = /^(?:BEGIN|COMMIT|END|ROLLBACK(?!\s+(?:TRANSACTION\s+)?TO\b))\b/i;

/** Runs all statements; gives the number of rows changed. */
function runScript(db: DatabaseSync, script: string, write: boolean, sink: RowSink): number {
  let changes = 0;
  for (let rest = script; rest !== "";) {
    const { source, kind, run } = prepareStatement(db, rest);
    rest = skipBlank(rest.slice(source.length));
    if (write && !db.isTransaction && (rest !== "" || kind === "returning")) {
      db.exec("BEGIN IMMEDIATE");
    }
    if (db.isTransaction && TRANSACTION.test(source)) {
      throw new QueryError("its statements are one transaction; leave BEGIN and COMMIT out");
    }
    const before = counters(db);
    run(rest === "" ? sink : NOWHERE);
    const after = counters(db);
    if (after.total !== before.total) changes += after.last;
  }
  if (db.isTransaction) db.exec("COMMIT");
  return changes;
}

/** Rows changed by the last statement that changes rows, and by all so far, those by triggers included. */
function counters(db: DatabaseSync): { last: number; total: number } {
  const row = db.prepare("SELECT changes() AS last, total_changes() AS total").get();
  return { last: Number(row?.["last"]), total: Number(row?.["total"]) };
}

/** Messages of SQLite and Deno in better words. */
const EXPLANATIONS: readonly [RegExp, string][] = [
  [
    /^too many attached databases - max 0/,
    "ATTACH and VACUUM need --write and all permissions (deno run --allow-all)",
  ],
  [
    /^cannot VACUUM from within a transaction/,
    "several statements are one transaction; run VACUUM alone",
  ],
];

/** SQLite takes a lock for it and gets an I/O error where it may only read. */
const SETS_JOURNAL_MODE = /\bjournal_mode\b["'`\]]?\s*[=(]/i;

/** A table or column that an older version does not have. */
const LACKS = /^no such (?:table|column)\b/;

function explain(
  error: unknown,
  { database, sql, write = false }: QueryOptions,
  db: DatabaseSync,
): Error {
  const typed = translateSqliteError(error, database, write ? "write" : "read");
  if (typed instanceof DatabaseError) {
    const wouldWrite = typed.code === "read_only" ||
      typed.code === "io" && SETS_JOURNAL_MODE.test(sql);
    return wouldWrite && !write
      ? new QueryError("it would change the database; add --write to allow that", { cause: error })
      : typed;
  }
  if (!(typed instanceof FunctionError || isSqliteError(typed))) return typed;
  const explanation = EXPLANATIONS.find(([text]) => text.test(typed.message))?.[1];
  const hint = LACKS.test(typed.message) ? upgradeHint(db, database) : "";
  return new QueryError((explanation ?? typed.message) + hint, { cause: error });
}
