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

/** A name as a statement takes it, whatever is in it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Lists the tables and views of the main database, SQLite's own left out. */
export function tablesOf(db: DatabaseSync): TableKind[] {
  return db.prepare(
    `SELECT name, type, strict FROM pragma_table_list
     WHERE schema = 'main' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
  ).all().map((row) => ({
    name: String(row["name"]),
    type: String(row["type"]),
    isStrict: Number(row["strict"]) === 1,
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

/** The statement that makes a table. */
export function sqlOf(db: DatabaseSync, table: string): string {
  const sql = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE";
  return String(db.prepare(sql).get(table)?.["sql"]);
}

/** A reference of a column to another table. */
export interface ForeignKey {
  readonly column: string;
  /** The table it refers to. */
  readonly parent: string;
  /** `CASCADE`, `NO ACTION`, `RESTRICT` … */
  readonly onDelete: string;
}

/** Lists the references of a table to others, a row for each column. */
export function foreignKeysOf(db: DatabaseSync, table: string): ForeignKey[] {
  return db.prepare(`SELECT "from", "table", on_delete FROM pragma_foreign_key_list(?)`)
    .all(table).map((row) => ({
      column: String(row["from"]),
      parent: String(row["table"]),
      onDelete: String(row["on_delete"]),
    }));
}

/** An index that lets no two rows have the same values. */
export interface UniqueIndex {
  /** Its columns, in lower case; null for an expression. */
  readonly columns: readonly (string | null)[];
  /** Whether it holds for all rows. */
  readonly isWhole: boolean;
  /** Whether it stands for the primary key. A key that is the rowid has none. */
  readonly isOfKey: boolean;
}

/** Lists the unique indexes of a table, those of keys among them; the rowid has none. */
export function uniqueIndexesOf(db: DatabaseSync, table: string): UniqueIndex[] {
  const columns = db.prepare("SELECT name FROM pragma_index_info(?) ORDER BY seqno");
  return db.prepare(`SELECT name, partial, origin FROM pragma_index_list(?) WHERE "unique" = 1`)
    .all(table).map(({ name, partial, origin }) => ({
      columns: columns.all(name ?? null).map((row) =>
        row["name"] === null ? null : folded(row["name"])
      ),
      isWhole: Number(partial) === 0,
      isOfKey: origin === "pk",
    }));
}

/** Lists the sets of columns, in lower case, that no two rows of a table have in common. */
export function uniqueKeysOf(db: DatabaseSync, table: string): string[][] {
  const key = columnsOf(db, table).filter(({ keyPlace }) => keyPlace > 0)
    .map(({ name }) => folded(name));
  const whole = uniqueIndexesOf(db, table).flatMap(({ columns, isWhole }) => {
    const names = columns.filter((name) => name !== null);
    return isWhole && names.length === columns.length ? [names] : [];
  });
  return key.length === 0 ? whole : [key, ...whole];
}
