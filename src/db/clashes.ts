/**
 * Objects of the user's that bear the names of ours.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import { DatabaseError, isSqliteError } from "../host/errors.ts";
import { mayWriteSchema } from "./defensive.ts";
import { nameOf } from "./ledger.ts";
import type { Migration } from "./sequence.ts";

interface StoredObject {
  readonly name: string;
  /** `table`, `virtual`, `shadow` (behind a virtual table), `view`, `index` or `trigger`. */
  readonly kind: string;
  /** The table it belongs to; the object itself when it is one. */
  readonly table: string;
}

// A trigger may have the name of a table; tables, views and indexes share their names.
const OBJECTS = `SELECT s.name, coalesce(l.type, s.type) AS kind, s.tbl_name AS "table"
  FROM sqlite_schema AS s
  LEFT JOIN pragma_table_list AS l
    ON l.schema = 'main' AND l.name = s.name AND s.type IN ('table', 'view')
  WHERE s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`;

/**
 * Refuses a database in which an object stands in the way of one that a migration would create. Only reads.
 *
 * An object of the same kind (an index or trigger: on the same table) does not, except a view or virtual table that lacks
 * a column of ours. Tables are left to `adoptionOf`.
 *
 * @param db The database to migrate.
 * @param migrations All migrations of the set, in order.
 * @param done How many of them the database has.
 * @throws {DatabaseError} `schema`: an object has to be renamed.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { DatabaseSync } from "node:sqlite";
 * import { inSequence } from "./sequence.ts";
 * const file = { name: "0001_a.sql", sql: "CREATE VIEW IF NOT EXISTS a AS SELECT 1 AS b;" };
 * using db = new DatabaseSync(":memory:");
 * db.exec("CREATE TABLE a (b)");
 * assert.throws(() => refuseClashes(db, inSequence([file]), 0), /it has a table named a/);
 * ```
 */
export function refuseClashes(
  db: DatabaseSync,
  migrations: readonly Migration[],
  done: number,
): void {
  const theirs = new Map(objectsOf(db).map((object) => [keyOf(object), object]));
  using model = new DatabaseSync(":memory:");
  mayWriteSchema(model, true);
  applyTo(model, migrations.slice(0, done));
  const known = new Set(objectsOf(model).map(keyOf));
  applyTo(model, migrations.slice(done));
  for (const ours of objectsOf(model)) {
    const other = theirs.get(keyOf(ours));
    if (other === undefined || known.has(keyOf(ours))) continue;
    const clash = whyClashing(db, other, model, ours);
    if (clash !== null) {
      throw new DatabaseError(
        "schema",
        `Cannot adopt ${nameOf(db)}: it has ${clash}; rename it; nothing was changed`,
      );
    }
  }
}

function whyClashing(
  db: DatabaseSync,
  theirs: StoredObject,
  model: DatabaseSync,
  ours: StoredObject,
): string | null {
  const { name, kind, table } = theirs;
  if (ours.kind === "table" && kind !== "index") return null;
  if (kind !== ours.kind) {
    return `${NOUNS[kind] ?? kind} named ${name}, and ours of that name is ${
      NOUNS[ours.kind] ?? ours.kind
    }`;
  }
  if (kind === "index" || kind === "trigger") {
    const isSame = table.toLowerCase() === ours.table.toLowerCase();
    return isSame ? null : `${NOUNS[kind]} named ${name} on the table ${table}`;
  }
  if (kind === "shadow") return null;
  const columns = columnsOf(db, name);
  const missing = [...columnsOf(model, name)].find((column) => !columns.has(column));
  return missing === undefined ? null : `${NOUNS[kind]} named ${name} without a column ${missing}`;
}

const NOUNS: Readonly<Record<string, string>> = {
  table: "a table",
  virtual: "a virtual table",
  shadow: "the store of a virtual table",
  view: "a view",
  index: "an index",
  trigger: "a trigger",
};

function objectsOf(db: DatabaseSync): StoredObject[] {
  return db.prepare(OBJECTS).all() as unknown as StoredObject[];
}

function keyOf({ name, kind }: StoredObject): string {
  return `${kind === "trigger" ? "trigger " : ""}${name.toLowerCase()}`;
}

/** None when this SQLite cannot use the object. */
function columnsOf(db: DatabaseSync, name: string): Set<string> {
  try {
    return new Set(
      db.prepare("SELECT lower(name) AS name FROM pragma_table_xinfo(?)").all(name)
        .map((row) => String(row["name"])),
    );
  } catch (error) {
    if (!isSqliteError(error)) throw error;
    return new Set();
  }
}

/** A migration that fails here fails in the user's database too, which says what is wrong. */
function applyTo(model: DatabaseSync, migrations: readonly Migration[]): void {
  try {
    for (const { sql } of migrations) model.exec(sql);
  } catch (error) {
    if (!isSqliteError(error)) throw error;
    if (model.isTransaction) model.exec("ROLLBACK");
  }
}
