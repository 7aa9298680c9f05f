/**
 * SQLite values as text that other programs read.
 *
 * @module
 */
import type { SqlValue } from "./plugin.ts";

/**
 * A SQLite value as JSON: INTEGER with all its digits, REAL always with a point or an exponent, a blob as
 * `{"base64":"…"}`; infinity is `9e999`, as SQLite writes it itself.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(valueJson(7), "7.0");
 * assert.equal(valueJson(new Uint8Array([1, 2])), '{"base64":"AQI="}');
 * ```
 */
export function valueJson(value: SqlValue): string {
  if (typeof value === "number") return realText(value).replace("Inf", "9e999");
  if (value instanceof Uint8Array) return `{"base64":"${value.toBase64()}"}`;
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}

/** A REAL as text that SQLite reads as REAL again. */
export function realText(value: number): string {
  const text = Object.is(value, -0) ? "-0" : String(value);
  return /[.eI]/.test(text) ? text.replace("inity", "") : `${text}.0`;
}
