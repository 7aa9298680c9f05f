/**
 * Names in Unicode's composed form, for statements of this program: a Mac stores a letter and its dots apart.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";

/**
 * Lets statements of a connection compose names: `{{composed:x}}` in a script. It is no function of the program's users.
 *
 * @see https://www.unicode.org/reports/tr15/
 *
 * @example
 * ```ts
 * import { DatabaseSync } from "node:sqlite";
 * const db = new DatabaseSync(":memory:");
 * letCompose(db);
 * const row = db.prepare("SELECT length(composed_name('u' || char(776))) AS length").get();
 * if (row?.["length"] !== 1) throw new Error("the dots stand apart");
 * ```
 */
export function letCompose(db: DatabaseSync): void {
  db.function(
    "composed_name",
    { deterministic: true },
    (name) => typeof name === "string" ? name.normalize("NFC") : name,
  );
}
