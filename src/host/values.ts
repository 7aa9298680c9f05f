/**
 * JavaScript values as SQLite values: the only place where they cross.
 *
 * @module
 */
import type { SqlValue } from "./plugin.ts";

/** Least integer of SQLite, and so below or at every id: signed, 64 bits. */
export const MIN_INTEGER: bigint = -(2n ** 63n);
/** Greatest integer of SQLite. */
export const MAX_INTEGER: bigint = 2n ** 63n - 1n;

/**
 * A function's result as SQLite stores it.
 *
 * Whole numbers become bigints, since drivers hand every JavaScript number to SQLite as REAL; bigints beyond 64 bits become
 * text, NaN and `undefined` NULL, booleans 1 and 0, objects and arrays JSON text, where bigints keep their digits.
 *
 * @throws {TypeError} On a promise, since SQL cannot wait, and on an object that JSON cannot hold.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(toSql(3), 3n);
 * assert.equal(toSql(2n ** 64n - 1n), "18446744073709551615");
 * assert.equal(toSql(["a"]), '["a"]');
 * ```
 */
export function toSql(value: unknown): SqlValue {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      if (Number.isNaN(value)) return null;
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? BigInt(value) : value;
    case "bigint":
      return value >= MIN_INTEGER && value <= MAX_INTEGER ? value : String(value);
    case "boolean":
      return value ? 1n : 0n;
    case "object":
      return value === null || value instanceof Uint8Array ? value : toJson(value);
    default:
      return null;
  }
}

/** Writes the digits of a bigint as they are; an engine without it gets them as a string. */
const { rawJSON = String } = JSON as { rawJSON?: (text: string) => unknown };

function toJson(value: object): string | null {
  if ("then" in value) throw new TypeError("it returned a promise, and SQL cannot wait for it");
  const json: string | undefined = JSON.stringify(
    value,
    (_key, member: unknown) => typeof member === "bigint" ? rawJSON(String(member)) : member,
  );
  return json ?? null;
}
