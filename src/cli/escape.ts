/**
 * Text that a terminal shows without obeying it.
 *
 * @module
 */

/** C0 and C1 control characters, DEL, line separators, and marks that turn the direction of writing round. */
const UNSAFE =
  // deno-lint-ignore no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Writes control characters as `\n`, `\r`, `\t`, `\xNN` or `\uNNNN`. File names and metadata come from strangers.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(escapeControls("a\x1b[31m\nb"), "a\\x1b[31m\\nb");
 * ```
 */
export function escapeControls(text: string): string {
  return text.replace(UNSAFE, (char) => SHORT[char] ?? codeEscape(char.charCodeAt(0)));
}

function codeEscape(code: number): string {
  const hex = code.toString(16);
  return code < 0x100 ? `\\x${hex.padStart(2, "0")}` : unicodeEscape(code);
}

/**
 * The same inside a JSON text, as JSON writes it: what it means stays the same. JSON itself escapes but the first 32.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(escapeInJson('"\u009b31m"'), '"\\u009b31m"');
 * ```
 */
export function escapeInJson(json: string): string {
  return json.replace(UNSAFE, (char) => unicodeEscape(char.charCodeAt(0)));
}

function unicodeEscape(code: number): string {
  return `\\u${code.toString(16).padStart(4, "0")}`;
}
