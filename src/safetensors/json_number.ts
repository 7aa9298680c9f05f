/**
 * Ends of numbers in JSON. Patterns would not do: of millions of digits the engine keeps each as a step back.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc8259#section-6.
 *
 * @module
 */

const ZERO = 0x30;
const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const LOWER_E = 0x65;
const UPPER_E = 0x45;

/**
 * Finds the end of the whole part of a number at `at`, its sign included; `at` when there is no number.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const text = new TextEncoder().encode("-12.5e3,");
 * assert.equal(wholeEnd(text, 0), 3);
 * assert.equal(numberEnd(text, 3), 7);
 * ```
 */
export function wholeEnd(bytes: Uint8Array, at: number): number {
  const start = at + (bytes[at] === MINUS ? 1 : 0);
  const end = bytes[start] === ZERO ? start + 1 : digitsEnd(bytes, start);
  return end === start ? at : end;
}

/** Finds the end of a number whose whole part ends at `whole`. */
export function numberEnd(bytes: Uint8Array, whole: number): number {
  let end = whole;
  if (bytes[end] === POINT) end = digitsEnd(bytes, end + 1, end);
  const letter = bytes[end];
  if (letter !== LOWER_E && letter !== UPPER_E) return end;
  const sign = bytes[end + 1];
  return digitsEnd(bytes, end + (sign === PLUS || sign === MINUS ? 2 : 1), end);
}

/** Finds the end of the digits from `from` on; `otherwise` without any. */
function digitsEnd(bytes: Uint8Array, from: number, otherwise = from): number {
  let end = from;
  while (isDigit(bytes[end])) end++;
  return end === from ? otherwise : end;
}

/** Whether a byte is a digit. */
export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= ZERO + 9;
}
