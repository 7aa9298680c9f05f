/**
 * JSON as Python writes it: with NaN and Infinity, which are no JSON.
 *
 * @module
 */

import { MAX_VALUES } from "../record/json.ts";

/** A string, be it without an end (or each quote in it would be tried anew), or a word that only Python writes. */
const STRING_OR_WORD = /"[^"\\]*(?:\\[^][^"\\]*)*(?:"|\\?$)|-?\bInfinity\b|\bNaN\b/g;

/**
 * Parses JSON; `NaN` and `Infinity` outside of strings count as null.
 *
 * @returns `undefined` when the text is no JSON, or holds more values than any JSON that is read here.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(parseLoosely('{"NaN": NaN}'), { NaN: null });
 * ```
 */
export function parseLoosely(text: string): unknown {
  if (holdsTooMany(text)) return undefined;
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

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
/** Of `[` and `{`: they differ in one bit. */
const BRACKET = 0x5b;

/** Whether JSON holds too many values; each takes a hundred times the memory of its text. */
function holdsTooMany(text: string): boolean {
  if (text.length <= MAX_VALUES) return false;
  let values = 0;
  let isInside = false;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) isInside = !isInside;
    else if (isInside) at += unit === BACKSLASH ? 1 : 0;
    else if (unit === COMMA || (unit & ~0x20) === BRACKET) values++;
  }
  return values > MAX_VALUES;
}
