/**
 * Python's lists, tuples and dictionaries as programs write them into texts: `['a', 'b']`, `(896, 1152)`. Nothing is
 * evaluated: a text of plain values is spelled as JSON, and anything else is none.
 *
 * @module
 */
import { type JsonValue, readJson } from "./json.ts";

/** More than any such value has: engines give up on patterns that repeat millions of times. */
const MAX_LENGTH = 1 << 20;

/** One token (https://docs.python.org/3/reference/lexical_analysis.html#literals). */
const TOKEN =
  /\s*(?:([[({])|([\])}])|([,:])|'([^'\\\n]*(?:\\.[^'\\\n]*)*)'|"([^"\\\n]*(?:\\.[^"\\\n]*)*)"|([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(True|False|None)\b)/y;

const WORDS: Readonly<Record<string, string>> = { True: "true", False: "false", None: "null" };
const OPENING: Readonly<Record<string, string>> = { "[": "[", "(": "[", "{": "{" };
const CLOSING: Readonly<Record<string, string>> = { "]": "]", ")": "]", "}": "}" };
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };

/**
 * Reads a list, tuple or dictionary as the array or object of the same values.
 *
 * @returns `undefined` where the text is none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { valueText } from "./json.ts";
 * assert.equal(valueText(readPython("('a fern', 896, True,)") ?? null), '["a fern",896,true]');
 * assert.equal(readPython("[print('a fern')]"), undefined);
 * ```
 */
export function readPython(text: string): JsonValue | undefined {
  if (text.length > MAX_LENGTH || !/^\s*[[({]/.test(text)) return undefined;
  const parts: string[] = [];
  let at = 0;
  const end = text.trimEnd().length;
  while (at < end) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text);
    if (token === null) return undefined;
    at = TOKEN.lastIndex;
    const [, open, close, mark, single, double, number, word] = token;
    if (open !== undefined) parts.push(OPENING[open] ?? "");
    else if (close !== undefined) {
      // A tuple of one item ends in a comma.
      if (parts[parts.length - 1] === ",") parts.pop();
      parts.push(CLOSING[close] ?? "");
    } else if (mark !== undefined) parts.push(mark);
    else if (number !== undefined) {
      // Two numbers would grow together.
      if (/\d$/.test(parts[parts.length - 1] ?? "")) return undefined;
      parts.push(jsonNumber(number));
    } else if (word !== undefined) parts.push(WORDS[word] ?? "");
    else parts.push(JSON.stringify(unescaped(single ?? double ?? "")));
  }
  return readJson(parts.join(""));
}

/** A number as JSON spells it: neither a sign `+`, nor zeros or a point at an end. */
function jsonNumber(number: string): string {
  return number.replace(/^\+/, "").replace(/^(-?)0+(?=\d)/, "$1").replace(/^(-?)\./, "$10.")
    .replace(/\.(?!\d)/, ".0");
}

function unescaped(text: string): string {
  if (text.indexOf("\\") < 0) return text;
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([^]))/g,
    (_all, x?: string, u?: string, long?: string, other = "") => {
      const digits = x ?? u ?? long;
      if (digits === undefined) return ESCAPES[other] ?? other;
      const code = parseInt(digits, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : "\uFFFD";
    },
  );
}
