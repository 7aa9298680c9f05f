/**
 * Migration files: their names and their order.
 *
 * @module
 */

import { DatabaseError } from "../host/errors.ts";

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

/** An error about a file or folder of migrations. */
export function refusal(name: string, state: string): DatabaseError {
  return new DatabaseError("sequence", `Cannot use "${name}": ${state}`);
}
