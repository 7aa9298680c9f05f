/**
 * Looking through whole texts, where engines differ most: the extension puts QuickJS's own ways in their place.
 *
 * @module
 */

/**
 * Whether a piece of text stands anywhere.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(holds("a\r\nb", "\r"), true);
 * ```
 */
export function holds(text: string, piece: string): boolean {
  return text.indexOf(piece) >= 0;
}

/** With the flag `u`, a pair of surrogates is one character, which the class does not hold. */
const LONE_SURROGATE = /[\uD800-\uDFFF]/gu;

/**
 * The text with U+FFFD for each lone surrogate, which UTF-8 cannot hold.
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
