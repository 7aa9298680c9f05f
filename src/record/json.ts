/**
 * A JSON reader that loses nothing: integers of any size are exact, values keep their spelling and keys their order.
 *
 * @module
 */
import { isOverBounds } from "./json_text.ts";
import {
  areSorted,
  arrayItems,
  containerText,
  type JsonArray,
  type JsonEntry,
  type JsonNumber,
  type JsonObject,
  type JsonValue,
  keysOf,
  member,
  membersOf,
  numberText,
  type Parsed,
  part,
  rootOf,
} from "./json_values.ts";
import { beginsAsJson, parseLoosely } from "./python_json.ts";

export { areSorted };
export type { JsonArray, JsonNumber, JsonObject, JsonValue, Parsed };

/** Stands for a document that holds more values than are read, or nests more deeply. */
export const TOO_LARGE: JsonNumber = { kind: "number", source: "", key: "" };

/**
 * Reads one JSON document; Python's `NaN` and `Infinity` count as null.
 *
 * @returns The value; `undefined` where the text is no JSON; `TOO_LARGE` where it holds more than half a million values, or
 * nests more than 4,000 deep.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const seed = memberOf(readJson('{"seed": 18446744073709551615}'), "seed");
 * assert.equal(seed !== undefined && scalarText(seed), "18446744073709551615");
 * ```
 */
export function readJson(text: string): JsonValue | undefined {
  const parsed = parseLoosely(text);
  if (parsed !== undefined) return rootOf(text, parsed);
  return beginsAsJson(text) && isOverBounds(text) ? TOO_LARGE : undefined;
}

/**
 * Whether a text is JSON that is read here: Python's `NaN` may stand in it, and it keeps to the bounds.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(isJson('{"scale": NaN}'), true);
 * assert.equal(isJson("[".repeat(1_000_000)), false);
 * ```
 */
export function isJson(text: string): boolean {
  return parseLoosely(text) !== undefined;
}

/** Whether a value is an object. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && value.kind === "object";
}

/** Whether a value is an array. */
export function isJsonArray(value: JsonValue | undefined): value is JsonArray {
  return typeof value === "object" && value !== null && value.kind === "array";
}

/** Whether a value is a string, a number or a boolean: whatever `scalarText` has a text for. The text itself costs more. */
export function isScalar(value: JsonValue): value is string | boolean | JsonNumber {
  return value !== null && (typeof value !== "object" || value.kind === "number");
}

/** The text of a string, number or boolean; `undefined` for anything else. */
export function scalarText(value: JsonValue): string | undefined {
  if (typeof value === "string") return value;
  if (!isScalar(value)) return undefined;
  return typeof value === "boolean" ? String(value) : numberText(value);
}

/** The text of any value: scalars as they are, `null` as nothing, the rest as JSON. */
export function valueText(value: JsonValue): string {
  return isJsonObject(value) || isJsonArray(value) ? containerText(value) : scalarText(value) ?? "";
}

/** The member of an object under `key`, the last of several; `undefined` where there is none, or `value` is no object. */
export function memberOf(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isJsonObject(value) ? member(value, key) : undefined;
}

/** The members of an object in order; none of anything else. */
export function entriesOf(value: JsonValue | undefined): readonly JsonEntry[] {
  return isJsonObject(value) ? membersOf(value) : [];
}

/** The items of an array; none of anything else. */
export function itemsOf(value: JsonValue | undefined): readonly JsonValue[] {
  return isJsonArray(value) ? arrayItems(value) : [];
}

/** An object or array as the engine has parsed it: for looking through a whole document, where values would cost too much. */
export function parsedOf(container: JsonObject | JsonArray): Parsed {
  return container.parsed;
}

/** The value of an object or array that stands in another under a key or number. */
export function partOf(
  container: JsonValue | undefined,
  key: string | number,
): JsonValue | undefined {
  return isJsonObject(container) || isJsonArray(container) ? part(container, key) : undefined;
}

/** The keys of an object in the order of the text; none of anything else. */
export function writtenKeys(value: JsonValue | undefined): readonly string[] {
  return isJsonObject(value) ? keysOf(value) : [];
}
