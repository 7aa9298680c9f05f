/**
 * Views and triggers of the user's that have to work: columns which are added to a table can make them fail.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { isSqliteError } from "../host/errors.ts";
import { adoptionRefusal } from "./refusal.ts";
import { columnsOf, folded, quoted } from "./tables.ts";

/** A statement that uses a view or the triggers of a table. */
export interface Use {
  /** The view or table. */
  readonly name: string;
  /** Names it in a message: `view v`, `trigger on t`. */
  readonly noun: string;
  /** Makes the statement, for the columns that are there now: a view of ours may be created anew with others. */
  readonly sql: (name: string, db: DatabaseSync) => string;
}

/** Faults that are not in the text of a view or trigger: a program or plugin that is not here may have what is missing. */
const MISSING_ELSEWHERE = /^no such (?:function|module|collation sequence)\b/;

/**
 * Lists the uses of views and triggers that have to work: those that do, and writes to tables which are taken over. Nothing is
 * run: SQLite finds these faults as it prepares a statement.
 *
 * @param taken Names of tables that are ours from now on, in lower case.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { DatabaseSync } from "node:sqlite";
 * using db = new DatabaseSync(":memory:");
 * db.exec("CREATE TABLE a (b); CREATE VIEW v (c) AS SELECT * FROM a");
 * const uses = neededUses(db, new Set());
 * db.exec("ALTER TABLE a ADD COLUMN d");
 * assert.throws(() => refuseBroken(db, uses), /its view v does not work beside our columns/);
 * ```
 */
export function neededUses(db: DatabaseSync, taken: ReadonlySet<string>): Use[] {
  const views = namesOf(db, "SELECT name FROM sqlite_schema WHERE type = 'view'")
    .map((name) => ({ name, noun: `view ${name}`, sql: selectFrom }));
  const triggers = namesOf(
    db,
    "SELECT DISTINCT tbl_name AS name FROM sqlite_schema WHERE type = 'trigger'",
  ).flatMap((name) =>
    [insertInto, updateOf, deleteFrom].map((sql) => ({ name, noun: `trigger on ${name}`, sql }))
  );
  return [...views, ...triggers].filter(({ name, sql }) => {
    const reason = whyFailing(db, sql(name, db));
    return reason === null || (taken.has(folded(name)) && !MISSING_ELSEWHERE.test(reason));
  });
}

/**
 * Refuses a database in which a view or trigger does not work; one that is gone was ours.
 *
 * @param uses Uses that have to work.
 * @throws {DatabaseError} `schema`, naming the view or table.
 */
export function refuseBroken(db: DatabaseSync, uses: readonly Use[]): void {
  const left = new Set(
    namesOf(db, "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')").map(folded),
  );
  for (const { name, noun, sql } of uses) {
    const reason = left.has(folded(name)) ? whyFailing(db, sql(name, db)) : null;
    if (reason === null) continue;
    throw adoptionRefusal(
      db,
      `its ${noun} does not work beside our columns (${reason})`,
      "name tables and columns there in full, or let sqlite-sd have a database of its own",
    );
  }
}

const insertInto = (table: string): string => `INSERT INTO ${quoted(table)} DEFAULT VALUES`;
const deleteFrom = (table: string): string => `DELETE FROM ${quoted(table)}`;
const selectFrom = (view: string): string => `SELECT * FROM ${quoted(view)}`;

function updateOf(table: string, db: DatabaseSync): string {
  const columns = columnsOf(db, table).filter(({ isGenerated }) => !isGenerated)
    .map((column) => quoted(column.name));
  return `UPDATE ${quoted(table)} SET ${columns.map((name) => `${name} = ${name}`).join(", ")}`;
}

function whyFailing(db: DatabaseSync, sql: string): string | null {
  try {
    db.prepare(sql);
    return null;
  } catch (error) {
    if (!isSqliteError(error)) throw error;
    return error.message;
  }
}

function namesOf(db: DatabaseSync, sql: string): string[] {
  return db.prepare(sql).all().map(({ name }) => String(name));
}
