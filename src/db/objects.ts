/**
 * The objects of a database, in a form that tells whether two are the same.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { folded } from "./tables.ts";

/** A table, view, index or trigger. */
export interface StoredObject {
  readonly name: string;
  /** `table`, `virtual`, `shadow` (behind a virtual table), `view`, `index` or `trigger`. */
  readonly kind: string;
  /** The table it belongs to; the object itself when it is one. */
  readonly table: string;
  /** Equal for objects that are the same but for blanks, quotes and the case of letters; of an index, the columns count. */
  readonly form: string;
}

// A trigger may have the name of a table; tables, views and indexes share their names. MATERIALIZED, since the list of tables
// would be made anew for each object.
const OBJECTS = `WITH listed AS MATERIALIZED (
    SELECT name, type FROM pragma_table_list WHERE schema = 'main'
  )
  SELECT s.name, coalesce(l.type, s.type) AS kind, s.tbl_name AS "table", s.sql,
    CASE s.type WHEN 'index' THEN (
      SELECT group_concat(coalesce(i.name, '')) FROM pragma_index_info(s.name) AS i
    ) END AS columns
  FROM sqlite_schema AS s
  LEFT JOIN listed AS l ON l.name = s.name AND s.type IN ('table', 'view')
  WHERE s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`;

/** Lists the objects of the main database, SQLite's own left out. */
export function objectsOf(db: DatabaseSync): StoredObject[] {
  return db.prepare(OBJECTS).all().map((row) => {
    const [name, kind, table] = [String(row["name"]), String(row["kind"]), String(row["table"])];
    const text = kind === "index" ? row["columns"] : kind === "shadow" ? "" : row["sql"];
    return { name, kind, table, form: `${kind} on ${folded(table)}: ${plain(String(text))}` };
  });
}

/** Lists the keys of the objects of the main database, see {@link keyOf}. */
export function keysOf(db: DatabaseSync): string[] {
  return db.prepare("SELECT name, type AS kind FROM sqlite_schema").all()
    .map(({ name, kind }) => keyOf({ name: String(name), kind: String(kind) }));
}

/** Names the place that an object takes: two objects of one key cannot be in a database. */
export function keyOf({ name, kind }: Pick<StoredObject, "name" | "kind">): string {
  return `${kind === "trigger" ? "trigger " : ""}${folded(name)}`;
}

function plain(sql: string): string {
  return folded(sql).replace(/["\s]+/g, " ").trim();
}
