/**
 * Values and rows as JSON.
 *
 * @module
 */
import type { RowSink } from "../host/rows.ts";
import { valueJson } from "../host/value_text.ts";
import type { Output } from "./output.ts";

/** Puts a number's text into JSON as it is. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

/**
 * A report as one JSON document; bigints keep all their digits.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(toJson({ seed: 2n ** 63n - 1n }), '{"seed":9223372036854775807}');
 * ```
 */
export function toJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_key, member: unknown) => typeof member === "bigint" ? rawJSON(String(member)) : member,
  );
}

/** Writes rows as one JSON array of objects, a row a line. */
export function jsonSink(output: Output): RowSink {
  let keys: string[] = [];
  let separator = "\n";
  return {
    begin(columns): void {
      keys = distinct(columns).map((name) => `${JSON.stringify(name)}:`);
      output.write("[");
    },
    row(values): void {
      const members = values.map((value, i) => keys[i] + valueJson(value));
      output.write(`${separator}{${members.join(",")}}`);
      separator = ",\n";
    },
    end: () => output.write("\n]\n"),
  };
}

/** Names of columns as keys: a second `a` becomes `a:1`, as in SQLite's own subqueries. */
function distinct(columns: readonly string[]): string[] {
  const used = new Set<string>();
  return columns.map((name) => {
    let key = name;
    for (let i = 1; used.has(key); i++) key = `${name}:${i}`;
    used.add(key);
    return key;
  });
}
