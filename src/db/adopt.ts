/**
 * Taking over a database that already holds tables or columns under our names: what is missing is added,
 * what is there stays.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { refuseConstraints } from "./constraints.ts";
import type { Changes } from "./model.ts";
import { adoptionRefusal, RENAME_TABLE } from "./refusal.ts";
import type { AddedColumn, Column, TableShape } from "./shape.ts";
import { columnsOf, folded, type TableColumn, type TableKind, tablesOf } from "./tables.ts";
import { isUnique, refuseForeign, refuseGenerated } from "./takeover.ts";

/**
 * Says what has to be done to existing tables before the migration that would create or widen them. Only reads.
 *
 * @param db The database to take over.
 * @param changes What the migration makes.
 * @returns SQL statements; none for tables that do not exist or lack nothing.
 * @throws {DatabaseError} `schema`: a table is another program's, or lacks what makes it ours, or a row or column of the
 * user's could be lost, or a column of ours is generated or under a constraint that refuses what this program writes.
 *
 * @example
 * ```ts
 * import { DatabaseSync } from "node:sqlite";
 * import assert from "node:assert/strict";
 * import { changesByVersion, NO_CHANGES } from "./model.ts";
 * import { inSequence } from "./sequence.ts";
 * const file = { name: "0001_a.sql", sql: "CREATE TABLE files (id INTEGER PRIMARY KEY, b TEXT);" };
 * using db = new DatabaseSync(":memory:");
 * db.exec("CREATE TABLE files (id INTEGER PRIMARY KEY, mine)");
 * const changes = changesByVersion(inSequence([file])).get(1) ?? NO_CHANGES;
 * assert.deepEqual(adoptionOf(db, changes), ['ALTER TABLE "files" ADD COLUMN "b" TEXT']);
 * ```
 */
export function adoptionOf(db: DatabaseSync, { tables, columns }: Changes): string[] {
  const existing = new Map(tablesOf(db).map((table) => [folded(table.name), table]));
  const ordinary = (name: string): TableKind | undefined => {
    const table = existing.get(folded(name));
    if (table === undefined || table.type === "table") return table;
    throw adoptionRefusal(
      db,
      `its table ${name} is no ordinary table (${table.type})`,
      RENAME_TABLE,
    );
  };
  return [
    ...tables.flatMap((shape) => {
      const table = ordinary(shape.name);
      return table ? adoptTable(db, shape, table) : [];
    }),
    ...columns.flatMap((added) => {
      const table = ordinary(added.table);
      return table ? adoptColumn(db, added, table) : [];
    }),
  ];
}

/**
 * Leaves out of a migration's text what would add a column that is there already. Lines keep their numbers.
 *
 * @param db The database as it is just before the migration.
 */
export function withoutPresent(db: DatabaseSync, sql: string, { columns }: Changes): string {
  const present = columns.filter(({ table, column }) =>
    presentIn(db, table).has(folded(column.name))
  );
  return present.reduceRight((text, { start, end }) => {
    const blank = text.slice(start, end).replace(/[^\n]+/g, "");
    return text.slice(0, start) + blank + text.slice(end);
  }, sql);
}

function adoptTable(db: DatabaseSync, shape: TableShape, table: TableKind): string[] {
  refuseForeign(db, shape, table);
  const present = presentIn(db, shape.name);
  const missing = shape.columns.filter(({ name }) => !present.has(folded(name)));
  return [
    ...keyStatements(db, shape),
    ...missing.map((column) => addition(shape.name, column, table)),
    ...(shape.name === "files" && present.has("file_path") ? pathStatements(db) : []),
  ];
}

/** The migration's own statement does for all but a STRICT table, which may not know the type. */
function adoptColumn(
  db: DatabaseSync,
  { table: name, column }: AddedColumn,
  table: TableKind,
): string[] {
  const present = presentIn(db, name);
  refuseGenerated(db, name, [column], present);
  if (present.has(folded(column.name))) {
    refuseConstraints(db, name, [column]);
    return [];
  }
  const isUnfit = table.isStrict && strictType(column.type) !== column.type;
  return isUnfit ? [addition(name, column, table)] : [];
}

function presentIn(db: DatabaseSync, table: string): Map<string, TableColumn> {
  return new Map(columnsOf(db, table).map((column) => [folded(column.name), column]));
}

/** A default that is no constant cannot be added to a table with rows, nor NOT NULL without a default. */
function addition(
  table: string,
  { name, type, isNotNull, defaultValue }: Column,
  { isStrict }: TableKind,
): string {
  const constant = defaultValue !== null && !/^(\(|CURRENT_)/i.test(defaultValue);
  const rest = constant ? `${isNotNull ? " NOT NULL" : ""} DEFAULT ${defaultValue}` : "";
  const declared = `"${name}" ${isStrict ? strictType(type) : type}`.trimEnd();
  return `ALTER TABLE "${table}" ADD COLUMN ${declared}${rest}`;
}

/** A STRICT table takes only columns of the types it knows. */
function strictType(type: string): string {
  if (type === "") return "ANY";
  return type === "DATETIME" ? "TEXT" : type;
}

function keyStatements(db: DatabaseSync, { name, key }: TableShape): string[] {
  if (key.length === 0 || isUnique(db, name, key)) return [];
  const columns = key.map((column) => `"${column}"`).join(", ");
  return [`CREATE UNIQUE INDEX IF NOT EXISTS "idx_${name}_key" ON "${name}"(${columns})`];
}

/** A plain index under the name keeps `CREATE UNIQUE INDEX IF NOT EXISTS` from failing. */
function pathStatements(db: DatabaseSync): string[] {
  const twice = db.prepare(
    "SELECT 1 FROM files WHERE file_path IS NOT NULL GROUP BY file_path HAVING count(*) > 1 LIMIT 1",
  ).get();
  return twice ? ["CREATE INDEX IF NOT EXISTS idx_files_path ON files(file_path)"] : [];
}
