/**
 * Comparable forms of file names, as SQL: scripts have `{{stem:x}}` and the like in them.
 *
 * @module
 */
import { MODEL_ENDINGS } from "./endings.ts";

/** The part of a path behind the last `/` or `\`. */
const baseName = (x: string): string =>
  `replace(${x}, rtrim(${x}, replace(replace(${x}, '/', ''), '\\', '')), '')`;

/** A name without the ending of a model file. */
const stem = (x: string): string =>
  `CASE ${
    MODEL_ENDINGS.map((ending) =>
      `WHEN lower(${x}) LIKE '%_${ending}' THEN substr(${x}, 1, length(${x}) - ${ending.length})`
    ).join(" ")
  } ELSE ${x} END`;

/** A name in Unicode's composed form; the connection has been given the function (`letCompose`). */
const composed = (x: string): string => `composed_name(${x})`;

/** The folders of a path as they are compared: with `/` between them and none at the ends, in lower case. */
const folders = (x: string): string =>
  `lower(trim(replace(substr(${x}, 1, length(${x}) - length(${baseName(x)})), '\\', '/'), './'))`;

/** A name as it is compared when nothing better matches: case, blanks, `:` and `,` do not count. */
const folded = (x: string): string =>
  `lower(replace(replace(replace(trim(${x}), ':', ''), ',', ''), ' ', '_'))`;

const FORMS: Readonly<Record<string, (x: string) => string>> = {
  base_name: baseName,
  composed,
  folders,
  stem,
  folded,
};

/**
 * Puts the forms into a statement.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.match(withNames("SELECT {{folded:name}}"), /^SELECT lower\(replace/);
 * ```
 */
export function withNames(sql: string): string {
  return sql.replace(
    /\{\{(\w+):([\w.]+)\}\}/g,
    (all, form: string, x: string) => FORMS[form]?.(x) ?? all,
  );
}
