/**
 * Spelling of single numbers of a large document.
 *
 * @module
 */
import { type JsonNumber, numberText } from "./json_values.ts";

/** Keys of one document that are looked for; laying the document out costs as much as some dozens of searches. */
const MAX_KEYS = 32;

const VALUE = /[ \t\n\r]*:[ \t\n\r]*(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;

/** Spellings by number, null where there are two; they hold wherever the key stands in the document. */
type Spellings = ReadonlyMap<number, string | null>;

/** The spellings that were looked for in the last document, by key. */
let last: { readonly text: string; readonly keys: Map<string, Spellings> } | undefined;

/**
 * A number as it is written. Where few numbers of a document are wanted this costs a fifth of `scalarText`, which lays the
 * document out: every member of the key's name that has the value is mostly spelt alike.
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
    typeof source === "string" || typeof key === "number" || source.document.layout !== undefined
  ) {
    return numberText(number);
  }
  const { text } = source.document;
  if (last === undefined || last.text !== text) last = { text, keys: new Map() };
  let spellings = last.keys.get(key);
  if (spellings === undefined) {
    if (last.keys.size >= MAX_KEYS) return numberText(number);
    last.keys.set(key, spellings = spellingsOf(text, key));
  }
  return spellings.get(source.parsed[key] as number) ?? numberText(number);
}

function spellingsOf(text: string, key: string): Spellings {
  const spellings = new Map<number, string | null>();
  const quoted = `"${key}"`;
  for (let at = text.indexOf(quoted); at >= 0; at = text.indexOf(quoted, at + quoted.length)) {
    VALUE.lastIndex = at + quoted.length;
    const spelling = VALUE.exec(text)?.[1];
    if (spelling === undefined) continue;
    const number = Number(spelling);
    const known = spellings.get(number);
    spellings.set(number, known === undefined || known === spelling ? spelling : null);
  }
  return spellings;
}
