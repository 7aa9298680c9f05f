/**
 * Text as the parser wants it, and cutting it to size.
 *
 * @module
 */
import { holds, isStorable } from "./engine.ts";

/**
 * The text with LF as its only line end, without NUL and U+FEFF; lone surrogates become U+FFFD.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(normaliseText("\uFEFFa\r\nb\rc\0"), "a\nb\nc");
 * ```
 */
export function normaliseText(text: string): string {
  return withoutUnstorable(holds(text, "\r") ? text.replace(/\r\n?/g, "\n") : text);
}

/** With the flag `u`, a pair of surrogates is one character, which the class does not hold. */
const LONE_SURROGATE = /[\uD800-\uDFFF]/gu;

/** The text without NUL and U+FEFF; lone surrogates become U+FFFD. */
export function withoutUnstorable(text: string): string {
  return isStorable(text)
    ? text
    : text.replace(/[\0\uFEFF]+/g, "").replace(LONE_SURROGATE, "\uFFFD");
}

const SPACE = 0x20;
const LAST_ASCII = 0x7f;

/** Whether a character is one that `trim` takes away. */
export function isBlank(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (unit > SPACE && unit <= LAST_ASCII) return false;
  return unit === SPACE || text.charAt(at).trim() === "";
}

const LESS_THAN = 0x3c;
const MARKUP = /^<(?:\?xml|x:xmpmeta|!doctype|html)/i;

/** Whether a text is markup, which is never an infotext, whatever it holds. */
export function isMarkup(text: string): boolean {
  return text.charCodeAt(0) === LESS_THAN && MARKUP.test(text);
}

const LABEL = /^parameters[ \t]*:[ \t]*/i;
const LOWER_CASE = 0x20;
const LETTER_P = 0x70;

/** A text without the label `Parameters:` that metadata viewers print; only few texts have its first letter. */
export function withoutLabel(text: string): string {
  const mayHave = (text.charCodeAt(0) | LOWER_CASE) === LETTER_P;
  return mayHave ? text.replace(LABEL, "").trimStart() : text;
}

/** Longest stored prompt in bytes of UTF-8: the 64 KiB of the original specification. */
export const PROMPT_BYTES = 65_536;

/**
 * The longest beginning of `text` that has at most `limit` bytes as UTF-8, cut between code points.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(cutToBytes("aé", 2), "a");
 * ```
 */
export function cutToBytes(text: string, limit: number): string {
  if (text.length * 3 <= limit) return text;
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const pair = unit >= 0xd800 && unit < 0xdc00;
    bytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : pair ? 4 : 3;
    if (bytes > limit) return text.slice(0, i);
    if (pair) i++;
  }
  return text;
}
