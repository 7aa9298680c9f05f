/**
 * Broken forms of a text: cut, garbled, nested. The same ones each time.
 *
 * @module
 */

const CUTS = 48;
const PIECES = ["\0", "\uFEFF", "\uD800", '"', "{", "]", "\\", "\n", ": ", "null", "-1", "1e999"];

/**
 * Broken forms of a text.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.ok([...mutationsOf("Steps: 20")].includes("Steps"));
 * ```
 */
export function* mutationsOf(text: string): Iterable<string> {
  yield "";
  const step = Math.max(1, Math.floor(text.length / CUTS));
  for (let at = 1; at < text.length; at += step) {
    yield text.slice(0, at);
    yield text.slice(at);
    const piece = PIECES[at % PIECES.length] ?? "";
    yield text.slice(0, at) + piece + text.slice(at);
    yield text.slice(0, at) + piece + text.slice(at + step);
  }
  for (const value of ["null", "[]", "{}", '"x"', "[null]", "18446744073709551616"]) {
    // Every value of a JSON text in turn stands for one that is not there.
    yield text.replace(/:\s*("(?:[^"\\]|\\.)*"|[\d.]+|true|false|null)/g, `: ${value}`);
  }
  yield `${text}\n${text}`;
  yield `[${text}]`;
  yield JSON.stringify({ Comment: text, parameters: text });
}
