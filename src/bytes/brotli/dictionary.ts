/**
 * Words of the static dictionary, transformed (https://www.rfc-editor.org/rfc/rfc7932, 8 and appendices A, B).
 *
 * @module
 */

import { inflateRaw } from "../engine.ts";
import { Refused } from "./bit_reader.ts";
import { TRANSFORMS } from "./transforms.ts";
import { DEFLATED_WORDS } from "./words.ts";

const DICTIONARY_BYTES = 122_784;
/** Bits of the number of words of each length. */
const BITS = [0, 0, 0, 0, 10, 10, 11, 11, 10, 10, 10, 10, 10, 9, 9, 8, 7, 7, 8, 7, 7, 6, 6, 5, 5];
/** Where the words of each length begin. */
const STARTS = BITS.reduce<number[]>((starts, bits, length) => {
  starts.push((starts[length] ?? 0) + (bits === 0 ? 0 : length << bits));
  return starts;
}, [0]);

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function fromBase64(text: string): Uint8Array {
  const values = new Map(Array.from(BASE64, (letter, value) => [letter, value]));
  const bytes = new Uint8Array((text.length >> 2) * 3);
  for (let at = 0, to = 0; at < text.length; at += 4) {
    let group = 0;
    for (let n = 0; n < 4; n++) group = group << 6 | (values.get(text.charAt(at + n)) ?? 0);
    bytes[to++] = group >> 16;
    bytes[to++] = group >> 8;
    bytes[to++] = group;
  }
  return bytes;
}

let words: Uint8Array | null = null;

function dictionary(): Uint8Array {
  if (words !== null) return words;
  const inflated = inflateRaw(fromBase64(DEFLATED_WORDS), DICTIONARY_BYTES, false);
  if (typeof inflated === "string") throw new Error(`the dictionary of Brotli ${inflated}`);
  words = inflated;
  return words;
}

const OMIT_LAST = 9;
const UPPERCASE_FIRST = 10;
const UPPERCASE_ALL = 11;

/** The word of a length by its number, which names its transform too. Throws `Refused` where there is none. */
export function wordOf(length: number, number: number): Uint8Array {
  const bits = BITS[length] ?? 0;
  const transform = TRANSFORMS[number >> bits];
  if (bits === 0 || transform === undefined) throw new Refused("is broken");
  const start = (STARTS[length] ?? 0) + (number & ((1 << bits) - 1)) * length;
  const [prefix, kind, suffix] = transform;
  const omitted = kind > UPPERCASE_ALL ? kind - UPPERCASE_ALL : 0;
  const end = start + length - (kind <= OMIT_LAST ? kind : 0);
  const word = dictionary().slice(start + omitted, Math.max(start + omitted, end));
  if (kind === UPPERCASE_FIRST) upperCase(word, 0);
  for (let at = 0; kind === UPPERCASE_ALL && at < word.length;) at += upperCase(word, at);
  const whole = new Uint8Array(prefix.length + word.length + suffix.length);
  for (let n = 0; n < prefix.length; n++) whole[n] = prefix.charCodeAt(n);
  whole.set(word, prefix.length);
  for (let n = 0; n < suffix.length; n++) {
    whole[prefix.length + word.length + n] = suffix.charCodeAt(n);
  }
  return whole;
}

/** Changes the case of a character as Brotli does, whatever it is; gives its length in bytes. */
function upperCase(word: Uint8Array, at: number): number {
  const byte = word[at] ?? 0;
  if (byte < 0xc0) {
    if (byte >= 0x61 && byte <= 0x7a) word[at] = byte ^ 0x20;
    return 1;
  }
  const length = byte < 0xe0 ? 2 : 3;
  const last = at + length - 1;
  if (last < word.length) word[last] = (word[last] ?? 0) ^ (length === 2 ? 0x20 : 5);
  return length;
}
