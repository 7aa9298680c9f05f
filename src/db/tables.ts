/**
 * The tables of a database and their columns, as SQLite tells of them.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";

/** A table, view or virtual table. */
export interface TableKind {
  readonly name: string;
  /** `table`, `view`, `virtual` or `shadow`. */
  readonly type: string;
  readonly isStrict: boolean;
  readonly isWithoutRowid: boolean;
}

/** A column of a table. */
export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly isNotNull: boolean;
  readonly defaultValue: string | null;
  /** Place in the primary key from 1; 0 outside of it. */
  readonly keyPlace: number;
  readonly isGenerated: boolean;
}

/** A name as SQLite compares names: the case of ASCII letters alone does not matter. */
export function folded(name: unknown): string {
  return String(name).replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Lists the tables and views of the main database, SQLite's own left out. */
export function tablesOf(db: DatabaseSync): TableKind[] {
  return db.prepare(
    `SELECT name, type, strict, wr FROM pragma_table_list
     WHERE schema = 'main' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
  ).all().map((row) => ({
    name: String(row["name"]),
    type: String(row["type"]),
    isStrict: Number(row["strict"]) === 1,
    isWithoutRowid: Number(row["wr"]) === 1,
  }));
}

/** `hidden` of generated columns: https://www.sqlite.org/pragma.html#pragma_table_xinfo */
const GENERATED = [2, 3];

/** Lists the columns of a table, generated ones among them. */
export function columnsOf(db: DatabaseSync, table: string): TableColumn[] {
  return db.prepare(
    `SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?)`,
  ).all(table).map((row) => ({
    name: String(row["name"]),
    type: String(row["type"]),
    isNotNull: Number(row["notnull"]) === 1,
    defaultValue: row["dflt_value"] === null ? null : String(row["dflt_value"]),
    keyPlace: Number(row["pk"]),
    isGenerated: GENERATED.includes(Number(row["hidden"])),
  }));
}
