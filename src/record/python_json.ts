/**
 * JSON as Python writes it: with NaN and Infinity, which are no JSON.
 *
 * @module
 */
import { isOverBounds } from "./json_text.ts";

/** A string, be it without an end (or each quote in it would be tried anew), or a word that only Python writes. */
const STRING_OR_WORD = /"[^"\\]*(?:\\[^][^"\\]*)*(?:"|\\?$)|-?\bInfinity\b|\bNaN\b/g;

/** Beginning of any document. */
const BEGINNING = /^[ \t\n\r]*(?:\{[ \t\n\r]*["}]|\[[ \t\n\r]*[[\]{"\-\dtfnNI]|["\-\dtfnNI])/;

/**
 * Parses JSON; `NaN` and `Infinity` outside of strings count as null.
 *
 * @returns `undefined` when the text is no JSON, or over the bounds of any JSON that is read here.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(parseLoosely('{"NaN": NaN}'), { NaN: null });
 * ```
 */
export function parseLoosely(text: string): unknown {
  if (!beginsAsJson(text) || isOverBounds(text)) return undefined;
  const value = parseStrictly(text);
  if (value !== undefined || !/NaN|Infinity/.test(text)) return value;
  return parseStrictly(
    text.replace(STRING_OR_WORD, (found) => found.charAt(0) === '"' ? found : "null"),
  );
}

/** Whether a text begins as JSON does: a prompt in brackets is told from it at less cost than an error of `JSON.parse`. */
export function beginsAsJson(text: string): boolean {
  return BEGINNING.test(text);
}

function parseStrictly(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}
