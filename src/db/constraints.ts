/**
 * Constraints of the user's on columns of ours.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { FAMILY } from "./family.ts";
import { adoptionRefusal, type Refuse, RENAME_COLUMN } from "./refusal.ts";
import type { Column, TableShape } from "./shape.ts";
import { folded, foreignKeysOf, uniqueIndexesOf } from "./tables.ts";
import { refusedValue } from "./trial.ts";

/**
 * Refuses a column of ours under a constraint that would refuse every file: one that takes no value of ours, refers to
 * another table, or may have each value once.
 *
 * @param columns Columns that may be in the table.
 * @param shape The table as ours is; absent for columns that are added to a table that is taken over already.
 * @throws {DatabaseError} `schema`.
 */
export function refuseConstraints(
  db: DatabaseSync,
  name: string,
  columns: readonly Column[],
  shape: Pick<TableShape, "foreignKeys" | "uniqueKeys" | "everyColumn"> = {
    foreignKeys: [],
    uniqueKeys: [],
    everyColumn: new Set(),
  },
  refuse: Refuse = (state, remedy = RENAME_COLUMN) => {
    throw adoptionRefusal(db, `its table ${name} ${state}`, remedy);
  },
): void {
  const { given = [], telling = [] } = FAMILY[name] ?? {};
  const ours = new Set(columns.map((column) => folded(column.name)));
  for (const { column, parent, onDelete } of foreignKeysOf(db, name)) {
    const isOurs = onDelete !== "RESTRICT" &&
      shape.foreignKeys.some((key) =>
        key.column === folded(column) && key.parent === folded(parent)
      );
    if (ours.has(folded(column)) && !isOurs) {
      refuse(`has a column ${folded(column)} that refers to the table ${parent}`, RENAME_COLUMN);
    }
  }
  for (const { columns: unique } of uniqueIndexesOf(db, name)) {
    const names = unique.filter((name) => name !== null);
    const isFine = names.length < unique.length || names.some((name) => telling.includes(name)) ||
      names.some((name) => !ours.has(name) && !shape.everyColumn.has(name)) ||
      shape.uniqueKeys.some((key) => key.every((name) => names.includes(name)));
    if (!isFine) {
      refuse(`has a unique column ${names.join(", ")}, of which we repeat values`, RENAME_COLUMN);
    }
  }
  const refused = refusedValue(db, name, columns, given);
  if (refused !== null) {
    const { column, value, reason } = refused;
    refuse(
      `has a column ${column} that does not take ${
        value === null ? "NULL" : `"${value}"`
      } (${reason})`,
      RENAME_COLUMN,
    );
  }
}
