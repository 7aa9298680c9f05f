/**
 * A user's own folder of migrations.
 *
 * @module
 */

import { basename, join, resolve } from "node:path";
import { DatabaseError } from "../host/errors.ts";
import { BUILT_IN_SET, inSequence, type Migration, refusal } from "./sequence.ts";

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
 * import { readMigrations } from "./user_migrations.ts";
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
    const isOfSystem = error instanceof Error && ("code" in error || error.name in Deno.errors);
    if (error instanceof DatabaseError || !isOfSystem) throw error;
    const code = error instanceof Deno.errors.NotFound ? "missing" : "permission";
    throw new DatabaseError(code, `Cannot read "${dir}": ${error.message}`, { cause: error });
  }
}
