/**
 * How a call of a function is written.
 *
 * @module
 */
import type { SqlFunction } from "./plugin.ts";

/**
 * The signature that a function states, or one with numbered arguments.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(signatureOf({ name: "f", arities: [2], doc: "", run: () => 1 }), "f(x1, x2)");
 * ```
 */
export function signatureOf({ name, signature, arities }: SqlFunction): string {
  const list = Array.from({ length: Math.max(...arities) }, (_, i) => `x${i + 1}`).join(", ");
  return signature ?? `${name}(${list})`;
}
