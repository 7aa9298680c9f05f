/**
 * Migration files: their names, their order, a user's own folder of them.
 *
 * @module
 */

import { basename, join, resolve } from "node:path";
import { DatabaseError } from "../host/open.ts";

/** One migration file. */
export interface MigrationFile {
  /** File name, `NNNN_name.sql`. */
  readonly name: string;
  /** The file's text: any number of SQL statements. */
  readonly sql: string;
}

/** A migration file with its number and its text with LF line ends. */
export interface Migration extends MigrationFile {
  /** The number in front of the name, from 1. */
  readonly version: number;
  /** The file opts out of the transaction. */
  readonly noTransaction: boolean;
}

/** The set of the built-in migrations in the ledger. */
export const BUILT_IN_SET = "sqlite-sd";

const FILE_NAME = /^(\d{4})_[^/\\]+\.sql$/;
const NO_TRANSACTION = /^--[ \t]*no-transaction\b/;

/**
 * Puts migration files in order.
 *
 * @param files Files in any order.
 * @returns The same files by number; numbers are 1, 2, 3 and so on.
 * @throws {DatabaseError} `sequence`: a name is not `NNNN_name.sql`, a number is missing or there twice.
 *
 * @example
 * ```ts
 * import { inSequence } from "./sequence.ts";
 * inSequence([{ name: "0001_views.sql", sql: "CREATE VIEW a AS SELECT 1;" }])[0]?.version; // 1
 * ```
 */
export function inSequence(files: readonly MigrationFile[]): Migration[] {
  const migrations = files.map(toMigration).sort((a, b) => a.version - b.version);
  migrations.forEach(({ name, version }, index) => {
    const previous = migrations[index - 1];
    if (previous?.version === version) {
      throw refusal(name, `the number is taken by ${previous.name}`);
    }
    if (version !== index + 1) throw refusal(name, `there is no ${fourDigits(index + 1)}_*.sql`);
  });
  return migrations;
}

function toMigration({ name, sql }: MigrationFile): Migration {
  const digits = FILE_NAME.exec(name)?.[1];
  if (digits === undefined) throw refusal(name, "a migration is named NNNN_name.sql");
  const text = sql.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  return { name, sql: text, version: Number(digits), noTransaction: NO_TRANSACTION.test(text) };
}

/** The number of a migration as its file's name shows it. */
export function fourDigits(version: number): string {
  return String(version).padStart(4, "0");
}

function refusal(name: string, state: string): DatabaseError {
  return new DatabaseError("sequence", `Cannot use "${name}": ${state}`);
}

/**
 * Reads a user's folder of migrations. Files that do not end in `.sql` are passed over.
 *
 * @param dir The folder.
 * @returns What `migrate` takes: the files, and the set they count as in the ledger, which is the
 * folder's own name: a folder may be moved, not renamed.
 * @throws {DatabaseError} `sequence` as `inSequence`, for a folder without any file, or one that is
 * named like the built-in set; `missing` or `permission` when it cannot be read.
 *
 * @example
 * ```ts
 * import { readMigrations } from "./sequence.ts";
 * readMigrations("migrations").migrations[0]?.name; // "0001_files.sql"
 * ```
 */
export function readMigrations(dir: string): { set: string; migrations: Migration[] } {
  const set = basename(resolve(dir));
  if (set === BUILT_IN_SET || set === "") {
    throw refusal(dir, `a folder of migrations cannot be named "${set}"`);
  }
  try {
    const names = [...Deno.readDirSync(dir)].map((entry) => entry.name)
      .filter((name) => name.toLowerCase().endsWith(".sql"));
    if (names.length === 0) throw refusal(dir, "there is no NNNN_name.sql in it");
    const files = names.map((name) => ({ name, sql: Deno.readTextFileSync(join(dir, name)) }));
    return { set, migrations: inSequence(files) };
  } catch (error) {
    if (error instanceof DatabaseError || !(error instanceof Error)) throw error;
    const code = error instanceof Deno.errors.NotFound ? "missing" : "permission";
    throw new DatabaseError(code, `Cannot read "${dir}": ${error.message}`, { cause: error });
  }
}
