/**
 * Objects of the user's that bear the names of ours.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Changes, OwnObject } from "./model.ts";
import { keyOf, objectsOf, type StoredObject } from "./objects.ts";
import { adoptionRefusal } from "./refusal.ts";
import { folded } from "./tables.ts";

/**
 * Refuses a database in which an object stands in the way of one that migrations would create, or create anew. Only reads.
 *
 * An object that some version of this program made does not: it is known by its text, an index by its table and columns.
 * Tables in the place of tables are left to `adoptionOf`.
 *
 * @param db The database to migrate.
 * @param changes What the migrations make that it lacks.
 * @throws {DatabaseError} `schema`: an object has to be renamed.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { DatabaseSync } from "node:sqlite";
 * import { changesByVersion } from "./model.ts";
 * import { inSequence } from "./sequence.ts";
 * const file = { name: "0001_a.sql", sql: "CREATE VIEW IF NOT EXISTS a AS SELECT 1 AS b;" };
 * const changes = [...changesByVersion(inSequence([file])).values()];
 * using db = new DatabaseSync(":memory:");
 * db.exec("CREATE VIEW a AS SELECT 2 AS b");
 * assert.throws(() => refuseClashes(db, changes), /it has a view named a of its own/);
 * ```
 */
export function refuseClashes(db: DatabaseSync, changes: Iterable<Changes>): void {
  const theirs = new Map(objectsOf(db).map((object) => [keyOf(object), object]));
  for (const { objects } of changes) {
    for (const ours of objects) {
      const other = theirs.get(keyOf(ours));
      const clash = other && whyClashing(other, ours);
      if (clash) throw adoptionRefusal(db, `it has ${clash}`, "rename it");
    }
  }
}

function whyClashing(theirs: StoredObject, ours: OwnObject): string | null {
  const { name, kind, table } = theirs;
  if (ours.forms.has(theirs.form) || (kind === "table" && ours.kind === "table")) return null;
  const noun = NOUNS[kind] ?? kind;
  if (kind !== ours.kind) {
    return `${noun} named ${name}, and ours of that name is ${NOUNS[ours.kind] ?? ours.kind}`;
  }
  const isElsewhere = folded(table) !== folded(ours.table);
  return `${noun} named ${name} ${isElsewhere ? `on the table ${table}` : "of its own"}`;
}

const NOUNS: Readonly<Record<string, string>> = {
  table: "a table",
  virtual: "a virtual table",
  shadow: "the store of a virtual table",
  view: "a view",
  index: "an index",
  trigger: "a trigger",
};
