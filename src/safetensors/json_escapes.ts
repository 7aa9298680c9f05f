/**
 * Escapes in the strings of JSON, as bytes.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc8259#section-7.
 *
 * @module
 */

const BACKSLASH = 0x5c;
const U = 0x75;

/** By the letter behind a backslash, the byte that both stand for; 0 for any other letter. */
const PLAIN = new Uint8Array(256);
for (const pair of ['""', "\\\\", "//", "b\b", "f\f", "n\n", "r\r", "t\t"]) {
  PLAIN[pair.charCodeAt(0)] = pair.charCodeAt(1);
}

/**
 * Finds the end of the escape at `at`, both halves of a surrogate pair together.
 *
 * @returns 0 when it is none, or half a pair.
 */
export function escapeEnd(bytes: Uint8Array, at: number): number {
  const letter = bytes[at + 1] ?? 0;
  if (letter !== U) return PLAIN[letter] === 0 ? 0 : at + 2;
  const unit = unitAt(bytes, at);
  if (unit < 0) return 0;
  if (!isHigh(unit)) return isLow(unit) ? 0 : at + 6;
  return isLow(unitAt(bytes, at + 6)) ? at + 12 : 0;
}

/**
 * Writes a string's content without escapes into `target`, in UTF-8; all escapes have to be right.
 *
 * @returns How many bytes that takes; no more than with escapes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const text = new TextEncoder().encode("a\\n\\u732b");
 * const target = new Uint8Array(text.length);
 * const length = unescape(text, 0, text.length, target);
 * assert.equal(new TextDecoder().decode(target.subarray(0, length)), "a\n猫");
 * ```
 */
export function unescape(
  bytes: Uint8Array,
  from: number,
  to: number,
  target: Uint8Array,
): number {
  let length = 0;
  for (let at = from; at < to;) {
    const byte = bytes[at] ?? 0;
    if (byte !== BACKSLASH) {
      target[length++] = byte;
      at++;
      continue;
    }
    const plain = PLAIN[bytes[at + 1] ?? 0] ?? 0;
    if (plain !== 0) target[length++] = plain;
    else length = put(target, length, pointAt(bytes, at));
    at = escapeEnd(bytes, at);
  }
  return length;
}

/** The code unit of `\uXXXX` at `at`; -1 when none is there. */
function unitAt(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== BACKSLASH || bytes[at + 1] !== U) return -1;
  let unit = 0;
  for (let i = at + 2; i < at + 6; i++) {
    const digit = hexDigit(bytes[i] ?? 0);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function pointAt(bytes: Uint8Array, at: number): number {
  const unit = unitAt(bytes, at);
  if (!isHigh(unit)) return unit;
  return 0x10000 + (unit - 0xd800) * 0x400 + unitAt(bytes, at + 6) - 0xdc00;
}

/** Writes a code point in UTF-8. @returns Where the next one goes. */
function put(bytes: Uint8Array, at: number, point: number): number {
  const rest = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  const mark = [0, 0xc0, 0xe0, 0xf0][rest] ?? 0;
  bytes[at] = mark | point >> 6 * rest;
  for (let i = 1; i <= rest; i++) bytes[at + i] = 0x80 | point >> 6 * (rest - i) & 0x3f;
  return at + rest + 1;
}
