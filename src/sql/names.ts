/**
 * How names of files are compared, as SQL: the statements of this folder have `{{stem:x}}` and the like in them.
 *
 * @module
 */

/** Endings of model files; every other dot is part of the name, as in `style_v0.178`. */
const EXTENSIONS = [".safetensors", ".ckpt", ".gguf", ".bin", ".pt"];

/** What stands behind the last `/` or `\` of a path. */
const baseName = (x: string): string =>
  `replace(${x}, rtrim(${x}, replace(replace(${x}, '/', ''), '\\', '')), '')`;

/** A name without the ending of a model file. */
const stem = (x: string): string =>
  `CASE ${
    EXTENSIONS.map((ending) =>
      `WHEN lower(${x}) LIKE '%_${ending}' THEN substr(${x}, 1, length(${x}) - ${ending.length})`
    ).join(" ")
  } ELSE ${x} END`;

/** A name as it is compared when nothing better matches: case, blanks, `:` and `,` do not count. */
const folded = (x: string): string =>
  `lower(replace(replace(replace(trim(${x}), ':', ''), ',', ''), ' ', '_'))`;

const FORMS: Readonly<Record<string, (x: string) => string>> = {
  base_name: baseName,
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
