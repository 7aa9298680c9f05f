/**
 * Expressions for the commands: what evaluates them adds 15 ms to a start, and most runs have none.
 *
 * @module
 */
type Expressions = typeof import("../expression/evaluate.ts");

let loaded: Expressions | undefined;

/** Loads what evaluates expressions. A command that knows it needs them awaits this. */
export async function loadExpressions(): Promise<void> {
  loaded ??= await import("../expression/evaluate.ts");
}

/** Whether SQL may evaluate an expression. */
export function mentionsExpressions(sql: string): boolean {
  return /sd_eval/i.test(sql);
}

/**
 * `evaluate` of `expression/evaluate.ts`.
 *
 * SQL cannot wait. So where nothing loaded it before, as for a trigger that calls `sd_eval`, it is loaded without waiting,
 * for which Deno wants to read the file.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * await loadExpressions();
 * assert.equal(lazyEvaluate("steps / 2", '{"steps": 20}'), 10n);
 * ```
 */
export function lazyEvaluate(expression: string, json: string): unknown {
  loaded ??= globalThis.process.getBuiltinModule("node:module").createRequire(import.meta.url)(
    "../expression/evaluate.ts",
  ) as Expressions;
  return loaded.evaluate(expression, json);
}
