/**
 * Whether a table of the user's that bears the name of one of ours may be taken over.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { refuseConstraints } from "./constraints.ts";
import { FAMILY, type FamilyTable } from "./family.ts";
import { objectsOf } from "./objects.ts";
import { adoptionRefusal, type Refuse, RENAME_COLUMN, RENAME_TABLE } from "./refusal.ts";
import type { Column, TableShape } from "./shape.ts";
import {
  columnsOf,
  folded,
  sqlOf,
  type TableColumn,
  type TableKind,
  uniqueIndexesOf,
  uniqueKeysOf,
} from "./tables.ts";

/**
 * Refuses a table that is neither ours nor of the family, or of which a row or a column could be lost. Only reads.
 *
 * @param shape The table as ours is.
 * @param table The user's.
 * @throws {DatabaseError} `schema`, naming the table and what to do.
 */
export function refuseForeign(db: DatabaseSync, shape: TableShape, table: TableKind): void {
  const family = FAMILY[shape.name];
  const refuse = (state: string, remedy = RENAME_TABLE): never => {
    throw adoptionRefusal(db, `its table ${shape.name} ${state}`, remedy);
  };
  if (family === undefined) {
    const form = objectsOf(db).find(({ name }) => name === table.name)?.form ?? "";
    if (!shape.forms.has(form)) refuse("is another program's");
  }
  const present = new Map(columnsOf(db, shape.name).map((column) => [folded(column.name), column]));
  refuseGenerated(db, shape.name, shape.columns, present);
  const lost = shape.columns.find(({ name, isEssential }) =>
    !present.has(folded(name)) && (isEssential || name === "metadata_json")
  );
  if (lost !== undefined) refuse(`has no column ${lost.name}`);
  refuseKeys(db, shape, refuse);
  if (family === undefined) return;
  if (/\bON\s+CONFLICT\s+REPLACE\b/i.test(sqlOf(db, shape.name))) {
    refuse("has ON CONFLICT REPLACE, so that writing one row may delete another");
  }
  if (!family.isKept) refuseOwn(db, shape, family, present, refuse);
  refuseConstraints(db, shape.name, shape.columns, shape, refuse);
  for (const name of family.replaced) refuseValues(db, shape, name, present, refuse);
}

/** Refuses columns of ours that SQLite fills. @throws {DatabaseError} `schema`. */
export function refuseGenerated(
  db: DatabaseSync,
  table: string,
  ours: readonly Column[],
  present: ReadonlyMap<string, TableColumn>,
): void {
  const generated = ours.find(({ name }) => present.get(folded(name))?.isGenerated);
  if (generated === undefined) return;
  const state = `its table ${table} has a generated column ${generated.name}, which we write`;
  throw adoptionRefusal(db, state, RENAME_COLUMN);
}

/** A key of ours has values in all rows, is of our type, and each value is there once. */
function refuseKeys(
  db: DatabaseSync,
  { name, key, columns }: TableShape,
  refuse: Refuse,
): void {
  const rowid = rowidOf(db, name);
  if (key.length === 1 && key[0] === "id" && rowid !== "id") {
    refuse("has an id that is not INTEGER PRIMARY KEY");
  }
  for (const column of columns.filter(({ isEssential }) => isEssential)) {
    if (column.name === rowid) continue;
    const theirs = columnsOf(db, name).find((each) => folded(each.name) === column.name)?.type ??
      "";
    if (isNumeric(theirs) !== isNumeric(column.type)) {
      refuse(`has a column ${column.name} that is not ${column.type}`, RENAME_TABLE);
    }
    const test = column.type === "INTEGER"
      ? `typeof("${column.name}") <> 'integer'`
      : `"${column.name}" IS NULL`;
    if (isThere(db, `SELECT 1 FROM "${name}" WHERE ${test} LIMIT 1`)) {
      refuse(`has rows without a ${column.name}`);
    }
  }
  if (key.length === 0 || isUnique(db, name, key)) return;
  const list = key.map((column) => `"${column}"`).join(", ");
  if (isThere(db, `SELECT 1 FROM "${name}" GROUP BY ${list} HAVING count(*) > 1 LIMIT 1`)) {
    refuse(`has several rows of one ${key.join(", ")}`);
  }
}

/** Whether a column of this type turns digits into numbers: https://www.sqlite.org/datatype3.html, 3.1. */
function isNumeric(type: string): boolean {
  return /INT/i.test(type) || !/CHAR|CLOB|TEXT|BLOB|ANY|^$/i.test(type);
}

/** Whether SQLite lets no two rows have the same values in these columns. */
export function isUnique(db: DatabaseSync, table: string, columns: readonly string[]): boolean {
  const wanted = columns.map(folded).sort().join();
  return uniqueKeysOf(db, table).some((key) => key.sort().join() === wanted);
}

/**
 * The column that is the row's number, in lower case. `INTEGER PRIMARY KEY DESC` is none, nor a key of a table WITHOUT ROWID:
 * they have an index. https://www.sqlite.org/lang_createtable.html#rowid
 */
function rowidOf(db: DatabaseSync, table: string): string | null {
  const [column, second] = columnsOf(db, table).filter(({ keyPlace }) => keyPlace > 0);
  const hasIndex = uniqueIndexesOf(db, table).some(({ isOfKey }) => isOfKey);
  const isRowid = second === undefined && !hasIndex && folded(column?.type) === "integer";
  return isRowid ? folded(column?.name) : null;
}

/** Extraction replaces rows: nothing of the user's may be in them or hang on them. */
function refuseOwn(
  db: DatabaseSync,
  { name, everyColumn }: TableShape,
  { former, marks }: FamilyTable,
  present: ReadonlyMap<string, TableColumn>,
  refuse: Refuse,
): void {
  const known = new Set([...everyColumn, ...former]);
  const own = [...present].find(([column]) => !known.has(column));
  if (own !== undefined) {
    refuse(`has a column ${own[1].name} that is not ours`);
  }
  const mark = marks.find((mark) => !present.has(mark));
  if (mark !== undefined && isThere(db, `SELECT 1 FROM "${name}" LIMIT 1`)) {
    refuse(`is another program's: it has rows and no column ${mark}`);
  }
}

/** A column of our name that holds something else is the user's own, and would be written over. */
function refuseValues(
  db: DatabaseSync,
  shape: TableShape,
  name: string,
  present: ReadonlyMap<string, TableColumn>,
  refuse: Refuse,
): void {
  const values = shape.columns.find((column) => column.name === name)?.values ?? [];
  if (!present.has(name)) return;
  const list = values.map((value) => `'${value}'`).join(", ");
  const other = db.prepare(
    `SELECT "${name}" AS value FROM "${shape.name}" WHERE "${name}" NOT IN (${list}) LIMIT 1`,
  ).get();
  if (other !== undefined) {
    refuse(`has a column ${name} with values of its own ("${other["value"]}")`, RENAME_COLUMN);
  }
}

function isThere(db: DatabaseSync, sql: string): boolean {
  return db.prepare(sql).get() !== undefined;
}
