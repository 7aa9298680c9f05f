/**
 * JSON as Python writes it: with NaN and Infinity, which are no JSON.
 *
 * @module
 */

/** A string, be it without an end (or each quote in it would be tried anew), or a word that only Python writes. */
const STRING_OR_WORD = /"[^"\\]*(?:\\[^][^"\\]*)*(?:"|\\?$)|-?\bInfinity\b|\bNaN\b/g;

/**
 * Parses JSON; `NaN` and `Infinity` outside of strings count as null.
 *
 * @returns `undefined` when the text is no JSON.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(parseLoosely('{"NaN": NaN}'), { NaN: null });
 * ```
 */
export function parseLoosely(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (!/NaN|Infinity/.test(text)) return undefined;
  }
  try {
    return JSON.parse(
      text.replace(STRING_OR_WORD, (found) => found.charAt(0) === '"' ? found : "null"),
    );
  } catch {
    return undefined;
  }
}
