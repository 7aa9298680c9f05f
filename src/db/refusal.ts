/**
 * The error about a database that cannot be taken over.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { DatabaseError } from "../host/errors.ts";
import { nameOf } from "./ledger.ts";

/** Way out where a table bears the name of one of ours. */
export const RENAME_TABLE = "rename the table, or let sqlite-sd have a database of its own";

/** Way out where a column bears the name of one of ours. */
export const RENAME_COLUMN = "rename the column, or let sqlite-sd have a database of its own";

/** Ends with an error: `state` goes on behind the table's name. */
export type Refuse = (state: string, remedy?: string) => never;

/**
 * Makes the error about a database that cannot be taken over.
 *
 * @param state What it has, such as `its table models …`.
 * @param remedy What to do about it.
 */
export function adoptionRefusal(db: DatabaseSync, state: string, remedy: string): DatabaseError {
  return new DatabaseError(
    "schema",
    `Cannot adopt ${nameOf(db)}: ${state}; ${remedy}; nothing was changed`,
  );
}
