/**
 * Tables of the user's that refer to tables of ours.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { FAMILY } from "./family.ts";
import type { Changes } from "./model.ts";
import { adoptionRefusal } from "./refusal.ts";
import { folded, foreignKeysOf, tablesOf } from "./tables.ts";

/**
 * Refuses a database in which a table of the user's refers to one which sqlite-sd writes: its own rows could go with those.
 * Only reads.
 *
 * @param all What all migrations make.
 * @param made What those make that the database lacks.
 * @throws {DatabaseError} `schema`.
 */
export function refuseReferences(
  db: DatabaseSync,
  all: Iterable<Changes>,
  made: Iterable<Changes>,
): void {
  const ours = new Set(namesIn(all));
  const replaced = new Set(namesIn(made).filter((name) => FAMILY[name]?.isKept !== true));
  for (const { name, type } of tablesOf(db)) {
    if (type !== "table" || ours.has(folded(name))) continue;
    const key = foreignKeysOf(db, name).find(({ parent }) => replaced.has(folded(parent)));
    if (key === undefined) continue;
    throw adoptionRefusal(
      db,
      `its table ${name} refers to ${key.parent}, which sqlite-sd writes`,
      "let sqlite-sd have a database of its own",
    );
  }
}

function namesIn(changes: Iterable<Changes>): string[] {
  return [...changes].flatMap(({ tables }) => tables.map(({ name }) => name));
}
