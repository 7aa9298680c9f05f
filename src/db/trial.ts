/**
 * Trials of what a user's table takes, in a copy of it that holds one row.
 *
 * @module
 */
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { isSqliteError } from "../host/errors.ts";
import type { Column } from "./shape.ts";
import { columnsOf, folded, quoted, sqlOf, type TableColumn } from "./tables.ts";

/** A column of ours that refuses a value. */
export interface RefusedValue {
  readonly column: string;
  readonly value: SQLInputValue;
  /** The message of SQLite. */
  readonly reason: string;
}

/**
 * Writes into each column of ours that a table has, as this program does, and finds the first that refuses a value.
 *
 * @param db The user's database; only read.
 * @param table The table's name.
 * @param columns Columns of ours that may be in it.
 * @param given Names of columns that are never NULL.
 * @returns Null when all values are taken, and when the table cannot be judged: its checks may call functions of the user's.
 */
export function refusedValue(
  db: DatabaseSync,
  table: string,
  columns: readonly Column[],
  given: readonly string[],
): RefusedValue | null {
  using copy = new DatabaseSync(":memory:", { enableForeignKeyConstraints: false });
  if (!fillCopy(db, copy, table)) return null;
  const present = new Set(columnsOf(db, table).map(({ name }) => folded(name)));
  for (const column of columns.filter(({ name }) => present.has(folded(name)))) {
    if (column.isEssential) continue;
    for (const value of samplesOf(column, given)) {
      const reason = refusalOf(copy, table, column.name, value);
      if (reason !== null) return { column: column.name, value, reason };
    }
  }
  return null;
}

/** A row of the user's own proves what the checks of the table allow. */
function fillCopy(db: DatabaseSync, copy: DatabaseSync, table: string): boolean {
  const ordinary = columnsOf(db, table).filter(({ isGenerated }) => !isGenerated);
  const names = ordinary.map(({ name }) => quoted(name)).join(", ");
  try {
    copy.exec(sqlOf(db, table));
    const select = db.prepare(`SELECT ${names} FROM ${quoted(table)} LIMIT 1`);
    select.setReadBigInts(true);
    const row = select.get();
    const needed = ordinary.filter((column) => row !== undefined || isNeeded(column));
    const values = needed.map((column) =>
      row === undefined ? dummyOf(column) : row[column.name] ?? null
    );
    if (needed.length === 0) copy.exec(`INSERT INTO ${quoted(table)} DEFAULT VALUES`);
    else {
      copy.prepare(
        `INSERT INTO ${quoted(table)} (${needed.map(({ name }) => quoted(name)).join(", ")})
         VALUES (${needed.map(() => "?").join(", ")})`,
      ).run(...values);
    }
    return true;
  } catch (error) {
    if (!isSqliteError(error)) throw error;
    return false;
  }
}

function isNeeded({ isNotNull, defaultValue, keyPlace }: TableColumn): boolean {
  return keyPlace > 0 || (isNotNull && defaultValue === null);
}

function dummyOf({ type }: TableColumn): SQLInputValue {
  return /INT|REAL|FLOA|DOUB|NUM/i.test(type) ? 1 : /BLOB/i.test(type) ? new Uint8Array(1) : "a";
}

const SAMPLES: Readonly<Record<string, readonly SQLInputValue[]>> = {
  TEXT: ["a"],
  DATETIME: ["2026-01-31 12:00:00"],
  INTEGER: [1],
  REAL: [0.5],
};

function samplesOf(
  { name, type, isNotNull, values }: Column,
  given: readonly string[],
): SQLInputValue[] {
  const some = values.length > 0 ? values : SAMPLES[type] ?? [];
  return isNotNull || given.includes(name) ? [...some] : [...some, null];
}

function refusalOf(
  copy: DatabaseSync,
  table: string,
  column: string,
  value: SQLInputValue,
): string | null {
  copy.exec("SAVEPOINT trial");
  try {
    copy.prepare(`UPDATE ${quoted(table)} SET ${quoted(column)} = ?`).run(value);
    return null;
  } catch (error) {
    if (!isSqliteError(error)) throw error;
    return error.message;
  } finally {
    copy.exec("ROLLBACK TO trial; RELEASE trial");
  }
}
