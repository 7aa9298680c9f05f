/**
 * Expressions over JSON: what `sd_eval` and derived fields run.
 *
 * @module
 */
import { compile, type Compiled } from "./compile.ts";
import { ExpressionError } from "./error.ts";
import { readVariables, type Result, resultOf, type Variables } from "./values.ts";

const MAX_REMEMBERED = 64;

const compiled = new Map<string, Compiled | ExpressionError>();
let last: { readonly json: string; readonly variables: Variables } | undefined;

/**
 * Checks an expression without data.
 *
 * @throws {ExpressionError} `syntax`: it is no expression of the language.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * checkExpression("steps > 20");
 * assert.throws(() => checkExpression("steps >"), { fault: "syntax" });
 * ```
 */
export function checkExpression(expression: string): void {
  remembered(expression);
}

/**
 * Evaluates an expression in Common Expression Language.
 *
 * @param expression The expression. There is no way from it to anything but the JSON: no globals, no prototypes.
 * @param json A JSON object; its members are the variables.
 * @returns The value; lists and maps as JSON text, times as ISO 8601 text.
 * @throws {ExpressionError} `syntax`, `evaluation` or `limit`, see there.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(evaluate("size(tags) + 1", '{"tags": ["a", "b"]}'), 3n);
 * ```
 */
export function evaluate(expression: string, json: string): Result {
  const run = remembered(expression);
  return translating(() => {
    if (last === undefined || last.json !== json) last = { json, variables: readVariables(json) };
    return resultOf(run(last.variables));
  });
}

/** Result of an expression. */
export interface Value {
  /** As other expressions see it. */
  readonly value: unknown;
  /** As SQL holds it. */
  readonly result: Result;
}

/**
 * Evaluates an expression over variables that `variableOf` made.
 *
 * @throws {ExpressionError} As `evaluate`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const { result } = evaluateOver("a + b", new Map([["a", 1n], ["b", 2n]]));
 * assert.equal(result, 3n);
 * ```
 */
export function evaluateOver(expression: string, variables: Variables): Value {
  const run = remembered(expression);
  return translating(() => {
    const value = run(variables);
    return { value, result: resultOf(value) };
  });
}

/** Turns what the library throws about the data into an `ExpressionError`. */
function translating<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ExpressionError) throw error;
    throw new ExpressionError("evaluation", error instanceof Error ? error.message : String(error));
  }
}

function remembered(expression: string): Compiled {
  let entry = compiled.get(expression);
  if (entry === undefined) {
    if (compiled.size >= MAX_REMEMBERED) compiled.clear();
    entry = attempt(expression);
    compiled.set(expression, entry);
  }
  if (entry instanceof ExpressionError) throw entry;
  return entry;
}

function attempt(expression: string): Compiled | ExpressionError {
  try {
    return compile(expression);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
}
