/**
 * Tables as migrations make them.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import {
  columnsOf,
  type ForeignKey,
  foreignKeysOf,
  sqlOf,
  type TableColumn,
  uniqueKeysOf,
} from "./tables.ts";

/** A column as a migration makes it. */
export interface Column extends TableColumn {
  /** Part of the key, or the reference without which a row has no meaning. */
  readonly isEssential: boolean;
  /** The only values that it takes, where its CHECK lists them. */
  readonly values: readonly string[];
}

/** A table as a migration creates it. */
export interface TableShape {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly key: readonly string[];
  /** Sets of columns that are unique, the key among them. */
  readonly uniqueKeys: readonly (readonly string[])[];
  readonly foreignKeys: readonly ForeignKey[];
  /** Every form that it has in any version, see `StoredObject`. */
  readonly forms: ReadonlySet<string>;
  /** Names of the columns that it has in any version. */
  readonly everyColumn: ReadonlySet<string>;
}

/** A column that a migration adds to a table of an earlier one. */
export interface AddedColumn {
  readonly table: string;
  readonly column: Column;
  /** Start and end of the statement that adds it in the migration's text. */
  readonly start: number;
  readonly end: number;
}

/** Reads the shape of a table of the model. */
export function shapeOf(
  model: DatabaseSync,
  table: string,
): Omit<TableShape, "forms" | "everyColumn"> {
  const columns = columnsOf(model, table);
  const foreignKeys = foreignKeysOf(model, table);
  const references = new Set(foreignKeys.map(({ column }) => column));
  const sql = sqlOf(model, table);
  return {
    name: table,
    key: columns.filter(({ keyPlace }) => keyPlace > 0).map(({ name }) => name),
    uniqueKeys: uniqueKeysOf(model, table),
    foreignKeys,
    columns: columns.map((column) => ({
      ...column,
      isEssential: column.keyPlace > 0 || (column.isNotNull && references.has(column.name)),
      values: listedIn(sql, column.name),
    })),
  };
}

/** The texts of `CHECK (name IN ('a', 'b'))`. */
function listedIn(sql: string, name: string): string[] {
  const [, list = ""] = new RegExp(`CHECK ?\\(${name} IN \\(([^)]*)\\)`).exec(sql) ?? [];
  return [...list.matchAll(/'([^']*)'/g)].map(([, value = ""]) => value);
}

/** Names of columns by table. */
export function columnNames(model: DatabaseSync): Map<string, string[]> {
  const names = new Map<string, string[]>();
  const rows = model.prepare(
    `SELECT l.name AS "table", x.name AS "column"
     FROM pragma_table_list AS l, pragma_table_xinfo(l.name) AS x
     WHERE l.schema = 'main' AND l.type = 'table'`,
  ).all();
  for (const { table, column } of rows) {
    names.set(String(table), [...names.get(String(table)) ?? [], String(column)]);
  }
  return names;
}
