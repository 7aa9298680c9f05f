/**
 * Text without lone surrogates, which UTF-8 cannot hold.
 *
 * @module
 */

/** With the flag `u`, a pair of surrogates is one character, which the class does not hold. */
const LONE_SURROGATE = /[\uD800-\uDFFF]/gu;

/**
 * The text with U+FFFD for each lone surrogate.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(wellFormed("\uD83C a 🌿"), "\uFFFD a 🌿");
 * ```
 */
export function wellFormed(text: string): string {
  return /[\uD800-\uDFFF]/.test(text) ? text.replace(LONE_SURROGATE, "\uFFFD") : text;
}
