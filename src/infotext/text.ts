/**
 * Text as the parser wants it, and cutting it to size.
 *
 * @module
 */

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/**
 * Text with LF as its only line end, without NUL and U+FEFF; lone surrogates become U+FFFD.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(normaliseText("\uFEFFa\r\nb\rc\0"), "a\nb\nc");
 * ```
 */
export function normaliseText(text: string): string {
  let result = text;
  if (result.indexOf("\r") >= 0) result = result.replace(/\r\n?/g, "\n");
  if (/[\0\uFEFF]/.test(result)) result = result.replace(/[\0\uFEFF]+/g, "");
  if (/[\uD800-\uDFFF]/.test(result)) result = result.replace(LONE_SURROGATE, "\uFFFD");
  return result;
}

/** How many bytes of UTF-8 a stored prompt may have; the original specification's 64 KiB. */
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
