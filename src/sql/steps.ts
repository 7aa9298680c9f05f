/**
 * Scripts of SQL with named steps: each follows a line `-- step: name`, in the order in which they run.
 *
 * @module
 */

const STEP = /^-- step: (\w+)\r?$/m;

/**
 * Splits a script into its steps. What precedes the first one is its introduction; a step begins with the comment that
 * says why it is there.
 *
 * @param names Every step of the script, in its order: asked and written steps cannot drift apart.
 * @returns The SQL of each step, by name, without the semicolon that ends it.
 * @throws {Error} If the script has other steps, or has them in another order.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const script = "-- step: clear\nDELETE FROM t;\n\n-- step: fill\n-- From u.\nINSERT INTO t SELECT * FROM u;\n";
 * const { fill } = stepsOf(script, ["clear", "fill"]);
 * assert.equal(fill, "-- From u.\nINSERT INTO t SELECT * FROM u");
 * assert.throws(() => stepsOf(script, ["fill"]), /it has the steps clear, fill/);
 * ```
 */
export function stepsOf<Name extends string>(
  script: string,
  names: readonly Name[],
): Readonly<Record<Name, string>> {
  const [, ...parts] = script.split(STEP);
  const found = parts.filter((_part, index) => index % 2 === 0);
  if (found.join() !== names.join()) {
    throw new Error(`Cannot read a script: it has the steps ${found.join(", ")}`);
  }
  const texts = names.map((
    name,
    index,
  ) => [name, (parts[2 * index + 1] ?? "").trim().replace(/;$/, "")]);
  return Object.fromEntries(texts) as Record<Name, string>;
}

/**
 * Puts values in the places `{{name}}` of a script or step; other places stay.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(fill("DELETE FROM {{table}} WHERE {{which}}", { table: "t" }), "DELETE FROM t WHERE {{which}}");
 * ```
 */
export function fill(sql: string, values: Readonly<Record<string, string>>): string {
  return sql.replace(/\{\{(\w+)\}\}/g, (place, name: string) => values[name] ?? place);
}
