/**
 * Expressions in SQL, where data never fails.
 *
 * @module
 */
import { ExpressionError } from "../expression/error.ts";

/** Gives NULL for faults of the data; what is no expression is misuse. */
export function evaluateOrNull(
  evaluate: (expression: string, json: string) => unknown,
  expression: string,
  json: string,
): unknown {
  try {
    return evaluate(expression, json);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    if (error.fault !== "syntax") return null;
    throw new TypeError(`sd_eval: argument 1 (expression): ${error.message}`);
  }
}
