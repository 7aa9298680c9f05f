/**
 * Rows as JSON, one document a line: https://clickhouse.com/docs/interfaces/formats/JSONEachRow
 *
 * @module
 */
import { MAX_INTEGER, MIN_INTEGER } from "../host/values.ts";
import type { SqlValue } from "../host/plugin.ts";
import { valueJson } from "../host/value_text.ts";
import { NOTHING_KEPT, type Row, type RowFormat, type RowShape } from "./row_format.ts";

/** A number as it is written: digits beyond 2^53 count. */
interface RawNumber {
  readonly rawJSON: string;
}

/** Type that TypeScript lacks yet: https://tc39.es/proposal-json-parse-with-source/ */
const { rawJSON, isRawJSON, parse } = JSON as unknown as {
  rawJSON(text: string): RawNumber;
  isRawJSON(value: unknown): value is RawNumber;
  parse(
    text: string,
    reviver?: (key: string, value: unknown, context: { source: string }) => unknown,
  ): unknown;
};

const INTEGER = /^-?\d+$/;
const WHOLE_NUMBER = /^(?:0|[1-9]\d*)$/;
const RESULT = "result";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * Makes the format. A line is an object (its members are the values, in order), an array, or a single value; the answer is
 * an object with the member `result`. A blob is `{"base64": "…"}`, or, where the function takes nothing else, its base64 alone.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const line = new TextEncoder().encode('{"text":"a cat","seed":9007199254740993}');
 * assert.deepEqual(ndjson({ keep: 0 }).read(line).args, ["a cat", 9007199254740993n]);
 * ```
 */
export function ndjson({ keep, takes }: RowShape): RowFormat {
  return {
    values: "values",
    lost: NOTHING_KEPT,
    read: (line) => {
      const row = readLine(decoder.decode(line), keep);
      return takes === "bytes" ? withBytes(row) : row;
    },
    write(out, kept, value): void {
      out.text("{");
      out.bytes(kept);
      out.text(`"${RESULT}":${valueJson(value)}}\n`);
    },
  };
}

function readLine(line: string, keep: number): Row {
  let document: unknown;
  try {
    document = parse(line);
    const values = valuesOf(document);
    if (keep === 0 && values.every((value) => typeof value === "string")) {
      const fault = orderFault(document);
      return fault === null
        ? { kept: NOTHING_KEPT, args: values.map((text) => text.toWellFormed()) }
        : bad(fault);
    }
    document = parse(
      line,
      (_key, value, { source }) => typeof value === "number" ? rawJSON(source) : value,
    );
  } catch {
    return bad("it is no JSON");
  }
  const values = valuesOf(document);
  const fault = orderFault(document) ?? keepFault(document, values.length, keep);
  return fault === null
    ? { kept: keptMembers(document, keep), args: values.slice(keep).map(sqlValue) }
    : bad(fault);
}

/** Reads a first argument that is text as base64. */
function withBytes(row: Row): Row {
  const [first, ...others] = row.args;
  if (typeof first !== "string") return row;
  const bytes = fromBase64(first);
  return bytes === null
    ? { ...row, args: [], fault: "its first argument is no base64" }
    : { ...row, args: [bytes, ...others] };
}

function fromBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.fromBase64(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

/** The blob that an object stands for, as results are written; null for any other object. */
function blobIn(value: unknown): Uint8Array | null {
  if (!isObject(value)) return null;
  const { base64, ...others } = value;
  const isBlob = typeof base64 === "string" && Object.keys(others).length === 0;
  return isBlob ? fromBase64(base64) : null;
}

function bad(fault: string): Row {
  return { kept: NOTHING_KEPT, args: [], fault };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !isRawJSON(value);

function valuesOf(document: unknown): unknown[] {
  if (Array.isArray(document)) return document;
  return isObject(document) ? Object.values(document) : [document];
}

/** JavaScript sorts members whose names are whole numbers. */
function orderFault(document: unknown): string | null {
  if (!isObject(document)) return null;
  const names = Object.keys(document);
  return names.length > 1 && names.some((name) => WHOLE_NUMBER.test(name))
    ? "a whole number is the name of a member, so that their order is lost"
    : null;
}

function keepFault(document: unknown, count: number, keep: number): string | null {
  if (keep === 0) return null;
  if (!isObject(document)) return "it is no object, so that no member can be kept";
  if (count < keep) return `it has too few members to keep ${keep}`;
  return Object.keys(document).slice(0, keep).includes(RESULT)
    ? `a member to keep is named ${RESULT}`
    : null;
}

function keptMembers(document: unknown, keep: number): Uint8Array {
  if (keep === 0) return NOTHING_KEPT;
  const members = Object.entries(document as Record<string, unknown>).slice(0, keep);
  return encoder.encode(
    members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)},`).join(""),
  );
}

/** A JSON value as SQLite's JSON functions give it: objects and arrays are text. A blob is one again. */
function sqlValue(value: unknown): SqlValue {
  if (typeof value === "string") return value.toWellFormed();
  if (value === null) return null;
  if (typeof value === "boolean") return value ? 1n : 0n;
  return isRawJSON(value) ? numberValue(value.rawJSON) : blobIn(value) ?? JSON.stringify(value);
}

function numberValue(digits: string): bigint | number {
  if (!INTEGER.test(digits)) return Number(digits);
  const integer = BigInt(digits);
  return integer >= MIN_INTEGER && integer <= MAX_INTEGER ? integer : Number(digits);
}
