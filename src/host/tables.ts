/**
 * Table-valued functions: a scalar function that lists objects as JSON, told as a table.
 *
 * @module
 */
import type { ColumnKind, SqlFunction, SqlValue } from "./plugin.ts";
import { signatureOf } from "./signature.ts";
import { toSql } from "./values.ts";

/** The columns of a table-valued function, in order. */
export type Columns = NonNullable<SqlFunction["columns"]>;

const AFFINITY: Readonly<Record<ColumnKind, string>> = {
  text: "TEXT",
  integer: "INTEGER",
  real: "REAL",
  json: "TEXT",
};

/**
 * The `CREATE TABLE` with which SQLite learns the columns: those of the rows, then the arguments as hidden ones.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(
 *   tableDeclaration({ name: "f", signature: "f(text [, n])", arities: [1, 2], doc: "", run: () => "[]" }, { tag: "text" }),
 *   'CREATE TABLE x("tag" TEXT, "text" HIDDEN, "n" HIDDEN)',
 * );
 * ```
 */
export function tableDeclaration(fn: SqlFunction, columns: Columns): string {
  const visible = Object.entries(columns).map(([name, kind]) => `"${name}" ${AFFINITY[kind]}`);
  const hidden = argumentNames(fn, columns).map((name) => `"${name}" HIDDEN`);
  return `CREATE TABLE x(${[...visible, ...hidden].join(", ")})`;
}

/** The names in a function's signature; numbered ones where it names too few, or one that a column has. */
function argumentNames(fn: SqlFunction, columns: Columns): string[] {
  const [, list = ""] = /\((.*)\)/.exec(signatureOf(fn)) ?? [];
  const names = list.match(/\w+/g) ?? [];
  const clash = new Set(names).size < names.length || names.some((name) => name in columns);
  return Array.from(
    { length: Math.max(...fn.arities) },
    (_, i) => clash ? `argument_${i + 1}` : names[i] ?? `argument_${i + 1}`,
  );
}

/**
 * The rows that a function's JSON array lists, a value for each column. NULL, and what is no array, is no row.
 *
 * @param json The result of the scalar function.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const rows = tableRows('[{"tag":"cat","weight":1.0}]', { tag: "text", weight: "real" });
 * assert.deepEqual(rows, [["cat", 1]]);
 * ```
 */
export function tableRows(json: SqlValue, columns: Columns): SqlValue[][] {
  const items: unknown = typeof json === "string" ? JSON.parse(json) : null;
  if (!Array.isArray(items)) return [];
  const wanted = Object.entries(columns);
  return items.map((item: Readonly<Record<string, unknown>>) =>
    wanted.map(([name, kind]) => cell(item[name], kind))
  );
}

/** Reals stay numbers, which are REAL in SQLite, whole or not. */
function cell(value: unknown, kind: ColumnKind): SqlValue {
  return kind === "real" && typeof value === "number" ? value : toSql(value);
}
