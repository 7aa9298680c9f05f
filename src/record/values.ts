/**
 * The text of a value as an integer, a real, a boolean or a hash.
 *
 * @module
 */
import { HASH_DIGITS } from "../sql/hashes.ts";

const INTEGER = /^-?\d+$/;
const LEADING_ZEROS = /^(-?)0+(?=\d)/;
const REAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const HEX = /^[0-9a-f]+$/i;

const MAX_INT64 = "9223372036854775807";
const MIN_INT64_MAGNITUDE = "9223372036854775808";

const [ZERO, NINE, LETTER_A, LETTER_F] = [0x30, 0x39, 0x61, 0x66];

/** Whether a part of a text is digits without a zero before them. Values are short: loops take a thirtieth off parsing. */
function isPlainNumber(text: string, from: number, to: number): boolean {
  if (from >= to || text.charCodeAt(from) === ZERO) return false;
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at);
    if (unit < ZERO || unit > NINE) return false;
  }
  return true;
}

function isLowerHexadecimal(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (!(unit >= ZERO && unit <= NINE) && !(unit >= LETTER_A && unit <= LETTER_F)) return false;
  }
  return text !== "";
}

/** Whether a value is an integer: `-?\d+`. */
export function isInteger(value: string): boolean {
  return INTEGER.test(value);
}

/**
 * An integer as exact decimal text without leading zeros, or `null`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(readInteger("18446744073709551615"), "18446744073709551615");
 * assert.equal(readInteger("7.5"), null);
 * ```
 */
export function readInteger(value: string): string | null {
  if (isPlainNumber(value, 0, value.length)) return value;
  if (!INTEGER.test(value)) return null;
  const digits = value.replace(LEADING_ZEROS, "$1");
  return digits === "-0" ? "0" : digits;
}

/** Whether SQLite's 64-bit signed INTEGER holds the number that `readInteger` gave. */
export function fitsInt64(integer: string): boolean {
  const negative = integer.startsWith("-");
  const magnitude = negative ? integer.slice(1) : integer;
  if (magnitude.length !== MAX_INT64.length) return magnitude.length < MAX_INT64.length;
  return magnitude <= (negative ? MIN_INT64_MAGNITUDE : MAX_INT64);
}

/**
 * A finite decimal number, with or without an exponent, or `null`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(readReal("1e1"), 10);
 * assert.equal(readReal("NaN"), null);
 * ```
 */
export function readReal(value: string): number | null {
  if (!REAL.test(value)) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** `true` or `false` in any case, 1 or 0; else `null`. */
export function readBoolean(value: string): boolean | null {
  const word = value.toLowerCase();
  if (word === "true" || word === "1") return true;
  return word === "false" || word === "0" ? false : null;
}

const SIZE = /^(\d+)\s*[xX]\s*(\d+)$/;

/** Width and height of `WxH`, or `null`. */
export function readSize(value: string): { width: string; height: string } | null {
  const x = value.indexOf("x");
  if (isPlainNumber(value, 0, x) && isPlainNumber(value, x + 1, value.length)) {
    return { width: value.slice(0, x), height: value.slice(x + 1) };
  }
  const [, width, height] = SIZE.exec(value) ?? [];
  return width === undefined || height === undefined
    ? null
    : { width: readInteger(width) ?? width, height: readInteger(height) ?? height };
}

/** Whether a text is nothing but hexadecimal digits. */
export function isHexadecimal(text: string): boolean {
  return HEX.test(text);
}

/** A hash as it is stored: trimmed, lower case when it is hexadecimal; `null` when empty. */
export function readHash(value: string): string | null {
  if (isLowerHexadecimal(value)) return value;
  const hash = value.trim();
  if (hash === "") return null;
  return HEX.test(hash) ? hash.toLowerCase() : hash;
}

/** The kind of a hexadecimal hash by its length. */
const HASH_KINDS: ReadonlyMap<number, string> = new Map(
  Object.entries(HASH_DIGITS).map(([kind, digits]) => [digits, kind]),
);

/** The kind of a hash by its length, or `null`. */
export function hashKind(hash: string | null): string | null {
  const kind = hash === null ? undefined : HASH_KINDS.get(hash.length);
  return hash !== null && kind !== undefined && HEX.test(hash) ? kind : null;
}
