/**
 * Taking over a database that already holds tables under our names: what is missing is added,
 * what is there stays.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import { DatabaseError } from "../host/open.ts";
import { nameOf } from "./ledger.ts";
import type { Migration } from "./sequence.ts";

interface Column {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly defaultValue: string | null;
  /** Part of the key, or the reference without which a row has no meaning. */
  readonly essential: boolean;
}

const TABLE_LIST = "SELECT wr, strict FROM pragma_table_list(?) WHERE schema = 'main'";

/** A table as a migration creates it. */
export interface TableShape {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly key: readonly string[];
}

/**
 * Finds which tables each migration creates and what they look like, by applying all of them to an
 * empty database in memory: the DDL is the only list of columns.
 *
 * @param migrations All migrations of the set, in order.
 * @returns By version, the tables that this migration creates.
 *
 * @example
 * ```ts
 * import { tablesByVersion } from "./adopt.ts";
 * import { inSequence } from "./sequence.ts";
 * const file = { name: "0001_a.sql", sql: "CREATE TABLE a (id INTEGER PRIMARY KEY, b TEXT);" };
 * tablesByVersion(inSequence([file])).get(1)?.[0]?.name; // "a"
 * ```
 */
export function tablesByVersion(migrations: readonly Migration[]): Map<number, TableShape[]> {
  using model = new DatabaseSync(":memory:");
  const known = new Set<string>();
  const created = new Map<number, TableShape[]>();
  for (const { version, sql } of migrations) {
    try {
      model.exec(sql);
    } catch {
      break; // applying it to the user's database will say what is wrong
    }
    const names = tables(model).filter(({ name, type }) => type === "table" && !known.has(name));
    created.set(version, names.map(({ name }) => shapeOf(model, name)));
    names.forEach(({ name }) => known.add(name));
  }
  return created;
}

/**
 * Says what has to be done to existing tables before the migration that would create them. Only reads.
 *
 * @param db The database to take over.
 * @param shapes The tables the migration creates.
 * @returns SQL statements; none for tables that do not exist or lack nothing.
 * @throws {DatabaseError} `schema`: a table lacks what makes it ours, such as `files.id`.
 *
 * @example
 * ```ts
 * import { DatabaseSync } from "node:sqlite";
 * import { adoptionOf, tablesByVersion } from "./adopt.ts";
 * import { inSequence } from "./sequence.ts";
 * const file = { name: "0001_a.sql", sql: "CREATE TABLE a (id INTEGER PRIMARY KEY, b TEXT);" };
 * using db = new DatabaseSync(":memory:");
 * db.exec("CREATE TABLE a (id INTEGER PRIMARY KEY)");
 * adoptionOf(db, tablesByVersion(inSequence([file])).get(1) ?? []);
 * // ['ALTER TABLE "a" ADD COLUMN "b" TEXT']
 * ```
 */
export function adoptionOf(db: DatabaseSync, shapes: readonly TableShape[]): string[] {
  const existing = new Map(tables(db).map((table) => [table.name.toLowerCase(), table]));
  return shapes.flatMap((shape) => {
    const table = existing.get(shape.name);
    if (table === undefined) return [];
    if (table.type !== "table") {
      throw refusal(db, shape.name, `is no ordinary table (${table.type})`);
    }
    return adoptTable(db, shape);
  });
}

function adoptTable(db: DatabaseSync, shape: TableShape): string[] {
  const present = new Set(columnsOf(db, shape.name).map(({ name }) => lower(name)));
  const missing = shape.columns.filter(({ name }) => !present.has(name));
  const lost = missing.find((column) => column.essential || column.name === "metadata_json");
  if (lost !== undefined) throw refusal(db, shape.name, `has no column ${lost.name}`);
  const strict = isStrict(db, shape.name);
  return [
    ...keyStatements(db, shape),
    ...missing.map((column) =>
      `ALTER TABLE "${shape.name}" ADD COLUMN ${declaration(column, strict)}`
    ),
    ...(shape.name === "files" && present.has("file_path") ? pathStatements(db) : []),
  ];
}

/** A default that is no constant cannot be added to a table with rows, nor NOT NULL without a default. */
function declaration({ name, type, notNull, defaultValue }: Column, strict: boolean): string {
  const constant = defaultValue !== null && !/^(\(|CURRENT_)/i.test(defaultValue);
  const rest = constant ? `${notNull ? " NOT NULL" : ""} DEFAULT ${defaultValue}` : "";
  return `"${name}" ${strict ? strictType(type) : type}`.trimEnd() + rest;
}

/** A STRICT table takes only columns of the types it knows. */
function strictType(type: string): string {
  if (type === "") return "ANY";
  return type === "DATETIME" ? "TEXT" : type;
}

function isStrict(db: DatabaseSync, table: string): boolean {
  return Number(db.prepare(TABLE_LIST).get(table)?.["strict"]) === 1;
}

function keyStatements(db: DatabaseSync, { name, key }: TableShape): string[] {
  const id = key.length === 1 && key[0] === "id";
  if (id && !isRowid(db, name)) {
    throw refusal(db, name, "has an id that is not INTEGER PRIMARY KEY");
  }
  if (key.length === 0 || isUnique(db, name, key)) return [];
  const columns = key.map((column) => `"${column}"`).join(", ");
  return [
    // Extraction writes these rows anew, so the newest of several is enough.
    ...(name === "models"
      ? [
        `DELETE FROM models WHERE rowid NOT IN (SELECT max(rowid) FROM models GROUP BY ${columns})`,
      ]
      : []),
    `CREATE UNIQUE INDEX IF NOT EXISTS "idx_${name}_key" ON "${name}"(${columns})`,
  ];
}

/** A plain index under the name keeps `CREATE UNIQUE INDEX IF NOT EXISTS` from failing. */
function pathStatements(db: DatabaseSync): string[] {
  const twice = db.prepare(
    "SELECT 1 FROM files WHERE file_path IS NOT NULL GROUP BY file_path HAVING count(*) > 1 LIMIT 1",
  ).get();
  return twice ? ["CREATE INDEX IF NOT EXISTS idx_files_path ON files(file_path)"] : [];
}

function shapeOf(db: DatabaseSync, table: string): TableShape {
  const columns = columnsOf(db, table);
  const references = new Set(
    db.prepare(`SELECT "from" AS name FROM pragma_foreign_key_list(?)`).all(table)
      .map((row) => row["name"]),
  );
  return {
    name: table,
    key: columns.filter(({ pk }) => pk > 0).map(({ name }) => name),
    columns: columns.map(({ name, type, notNull, defaultValue, pk }) => ({
      name,
      type,
      notNull,
      defaultValue,
      essential: pk > 0 || (notNull && references.has(name)),
    })),
  };
}

function tables(db: DatabaseSync): { name: string; type: string }[] {
  return db.prepare(
    `SELECT name, type FROM pragma_table_list
     WHERE schema = 'main' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
  ).all().map((row) => ({ name: String(row["name"]), type: String(row["type"]) }));
}

// table_xinfo, not table_info, to see generated columns too.
function columnsOf(
  db: DatabaseSync,
  table: string,
): (Omit<Column, "essential"> & { pk: number })[] {
  return db.prepare(`SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_xinfo(?)`)
    .all(table).map((row) => ({
      name: String(row["name"]),
      type: String(row["type"]),
      notNull: Number(row["notnull"]) === 1,
      defaultValue: row["dflt_value"] === null ? null : String(row["dflt_value"]),
      pk: Number(row["pk"]),
    }));
}

function isRowid(db: DatabaseSync, table: string): boolean {
  const key = columnsOf(db, table).filter(({ pk }) => pk > 0);
  const withoutRowid = db.prepare(TABLE_LIST).get(table)?.["wr"];
  return key.length === 1 && lower(key[0]?.name) === "id" && lower(key[0]?.type) === "integer" &&
    Number(withoutRowid) === 0;
}

function isUnique(db: DatabaseSync, table: string, key: readonly string[]): boolean {
  const wanted = [...key].sort().join();
  const same = (names: unknown[]): boolean => names.map(lower).sort().join() === wanted;
  if (same(columnsOf(db, table).filter(({ pk }) => pk > 0).map(({ name }) => name))) return true;
  return db.prepare(`SELECT name FROM pragma_index_list(?) WHERE "unique" = 1 AND partial = 0`)
    .all(table).some(({ name }) =>
      same(
        db.prepare("SELECT name FROM pragma_index_info(?)").all(name ?? null).map((row) =>
          row["name"]
        ),
      )
    );
}

function lower(value: unknown): string {
  return String(value).toLowerCase();
}

function refusal(db: DatabaseSync, table: string, state: string): DatabaseError {
  return new DatabaseError(
    "schema",
    `Cannot adopt ${nameOf(db)}: its table ${table} ${state}; nothing was changed`,
  );
}
