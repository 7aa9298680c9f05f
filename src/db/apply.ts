/**
 * Applying migrations: with their rows in the ledger, and no foreign key broken.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { DatabaseError, isSqliteError, translateSqliteError } from "../host/errors.ts";
import { adoptionOf, spellingOf, withoutPresent } from "./adopt.ts";
import { writingSchema } from "./defensive.ts";
import { isRecorded, record } from "./ledger.ts";
import { type Changes, NO_CHANGES } from "./model.ts";
import { BUILT_IN_SET, type Migration } from "./sequence.ts";
import { explainSqlError } from "./sql_error.ts";

/** Migrations to apply. */
export interface Plan {
  /** The set's name in the ledger. */
  readonly set: string;
  /** Migrations that the database lacks, in order. */
  readonly pending: readonly Migration[];
  /** Objects that each makes, where tables may have to be adopted. */
  readonly changes: ReadonlyMap<number, Changes>;
}

/**
 * Applies migrations: all in one transaction, or, when that fails, each in its own up to the one that is at fault; where
 * tables may have to be adopted, all or none. So foreign keys, which takes a look at every row, are checked twice and not
 * after each file.
 *
 * @returns Names of what was applied: another process may have been quicker.
 * @throws {DatabaseError} As `migrate`.
 */
export function applyAll(db: DatabaseSync, plan: Plan): string[] {
  const before = violations(db);
  return applyTogether(db, plan, before) ?? applyOneByOne(db, plan, before);
}

/** Null when one of them is at fault, and for files that need no transaction. */
function applyTogether(
  db: DatabaseSync,
  plan: Plan,
  before: ReadonlySet<string> | null,
): string[] | null {
  const { pending } = plan;
  let [current] = pending;
  const isFree = pending.some(({ noTransaction }) => noTransaction);
  if (current === undefined || pending.length < 2 || isFree) return null;
  const applied: string[] = [];
  try {
    db.exec("BEGIN IMMEDIATE");
    for (current of pending) if (applyOne(db, plan, current)) applied.push(current.name);
    if (brokenKeys(db, before).length === 0) {
      db.exec("COMMIT");
      return applied;
    }
  } catch (error) {
    const typed = failure(db, current, error);
    // Only a fault of a file is looked for again; what a file committed by itself cannot be undone.
    if (!db.isTransaction || !isFault(typed) || plan.changes.size > 0) throw typed;
  } finally {
    if (db.isTransaction) db.exec("ROLLBACK");
  }
  return null;
}

function applyOneByOne(
  db: DatabaseSync,
  plan: Plan,
  before: ReadonlySet<string> | null,
): string[] {
  return plan.pending.filter((migration) => {
    try {
      const isDone = (): boolean => isRecorded(db, plan.set, migration.version);
      if (migration.noTransaction && !isDone()) runFreely(db, plan, migration);
      db.exec("BEGIN IMMEDIATE");
      const isApplied = applyOne(db, plan, migration);
      const [first, ...others] = brokenKeys(db, before);
      if (first !== undefined) {
        throw new MigrationFault(
          `it breaks a foreign key in ${others.length + 1} rows, first ${first}`,
        );
      }
      db.exec("COMMIT");
      return isApplied;
    } catch (error) {
      throw failure(db, migration, error);
    } finally {
      if (db.isTransaction) db.exec("ROLLBACK");
    }
  }).map(({ name }) => name);
}

/** A migration's own fault. */
class MigrationFault extends Error {}

/** Applies one migration inside a transaction; false when another process has done so. */
function applyOne(db: DatabaseSync, plan: Plan, migration: Migration): boolean {
  const { set, pending, changes } = plan;
  if (isRecorded(db, set, migration.version)) return false;
  const made = changes.get(migration.version) ?? NO_CHANGES;
  // First of all, since a broken view or trigger of the user's stops SQLite from renaming.
  const spelling = migration === pending[0] ? spellingOf(db, changes.values()) : [];
  for (const statement of [...spelling, ...adoptionOf(db, made)]) db.exec(statement);
  if (!migration.noTransaction) {
    const apply = (): void => run(db, withoutPresent(db, migration.sql, made));
    if (set === BUILT_IN_SET) writingSchema(db, apply);
    else apply();
  }
  if (!db.isTransaction) throw new MigrationFault("it ends the transaction it runs in");
  record(db, set, migration);
  if (set === BUILT_IN_SET) db.exec(`PRAGMA user_version = ${migration.version}`);
  return true;
}

/** Switches on again afterwards what a file may need to switch off, such as foreign keys. */
function runFreely(db: DatabaseSync, { changes }: Plan, { sql, version }: Migration): void {
  const foreignKeys = db.prepare("PRAGMA foreign_keys").get()?.["foreign_keys"];
  try {
    run(db, withoutPresent(db, sql, changes.get(version) ?? NO_CHANGES));
    if (db.isTransaction) throw new MigrationFault("it leaves a transaction open");
  } finally {
    if (db.isTransaction) db.exec("ROLLBACK");
    db.exec(`PRAGMA foreign_keys = ${foreignKeys}`);
  }
}

function run(db: DatabaseSync, sql: string): void {
  try {
    db.exec(sql);
  } catch (error) {
    const typed = translateSqliteError(error, nameFor(db), "migrate");
    if (typed instanceof DatabaseError) throw typed;
    throw new MigrationFault(explainSqlError(typed.message, sql), { cause: error });
  }
}

/** A defect of ours stays what it is. */
function failure(db: DatabaseSync, { name }: Migration, error: unknown): Error {
  const typed = translateSqliteError(error, nameFor(db), "migrate");
  if (typed instanceof DatabaseError) return typed;
  if (!(typed instanceof MigrationFault) && !isSqliteError(typed)) return typed;
  return new DatabaseError("migration", `Cannot apply "${name}": ${typed.message}`, {
    cause: typed.cause ?? error,
  });
}

function isFault(error: Error): boolean {
  return error instanceof DatabaseError && error.code === "migration";
}

function nameFor(db: DatabaseSync): string {
  return db.location() ?? ":memory:";
}

/** The foreign keys that are broken and were not before: an older program may have left orphans. */
function brokenKeys(db: DatabaseSync, before: ReadonlySet<string> | null): string[] {
  if (before === null) return [];
  return [...violations(db) ?? []].filter((violation) => !before.has(violation));
}

/** Null when SQLite cannot check, which a faulty foreign key in a table of the user's can cause. */
function violations(db: DatabaseSync): Set<string> | null {
  try {
    return new Set(
      db.prepare(`SELECT "table" AS name, rowid AS row, parent FROM pragma_foreign_key_check`).all()
        .map(({ name, row, parent }) => `${name} row ${row} without its ${parent}`),
    );
  } catch (error) {
    if (!isSqliteError(error)) throw error;
    return null;
  }
}
