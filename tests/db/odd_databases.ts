/**
 * A database of an odd schema, and what in it is the user's.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { columnsOf, folded, tablesOf } from "../../src/db/tables.ts";
import { neededUses } from "../../src/db/working.ts";
import { isSqliteError } from "../../src/host/errors.ts";
import { infotext } from "../support/workspace.ts";
import { rows } from "./fixtures.ts";
import { OURS } from "./odd_schemas.ts";

/** Values for the rows of a table, chosen by row and column. */
export type Dice = (sides: number) => number;

/** Makes the database, a few rows in every table. */
export function makeOdd(
  path: string,
  schema: readonly string[],
  pictures: readonly string[],
  dice: Dice,
): void {
  using db = new DatabaseSync(path);
  if (dice(3) === 0) db.exec("PRAGMA journal_mode = WAL");
  for (const sql of schema) attempt(() => db.exec(sql));
  db.exec("PRAGMA foreign_keys = OFF");
  for (const { name, type } of tablesOf(db)) {
    if (type !== "table") continue;
    const ordinary = columnsOf(db, name).filter(({ isGenerated }) => !isGenerated);
    const isFiles = folded(name) === "files";
    for (let row = 1; row <= (isFiles ? 4 : dice(5)); row++) {
      const values = ordinary.map(({ name: column, type, keyPlace, isNotNull }) => {
        if (isFiles && folded(column) === "file_path") {
          return pictures[row - 1] ?? `/gone/${row}.png`;
        }
        if (folded(column) === "metadata_json") {
          // The text that is in the picture: a scan finds the same.
          if (isFiles && row <= pictures.length) return infotext(row);
          return [infotext(row), "no metadata", null, infotext(row)][dice(isNotNull ? 2 : 4)] ??
            null;
        }
        if (folded(column) === "id" || keyPlace > 0) return row;
        if (/^(?:file_id|up|usage_id|model_file_id)$/.test(folded(column))) return 1 + dice(4);
        if (isFiles && folded(column) === "status") return dice(20) === 0 ? "mine" : "ok";
        if (dice(4) === 0 && !isNotNull) return null;
        return /INT|REAL|NUM/.test(type)
          ? dice(9)
          : ["ok", "a", `${column} ${row}`][dice(3)] ?? null;
      });
      attempt(() =>
        db.prepare(
          `INSERT INTO "${name}" (${ordinary.map((column) => `"${column.name}"`).join(", ")})
           VALUES (${ordinary.map(() => "?").join(", ")})`,
        ).run(...values)
      );
    }
  }
}

function attempt(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!isSqliteError(error)) throw error;
  }
}

/** Columns of ours in `files` that no run without a changed picture writes over. */
const KEPT = ["id", "metadata_json", "file_path", "kind"];

/** Queries for what is the user's: rows of tables, of `files` the columns that are not ours and some that are; other objects. */
export function readsOf(path: string): string[] {
  using db = new DatabaseSync(path); // one for reading only would leave files beside a database in WAL mode
  const tables = tablesOf(db).filter(({ name, type }) =>
    type === "table" && (folded(name) === "files" || !OURS.has(folded(name)))
  ).map(({ name }) => {
    const columns = columnsOf(db, name).map((column) => column.name).filter((column) =>
      folded(name) !== "files" || KEPT.includes(folded(column)) ||
      !OURS.get("files")?.has(folded(column))
    );
    const list = columns.map((column) => `typeof("${column}"), "${column}"`).join(", ");
    return `SELECT ${name === "log" ? "rowid, " : ""}${list} FROM "${name}"`;
  });
  return [
    ...tables,
    "SELECT type, name, sql FROM sqlite_schema WHERE type <> 'table' AND sql IS NOT NULL",
  ];
}

/** The rows of each query, as texts. */
export function readAll(path: string, queries: readonly string[]): Set<string>[] {
  using db = new DatabaseSync(path); // one for reading only would leave files beside a database in WAL mode
  return queries.map((sql) => new Set(rows(db, sql).map((row) => row.join("|"))));
}

/** Statements that use views and triggers of the database, and that SQLite can prepare. */
export function usesOf(path: string): string[] {
  using db = new DatabaseSync(path); // one for reading only would leave files beside a database in WAL mode
  return neededUses(db, new Set()).map(({ name, sql }) => sql(name, db));
}

/** Asserts that SQLite can still prepare them. */
export function assertUsable(path: string, uses: readonly string[]): void {
  using db = new DatabaseSync(path); // one for reading only would leave files beside a database in WAL mode
  for (const sql of uses) db.prepare(sql);
}
