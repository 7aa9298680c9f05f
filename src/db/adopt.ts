/**
 * Taking over a database that already holds tables or columns under our names: what is missing is added,
 * what is there stays.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { DatabaseError } from "../host/errors.ts";
import { nameOf } from "./ledger.ts";
import type { AddedColumn, Changes, Column, TableShape } from "./model.ts";
import { columnsOf, folded, type TableColumn, type TableKind, tablesOf } from "./tables.ts";

/**
 * Says what has to be done to existing tables before the migration that would create or widen them. Only reads.
 *
 * @param db The database to take over.
 * @param changes What the migration makes.
 * @returns SQL statements; none for tables that do not exist or lack nothing.
 * @throws {DatabaseError} `schema`: a table lacks what makes it ours, such as `files.id`, or is generated where we write.
 *
 * @example
 * ```ts
 * import { DatabaseSync } from "node:sqlite";
 * import assert from "node:assert/strict";
 * import { changesByVersion, NO_CHANGES } from "./model.ts";
 * import { inSequence } from "./sequence.ts";
 * const file = { name: "0001_a.sql", sql: "CREATE TABLE a (id INTEGER PRIMARY KEY, b TEXT);" };
 * using db = new DatabaseSync(":memory:");
 * db.exec("CREATE TABLE a (id INTEGER PRIMARY KEY)");
 * const changes = changesByVersion(inSequence([file])).get(1) ?? NO_CHANGES;
 * assert.deepEqual(adoptionOf(db, changes), ['ALTER TABLE "a" ADD COLUMN "b" TEXT']);
 * ```
 */
export function adoptionOf(db: DatabaseSync, { tables, columns }: Changes): string[] {
  const existing = new Map(tablesOf(db).map((table) => [folded(table.name), table]));
  const ordinary = (name: string): TableKind | undefined => {
    const table = existing.get(folded(name));
    if (table === undefined || table.type === "table") return table;
    throw refusal(db, name, `is no ordinary table (${table.type})`);
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

/**
 * Says how columns that are spelled in other letters get our spelling: SQLite calls them the same in SQL, but gives rows
 * under the names as they are declared.
 *
 * @param made What all migrations make.
 * @returns SQL statements.
 */
export function spellingOf(db: DatabaseSync, made: Iterable<Changes>): string[] {
  const ours = [...made].flatMap(({ tables, columns }) => [
    ...tables.flatMap((shape) => shape.columns.map(({ name }) => [shape.name, name] as const)),
    ...columns.map(({ table, column }) => [table, column.name] as const),
  ]);
  const ordinary = tablesOf(db).filter(({ type }) => type === "table").map(({ name }) => name);
  const theirs = new Map(ordinary.map((name) => [folded(name), presentIn(db, name)]));
  return ours.flatMap(([table, name]) => {
    const there = theirs.get(folded(table))?.get(folded(name))?.name ?? name;
    return there === name ? [] : [`ALTER TABLE "${table}" RENAME COLUMN "${there}" TO "${name}"`];
  });
}

function adoptTable(db: DatabaseSync, shape: TableShape, table: TableKind): string[] {
  const present = presentIn(db, shape.name);
  refuseGenerated(db, shape.name, shape.columns, present);
  const missing = shape.columns.filter(({ name }) => !present.has(folded(name)));
  const lost = missing.find(({ isEssential, name }) => isEssential || name === "metadata_json");
  if (lost !== undefined) throw refusal(db, shape.name, `has no column ${lost.name}`);
  return [
    ...keyStatements(db, shape, table),
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
  const isUnfit = table.isStrict && strictType(column.type) !== column.type;
  return isUnfit && !present.has(folded(column.name)) ? [addition(name, column, table)] : [];
}

function presentIn(db: DatabaseSync, table: string): Map<string, TableColumn> {
  return new Map(columnsOf(db, table).map((column) => [folded(column.name), column]));
}

function refuseGenerated(
  db: DatabaseSync,
  table: string,
  ours: readonly Column[],
  present: ReadonlyMap<string, TableColumn>,
): void {
  const generated = ours.find(({ name }) => present.get(folded(name))?.isGenerated);
  if (generated === undefined) return;
  throw refusal(db, table, `has a generated column ${generated.name}, which we write; rename it`);
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

function keyStatements(
  db: DatabaseSync,
  { name, key }: TableShape,
  table: TableKind,
): string[] {
  const id = key.length === 1 && key[0] === "id";
  if (id && !isRowid(db, table)) {
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

function keyOf(db: DatabaseSync, table: string): TableColumn[] {
  return columnsOf(db, table).filter(({ keyPlace }) => keyPlace > 0);
}

function isRowid(db: DatabaseSync, { name, isWithoutRowid }: TableKind): boolean {
  const [column, second] = keyOf(db, name);
  return second === undefined && !isWithoutRowid &&
    folded(column?.name) === "id" && folded(column?.type) === "integer";
}

function isUnique(db: DatabaseSync, table: string, key: readonly string[]): boolean {
  const wanted = [...key].sort().join();
  const same = (names: unknown[]): boolean => names.map(folded).sort().join() === wanted;
  if (same(keyOf(db, table).map(({ name }) => name))) return true;
  return db.prepare(`SELECT name FROM pragma_index_list(?) WHERE "unique" = 1 AND partial = 0`)
    .all(table).some(({ name }) =>
      same(
        db.prepare("SELECT name FROM pragma_index_info(?)").all(name ?? null).map((row) =>
          row["name"]
        ),
      )
    );
}

function refusal(db: DatabaseSync, table: string, state: string): DatabaseError {
  return new DatabaseError(
    "schema",
    `Cannot adopt ${nameOf(db)}: its table ${table} ${state}; nothing was changed`,
  );
}
