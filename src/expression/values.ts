/**
 * JSON to the values that expressions work on, and their results back.
 *
 * Objects become `Map`s: no key of theirs can reach a prototype.
 *
 * @module
 */
import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  itemsOf,
  type JsonObject,
  type JsonValue,
  readJson,
  scalarText,
} from "../record/json.ts";
import { ExpressionError } from "./error.ts";
import { Duration, UnsignedInt } from "./library.ts";
import { EVALUATION_LIMITS } from "./limits.ts";

const MIN_INT = -(2n ** 63n);
const MAX_INT = 2n ** 63n - 1n;
const MAX_UINT = 2n ** 64n - 1n;

/** The members of a JSON object by name. */
export type Variables = ReadonlyMap<string, unknown>;

/**
 * Reads the JSON object whose members are the variables of an expression. Integers are exact: `int`, or `uint` beyond 2^63.
 *
 * @throws {ExpressionError} `evaluation` if it is no JSON object, `limit` if it is too large.
 */
export function readVariables(json: string): Variables {
  if (json.length > EVALUATION_LIMITS.json) {
    throw new ExpressionError("limit", "the JSON is too long");
  }
  const value = readJson(json);
  if (!isJsonObject(value)) {
    throw new ExpressionError("evaluation", "the JSON is no object");
  }
  return mapOf(value, 0);
}

function mapOf(object: JsonObject, depth: number): Map<string, unknown> {
  return new Map(entriesOf(object).map(([key, value]) => [key, valueOf(value, depth + 1)]));
}

function valueOf(value: JsonValue, depth: number): unknown {
  if (depth > EVALUATION_LIMITS.jsonDepth) {
    throw new ExpressionError("limit", "the JSON is too deep");
  }
  if (isJsonObject(value)) return mapOf(value, depth);
  if (isJsonArray(value)) return itemsOf(value).map((item) => valueOf(item, depth + 1));
  return typeof value === "object" && value !== null ? numberOf(scalarText(value) ?? "") : value;
}

function numberOf(text: string): unknown {
  if (!/^-?\d{1,20}$/.test(text)) return Number(text);
  const integer = BigInt(text);
  if (integer >= MIN_INT && integer <= MAX_INT) return integer;
  return integer > 0n && integer <= MAX_UINT ? new UnsignedInt(integer) : Number(text);
}

/**
 * A value of a program's as expressions see it: objects become maps. Numbers are `double`, bigints `int`.
 *
 * @throws {ExpressionError} `limit` if it is too deep.
 */
export function variableOf(value: unknown, depth = 0): unknown {
  if (depth > EVALUATION_LIMITS.jsonDepth) {
    throw new ExpressionError("limit", "the data is too deep");
  }
  if (Array.isArray(value)) return value.map((item) => variableOf(item, depth + 1));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  return new Map(entries.map(([name, member]) => [name, variableOf(member, depth + 1)]));
}

/** A result: lists and maps are JSON text. */
export type Result = null | boolean | bigint | number | string;

/**
 * A result as SQL can hold it.
 *
 * @throws {ExpressionError} `evaluation` if SQL has nothing for it, `limit` if it is too large.
 */
export function resultOf(value: unknown): Result {
  const scalar = scalarOf(value);
  if (scalar !== undefined) return scalar;
  const writer = new Writer();
  writer.write(value, 0);
  return writer.text;
}

function scalarOf(value: unknown): Result | undefined {
  switch (typeof value) {
    case "bigint":
      // The library turns any `double` into an `int`.
      if (value < MIN_INT || value > MAX_INT) {
        throw new ExpressionError("evaluation", "an int is out of range");
      }
      return value;
    case "boolean":
    case "number":
    case "string":
      return value;
    case "undefined":
      return null;
  }
  if (value === null) return null;
  if (value instanceof UnsignedInt) return value.value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Duration) return String(value);
  return undefined;
}

/** Writes JSON piece by piece, so that it stops where it becomes too long. */
class Writer {
  text = "";

  write(value: unknown, depth: number): void {
    if (depth > EVALUATION_LIMITS.jsonDepth) {
      throw new ExpressionError("limit", "the result is too deep");
    }
    const scalar = scalarOf(value);
    if (scalar !== undefined) this.add(scalarJson(scalar));
    else if (Array.isArray(value)) this.items(value, depth);
    else if (value instanceof Map) this.members([...value], depth);
    else if (typeof value === "object" && value !== null && value.constructor === Object) {
      this.members(Object.entries(value), depth);
    } else {
      throw new ExpressionError("evaluation", "the result is of a type that SQL does not have");
    }
  }

  private items(items: readonly unknown[], depth: number): void {
    items.forEach((item, index) => {
      this.add(index === 0 ? "[" : ",");
      this.write(item, depth + 1);
    });
    this.add(items.length === 0 ? "[]" : "]");
  }

  private members(members: readonly (readonly [unknown, unknown])[], depth: number): void {
    members.forEach(([key, member], index) => {
      this.add(`${index === 0 ? "{" : ","}${JSON.stringify(String(key))}:`);
      this.write(member, depth + 1);
    });
    this.add(members.length === 0 ? "{}" : "}");
  }

  private add(text: string): void {
    this.text += text;
    if (this.text.length > EVALUATION_LIMITS.result) {
      throw new ExpressionError(
        "limit",
        `the result is longer than ${EVALUATION_LIMITS.result} characters`,
      );
    }
  }
}

function scalarJson(value: Result): string {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "number") return JSON.stringify(value);
  if (!Number.isFinite(value)) return "null";
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
