import assert from "node:assert/strict";
import fc from "fast-check";
import {
  JsonArray,
  JsonNumber,
  JsonObject,
  type JsonValue,
  readJson,
} from "../../src/record/json.ts";

/** What JSON.parse would make of a value. */
function plain(value: JsonValue | undefined): unknown {
  if (value instanceof JsonNumber) return Number(value.text);
  if (value instanceof JsonArray) return value.items.map(plain);
  if (!(value instanceof JsonObject)) return value;
  return Object.fromEntries(value.entries.map(([key, item]) => [key, plain(item)]));
}

Deno.test("readJson reads what JSON.parse reads", () => {
  fc.assert(fc.property(fc.json(), fc.constantFrom(undefined, 1, "\t"), (json, indent) => {
    const text = JSON.stringify(JSON.parse(json), null, indent);
    assert.deepEqual(plain(readJson(text)), JSON.parse(text));
  }));
});

Deno.test("readJson refuses what JSON.parse refuses", () => {
  const broken = fc.json().chain((json) =>
    fc.tuple(fc.nat(json.length), fc.constantFrom("", '"', "{", "}", "[", "]", ",", ":", "1", "\n"))
      .map(([at, put]) => json.slice(0, at) + put + json.slice(at + 1))
  );
  fc.assert(
    fc.property(broken, (text) => {
      let expected: unknown;
      try {
        expected = JSON.parse(text);
      } catch {
        assert.equal(readJson(text), undefined);
        return;
      }
      assert.deepEqual(plain(readJson(text)), expected);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("readJson refuses every malformed document", () => {
  for (
    const text of [
      ..."{ [ { [} {]  , : - + . 01 1. .5 1e Nan".split(" "),
      '{"a"}',
      '{"a":}',
      '{"a":1,}',
      "{a:1}",
      "{1:1}",
      "[1,]",
      "[,1]",
      "[1 2]",
      '{"a":1 "b":2}',
      '"a',
      '"\\x"',
      '"\\u12"',
      '"a\nb"',
      "tru",
      "nulll",
      "1 1",
      "{} {}",
      "'a'",
      "\u00a01",
    ]
  ) assert.equal(readJson(text), undefined, text);
});

Deno.test("numbers, keys, order and the text of every container are kept as they are written", () => {
  const object = readJson('{"b": 1.50e+400, "a": {"x": [ 1,2 ]}, "b": -0}');
  assert.ok(object instanceof JsonObject);
  assert.deepEqual(object.entries.map(([key]) => key), ["b", "a", "b"]);
  assert.deepEqual(object.entries[0]?.[1], new JsonNumber("1.50e+400"));
  assert.deepEqual(object.get("b"), new JsonNumber("-0"));
  assert.equal(object.get("c"), undefined);
  const inner = object.get("a");
  assert.ok(inner instanceof JsonObject);
  assert.equal(inner.text, '{"x": [ 1,2 ]}');
  const list = inner.get("x");
  assert.ok(list instanceof JsonArray);
  assert.equal(list.text, "[ 1,2 ]");
});

Deno.test("a hundred thousand nested values are read", () => {
  const depth = 100_000;
  const value = readJson(`${'{"a":['.repeat(depth)}7${"]}".repeat(depth)}`);
  assert.ok(value instanceof JsonObject);
  assert.equal(value.text.length, depth * 8 + 1);
});
