/**
 * Objects that each migration makes, found by applying all of them to an empty database: the DDL is the only list of columns.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { isSqliteError } from "../host/errors.ts";
import { skipBlank } from "../host/rows.ts";
import { mayWriteSchema } from "./defensive.ts";
import type { Migration } from "./sequence.ts";
import { columnsOf, type TableColumn, tablesOf } from "./tables.ts";

/** A column as a migration makes it. */
export interface Column extends TableColumn {
  /** Part of the key, or the reference without which a row has no meaning. */
  readonly isEssential: boolean;
}

/** A table as a migration creates it. */
export interface TableShape {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly key: readonly string[];
}

/** A column that a migration adds to a table of an earlier one. */
export interface AddedColumn {
  readonly table: string;
  readonly column: Column;
  /** Start and end of the statement that adds it in the migration's text. */
  readonly start: number;
  readonly end: number;
}

/** Objects that one migration makes. */
export interface Changes {
  readonly tables: readonly TableShape[];
  readonly columns: readonly AddedColumn[];
}

/** Objects of a migration that is not looked into. */
export const NO_CHANGES: Changes = { tables: [], columns: [] };

/**
 * Finds which tables each migration creates, and which columns it adds to tables of earlier ones.
 *
 * @param migrations All migrations of the set, in order.
 * @returns By version; nothing from the first migration on that SQLite refuses: applying it will say what is wrong.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { inSequence } from "./sequence.ts";
 * const changes = changesByVersion(inSequence([
 *   { name: "0001_a.sql", sql: "CREATE TABLE a (id INTEGER PRIMARY KEY);" },
 *   { name: "0002_b.sql", sql: "ALTER TABLE a ADD COLUMN b TEXT;" },
 * ]));
 * assert.equal(changes.get(1)?.tables[0]?.name, "a");
 * assert.equal(changes.get(2)?.columns[0]?.column.name, "b");
 * ```
 */
export function changesByVersion(migrations: readonly Migration[]): Map<number, Changes> {
  using model = new DatabaseSync(":memory:");
  mayWriteSchema(model, true);
  const changes = new Map<number, Changes>();
  const known = new Set<string>();
  for (const { version, sql } of migrations) {
    try {
      const columns = addedBy(model, sql);
      const created = tablesOf(model).filter(({ name, type }) =>
        type === "table" && !known.has(name)
      );
      created.forEach(({ name }) => known.add(name));
      changes.set(version, { tables: created.map(({ name }) => shapeOf(model, name)), columns });
    } catch (error) {
      if (!isSqliteError(error)) throw error;
      break;
    }
  }
  return changes;
}

/** Only this statement adds a column to a table that is there. */
const ALTER = /^ALTER\b/i;

/** Applies a migration, statement by statement where it may add columns. */
function addedBy(model: DatabaseSync, sql: string): AddedColumn[] {
  const added: AddedColumn[] = [];
  if (!/\bALTER\b/i.test(sql)) {
    model.exec(sql); // a third of the time
    return added;
  }
  for (let rest = skipBlank(sql); rest !== "";) {
    const text = model.prepare(rest).sourceSQL;
    const before = ALTER.test(text) ? columnNames(model) : null;
    model.exec(text);
    const start = sql.length - rest.length;
    for (const [table, names] of before === null ? [] : columnNames(model)) {
      const known = before?.get(table);
      const name = known && names.find((name) => !known.includes(name));
      // A column that was renamed is not new.
      if (name === undefined || names.length === known?.length) continue;
      const column = shapeOf(model, table).columns.find((column) => column.name === name);
      if (column) added.push({ table, column, start, end: start + text.length });
    }
    rest = skipBlank(rest.slice(text.length));
  }
  return added;
}

/** Names of columns by table. */
function columnNames(model: DatabaseSync): Map<string, string[]> {
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

function shapeOf(model: DatabaseSync, table: string): TableShape {
  const columns = columnsOf(model, table);
  const references = new Set(
    model.prepare(`SELECT "from" AS name FROM pragma_foreign_key_list(?)`).all(table)
      .map((row) => row["name"]),
  );
  return {
    name: table,
    key: columns.filter(({ keyPlace }) => keyPlace > 0).map(({ name }) => name),
    columns: columns.map((column) => ({
      ...column,
      isEssential: column.keyPlace > 0 || (column.isNotNull && references.has(column.name)),
    })),
  };
}
