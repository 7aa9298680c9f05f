/**
 * Lists of columns in SQL that is kept in files.
 *
 * @module
 */

/**
 * Columns for a SELECT, each named as it is asked for: SQLite else gives it the name as its table spells it, and a user's
 * table may spell it `File_Path`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(named(["id", "status"]), "id AS id, status AS status");
 * ```
 */
export function named(columns: readonly string[]): string {
  return columns.map((column) => `${column} AS ${column}`).join(", ");
}

/**
 * Puts columns into a statement: their names for `{{columns}}`, what a JSON object `record` holds under each for
 * `{{values}}`, and for `{{assignments}}` what an upsert sets.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(
 *   withColumns("INSERT INTO t ({{columns}}) SELECT {{values}} FROM r", ["a", "b"]),
 *   "INSERT INTO t (a, b) SELECT record ->> 'a', record ->> 'b' FROM r",
 * );
 * ```
 */
export function withColumns(sql: string, columns: readonly string[]): string {
  const list = (each: (column: string) => string): string => columns.map(each).join(", ");
  return sql
    .replace("{{columns}}", list((column) => column))
    .replace("{{values}}", list((column) => `record ->> '${column}'`))
    .replace("{{assignments}}", list((column) => `${column} = excluded.${column}`));
}
