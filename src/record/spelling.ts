/**
 * Spelling of single numbers of a large document.
 *
 * @module
 */
import { type JsonNumber, numberText } from "./json_values.ts";

const QUOTE = 0x22;
const SPACE = 0x20;
const MINUS = 0x2d;
const NINE = 0x39;
const NUMBER = /-?\d[\d.eE+-]*/y;

/** Spellings by number, null where there are two; they hold wherever the key stands in the document. */
type Spellings = Map<number, string | null>;

/** The spellings of the last document by key, as keys are written. */
let last: { readonly text: string; readonly keys: ReadonlyMap<string, Spellings> } | undefined;

/**
 * A number as it is written. This costs a tenth of `scalarText`, which lays the document out: every member of the key's name
 * that has the value is mostly spelt alike.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { memberOf, readJson } from "./json.ts";
 * const cfg = memberOf(readJson('{"cfg": 7.0}'), "cfg");
 * assert.equal(typeof cfg === "object" && cfg?.kind === "number" && spellingOf(cfg), "7.0");
 * ```
 */
export function spellingOf(number: JsonNumber): string {
  const { source, key } = number;
  if (
    typeof source === "string" || typeof key === "number" || key.indexOf("\\") >= 0 ||
    source.document.layout !== undefined
  ) {
    return numberText(number);
  }
  const { text } = source.document;
  if (last === undefined || last.text !== text) last = { text, keys: spellingsOf(text) };
  return last.keys.get(key)?.get(source.parsed[key] as number) ?? numberText(number);
}

/** The spellings of all numbers behind a key and a colon, and of what looks like such in strings. */
function spellingsOf(text: string): ReadonlyMap<string, Spellings> {
  const keys = new Map<string, Spellings>();
  for (let colon = text.indexOf(":"); colon >= 0; colon = text.indexOf(":", colon + 1)) {
    const from = skipBlanks(text, colon + 1);
    const end = numberEnd(text, from);
    if (end === from) continue;
    let quote = colon - 1;
    while (text.charCodeAt(quote) <= SPACE) quote--;
    if (text.charCodeAt(quote) !== QUOTE) continue;
    const key = text.slice(text.lastIndexOf('"', quote - 1) + 1, quote);
    let spellings = keys.get(key);
    if (spellings === undefined) keys.set(key, spellings = new Map());
    const spelling = text.slice(from, end);
    const number = Number(spelling);
    const known = spellings.get(number);
    spellings.set(number, known === undefined || known === spelling ? spelling : null);
  }
  return keys;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= SPACE) at++;
  return at;
}

function numberEnd(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (first > NINE || first < MINUS) return from;
  NUMBER.lastIndex = from;
  return NUMBER.test(text) ? NUMBER.lastIndex : from;
}
