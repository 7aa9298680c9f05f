/** Rows of a table-valued function out of a scalar one's JSON. */
import assert from "node:assert/strict";
import { sd } from "../../mod.ts";
import { GENERATORS } from "../../src/generators/table.ts";
import type { SqlValue } from "../../src/host/plugin.ts";
import { type Columns, tableRows } from "../../src/host/tables.ts";

const CASES: readonly [sentence: string, json: SqlValue, columns: Columns, rows: SqlValue[][]][] = [
  ["NULL is no row", null, { a: "text" }, []],
  ["a number is no row", 1n, { a: "text" }, []],
  ["an object is no row", '{"a":1}', { a: "integer" }, []],
  ["an empty array is no row", "[]", { a: "text" }, []],
  ["whole reals stay REAL", '[{"a":1.0},{"a":2}]', { a: "real" }, [[1], [2]]],
  ["whole numbers become INTEGER", '[{"a":3}]', { a: "integer" }, [[3n]]],
  ["what is absent or null is NULL", '[{"a":null},{}]', { a: "text", b: "real" }, [
    [null, null],
    [null, null],
  ]],
  ["columns come in their own order, others are left out", '[{"c":0,"b":"y","a":"x"}]', {
    a: "text",
    b: "text",
  }, [["x", "y"]]],
  [
    "long integers in JSON keep their digits",
    '[{"a":{"b":18446744073709551615}}]',
    { a: "json" },
    [['{"b":18446744073709551615}']],
  ],
  ["objects and arrays are JSON", '[{"a":{"b":[1]}}]', { a: "json" }, [['{"b":[1]}']]],
  ["booleans are 0 and 1", '[{"a":true},{"a":false}]', { a: "integer" }, [[1n], [0n]]],
];

for (const [sentence, json, columns, rows] of CASES) {
  Deno.test(`a table's rows: ${sentence}`, () => assert.deepEqual(tableRows(json, columns), rows));
}

Deno.test("the columns of each function are the members of what it lists", () => {
  const text = JSON.stringify({
    "sqlite-sd": 1,
    texts: {
      parameters: "a <lora:moss:1>\nSteps: 20, Seed: 1, Model: fern",
      prompt: '{"3": {"class_type": "SaveImage", "inputs": {}}}',
    },
  });
  for (const { name, columns, run } of sd.functions) {
    if (columns === undefined) continue;
    const [first] = JSON.parse(String(run.call({ installed: [], generators: GENERATORS }, text)));
    const members = Object.keys(first);
    const names = Object.keys(columns);
    assert.deepEqual(names.slice(0, members.length), members, name);
  }
});
