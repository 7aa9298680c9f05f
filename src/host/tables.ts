/**
 * Table-valued functions: a scalar function that lists objects as JSON, told as a table.
 *
 * @module
 */
import {
  isJsonArray,
  isJsonObject,
  itemsOf,
  memberOf,
  readJson,
  valueText,
} from "../record/json.ts";
import type { ColumnKind, SqlFunction, SqlValue } from "./plugin.ts";
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
 * The arguments have names that nobody's columns have: a bare `text` in a query would be ambiguous otherwise.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(
 *   tableDeclaration({ arities: [1, 2] }, { tag: "text", weight: "real" }),
 *   'CREATE TABLE x("tag" TEXT, "weight" REAL, "argument_1" HIDDEN, "argument_2" HIDDEN)',
 * );
 * ```
 */
export function tableDeclaration(
  { arities }: Pick<SqlFunction, "arities">,
  columns: Columns,
): string {
  const visible = Object.entries(columns).map(([name, kind]) => `"${name}" ${AFFINITY[kind]}`);
  const hidden = Array.from(
    { length: Math.max(...arities) },
    (_, i) => `"argument_${i + 1}" HIDDEN`,
  );
  return `CREATE TABLE x(${[...visible, ...hidden].join(", ")})`;
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
  const written = wanted.some(([, kind]) => kind === "json") ? itemsOf(readJson(String(json))) : [];
  return items.map((item: Readonly<Record<string, unknown>>, at) =>
    wanted.map(([name, kind]) => {
      const part = kind === "json" ? memberOf(written[at], name) : undefined;
      // As it is written: an engine rounds long integers inside.
      return isJsonObject(part) || isJsonArray(part) ? valueText(part) : cell(item[name], kind);
    })
  );
}

/** Reals stay numbers, which are REAL in SQLite, whole or not. */
function cell(value: unknown, kind: ColumnKind): SqlValue {
  return kind === "real" && typeof value === "number" ? value : toSql(value);
}
