/**
 * The text of a value as an integer, a real, a boolean or a hash.
 *
 * @module
 */
import { HASH_DIGITS } from "../sql/hashes.ts";

const INTEGER = /^-?\d+$/;
/** Most integers: to try this first takes a twelfth off parsing. */
const PLAIN = /^[1-9]\d*$/;
/** Most hashes: to try this first takes a twentieth off parsing. */
const LOWER_HEX = /^[0-9a-f]+$/;
const LEADING_ZEROS = /^(-?)0+(?=\d)/;
const REAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const HEX = /^[0-9a-f]+$/i;

const MAX_INT64 = "9223372036854775807";
const MIN_INT64_MAGNITUDE = "9223372036854775808";

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
  if (PLAIN.test(value)) return value;
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

const PLAIN_SIZE = /^([1-9]\d*)x([1-9]\d*)$/;
const SIZE = /^(\d+)\s*[xX]\s*(\d+)$/;

/** Width and height of `WxH`, or `null`. */
export function readSize(value: string): { width: string; height: string } | null {
  const [, w, h] = PLAIN_SIZE.exec(value) ?? [];
  if (w !== undefined && h !== undefined) return { width: w, height: h };
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
  if (LOWER_HEX.test(value)) return value;
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
