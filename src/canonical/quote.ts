/**
 * Text as a JSON string.
 *
 * @module
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_PRINTABLE = 0x20;
const FIRST_SURROGATE = 0xd800;
/** Up to this length a loop is faster than the call. */
const SHORT = 40;

/**
 * The same as `JSON.stringify(text)`, faster for the short texts that most values are.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(quote("Euler a"), '"Euler a"');
 * assert.equal(quote('a "b"'), '"a \\"b\\""');
 * ```
 */
export function quote(text: string): string {
  return text.length <= SHORT && isPlain(text) ? `"${text}"` : JSON.stringify(text);
}

/** Whether no character has to be escaped. */
function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (
      unit < FIRST_PRINTABLE || unit === QUOTE || unit === BACKSLASH || unit >= FIRST_SURROGATE
    ) return false;
  }
  return true;
}
