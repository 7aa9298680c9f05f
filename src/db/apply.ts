/**
 * Applying migrations: with their rows in the ledger, and no foreign key broken.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { DatabaseError, isSqliteError, translateSqliteError } from "../host/errors.ts";
import { adoptionOf, withoutPresent } from "./adopt.ts";
import { writingSchema } from "./defensive.ts";
import { execWithin, TransactionRefused } from "./guard.ts";
import { isRecorded, nameOf, record } from "./ledger.ts";
import { type Changes, NO_CHANGES } from "./model.ts";
import { BUILT_IN_SET, type Migration } from "./sequence.ts";
import { explainSqlError } from "./sql_error.ts";
import { restoreTriggers, triggersOnViews } from "./view_triggers.ts";
import { neededUses, refuseBroken, type Use } from "./working.ts";

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
  const taken = [...plan.changes.values()].flatMap(({ tables }) => tables.map(({ name }) => name));
  const uses = plan.changes.size > 0 ? neededUses(db, new Set(taken)) : [];
  const before = { keys: violations(db), uses };
  return applyTogether(db, plan, before) ?? applyOneByOne(db, plan, before);
}

/** Parts of the database that migrations must not break. */
interface Before {
  /** Foreign keys that are broken; null where SQLite cannot tell. */
  readonly keys: ReadonlySet<string> | null;
  /** Uses of views and triggers that have to work, where tables may have to be adopted. */
  readonly uses: readonly Use[];
}

/** Null when one of them is at fault, and for files that need no transaction. */
function applyTogether(db: DatabaseSync, plan: Plan, before: Before): string[] | null {
  const { pending } = plan;
  let [current] = pending;
  const isFree = pending.some(({ noTransaction }) => noTransaction);
  if (current === undefined || pending.length < 2 || isFree) return null;
  const applied: string[] = [];
  try {
    db.exec("BEGIN IMMEDIATE");
    for (current of pending) if (applyOne(db, plan, current)) applied.push(current.name);
    refuseBroken(db, before.uses);
    if (brokenKeys(db, before.keys).length === 0) {
      db.exec("COMMIT");
      return applied;
    }
  } catch (error) {
    const typed = failure(db, plan, current, error);
    // Only a fault of a file is looked for again; what a file committed by itself cannot be undone.
    if (!db.isTransaction || !isFault(typed) || plan.changes.size > 0) throw typed;
  } finally {
    if (db.isTransaction) db.exec("ROLLBACK");
  }
  return null;
}

function applyOneByOne(db: DatabaseSync, plan: Plan, before: Before): string[] {
  return plan.pending.filter((migration) => {
    try {
      const isDone = (): boolean => isRecorded(db, plan.set, migration.version);
      if (migration.noTransaction && !isDone()) runFreely(db, plan, migration);
      db.exec("BEGIN IMMEDIATE");
      const isApplied = applyOne(db, plan, migration);
      refuseBroken(db, before.uses);
      const [first, ...others] = brokenKeys(db, before.keys);
      if (first !== undefined) {
        throw new MigrationFault(
          `it breaks a foreign key in ${others.length + 1} rows, first ${first}`,
        );
      }
      db.exec("COMMIT");
      return isApplied;
    } catch (error) {
      throw failure(db, plan, migration, error);
    } finally {
      if (db.isTransaction) db.exec("ROLLBACK");
    }
  }).map(({ name }) => name);
}

/** A migration's own fault. */
class MigrationFault extends Error {}

/** Applies one migration inside a transaction; false when another process has done so. */
function applyOne(db: DatabaseSync, plan: Plan, migration: Migration): boolean {
  const { set, changes } = plan;
  if (isRecorded(db, set, migration.version)) return false;
  const made = changes.get(migration.version) ?? NO_CHANGES;
  for (const statement of adoptionOf(db, made)) db.exec(statement);
  const triggers = made === NO_CHANGES ? [] : triggersOnViews(db);
  if (!migration.noTransaction) {
    const sql = withoutPresent(db, migration.sql, made);
    // Ours leave transactions alone, and a program may have an authorizer of its own.
    if (set === BUILT_IN_SET) writingSchema(db, () => run(db, sql));
    else run(db, sql, execWithin);
  }
  restoreTriggers(db, triggers);
  if (!db.isTransaction) {
    throw new MigrationFault("it ended the transaction it ran in, as RAISE(ROLLBACK) does");
  }
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

function run(
  db: DatabaseSync,
  sql: string,
  exec = (db: DatabaseSync, sql: string): void => db.exec(sql),
): void {
  try {
    exec(db, sql);
  } catch (error) {
    if (error instanceof TransactionRefused) {
      throw new MigrationFault(`${error.message}; leave BEGIN, COMMIT and ROLLBACK out`, {
        cause: error,
      });
    }
    const typed = translateSqliteError(error, nameFor(db), "migrate");
    if (typed instanceof DatabaseError) throw typed;
    throw new MigrationFault(explainSqlError(typed.message, sql), { cause: error });
  }
}

/** The refusal of Deno, https://github.com/denoland/deno/issues/28667. */
const NO_ATTACH = /^too many attached databases - max 0/;

/** A defect of ours stays what it is. */
function failure(db: DatabaseSync, { set }: Plan, { name }: Migration, error: unknown): Error {
  const typed = translateSqliteError(error, nameFor(db), "migrate");
  if (typed instanceof DatabaseError) return typed;
  if (!(typed instanceof MigrationFault) && !isSqliteError(typed)) return typed;
  const advice = NO_ATTACH.test(typed.message)
    ? "Deno allows VACUUM and ATTACH with all permissions only: run `deno run --allow-all cli.ts migrate`"
    : set === BUILT_IN_SET
    ? "nothing was changed; mend what it names, or let sqlite-sd have a database of its own"
    : "correct the file and run it again";
  return new DatabaseError(
    "migration",
    `Cannot apply "${name}" to ${nameOf(db)}: ${typed.message}; ${advice}`,
    { cause: typed.cause ?? error },
  );
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
