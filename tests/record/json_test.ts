import assert from "node:assert/strict";
import fc from "fast-check";
import {
  entriesOf,
  isJson,
  isJsonArray,
  isJsonObject,
  itemsOf,
  type JsonValue,
  memberOf,
  readJson,
  scalarText,
  TOO_LARGE,
  valueText,
} from "../../src/record/json.ts";

/** What JSON.parse would make of a value. */
function plain(value: JsonValue | undefined): unknown {
  if (isJsonArray(value)) return itemsOf(value).map(plain);
  if (isJsonObject(value)) {
    return Object.fromEntries(entriesOf(value).map(([key, item]) => [key, plain(item)]));
  }
  return typeof value === "object" && value !== null ? Number(scalarText(value)) : value;
}

function textOf(value: JsonValue | undefined): string | undefined {
  return value === undefined ? undefined : valueText(value);
}

Deno.test("readJson reads what JSON.parse reads", () => {
  fc.assert(fc.property(fc.json(), fc.constantFrom(undefined, 1, "\t"), (json, indent) => {
    const text = JSON.stringify(JSON.parse(json), null, indent);
    assert.deepEqual(plain(readJson(text)), JSON.parse(text));
  }));
});

function objectsOf(keys: fc.Arbitrary<string>, values: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.uniqueArray(fc.tuple(keys, values), { maxLength: 6, selector: ([key]) => key })
    .map((members) => members.map(([key, value]) => `\n${JSON.stringify(key)} :\t${value}`))
    .map((members) => `{${members} }`);
}

const KEYS = '2|10|1|a|__proto__|constructor|q"\\|é\n|{|4294967295|007|b"7'.split("|");
const NUMBERS = ["3", "20", "100", "007", "4294967295"];

/** JSON with keys that engines sort or treat in a way of their own, and with what JSON.parse does not keep. */
const { document } = fc.letrec<{ value: string; document: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom("7.0", "-0", "1e-3", "18446744073709551615", "true", "NaN", "-Infinity"),
    fc.string().map((text) => JSON.stringify(text)),
    fc.array(tie("value"), { maxLength: 4 }).map((items) => `[ ${items.join(" ,")}]`),
    tie("document"),
  ),
  document: fc.oneof(
    objectsOf(fc.constantFrom(...KEYS), tie("value")),
    objectsOf(fc.constantFrom(...NUMBERS), tie("value")),
  ),
}));

/** The text of a value, put together anew from its members. */
function rewritten(value: JsonValue): string {
  if (isJsonArray(value)) return `[${itemsOf(value).map(rewritten)}]`;
  if (isJsonObject(value)) {
    const members = entriesOf(value).map(([key, member]) => {
      const again = memberOf(value, key);
      assert.equal(again !== undefined && valueText(again), valueText(member));
      return `${JSON.stringify(key)}:${rewritten(member)}`;
    });
    return `{${members}}`;
  }
  return typeof value === "string" ? JSON.stringify(value) : scalarText(value) ?? "null";
}

/** The same without blanks outside of strings, and with null for the words of Python. */
function compact(text: string): string {
  return text.replace(
    /"(?:[^"\\]|\\.)*"|-?Infinity|NaN|\s+/g,
    (part) => part.startsWith('"') ? part : part.trim() === "" ? "" : "null",
  );
}

Deno.test("the order of keys, the spelling of numbers and the text of containers are those of the document", () => {
  fc.assert(
    fc.property(document, (text) => {
      const value = readJson(text);
      assert.ok(value !== undefined);
      assert.equal(rewritten(value), compact(text));
      assert.equal(valueText(value), text);
    }),
    { numRuns: 2000 },
  );
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

Deno.test("of equal keys the last counts", () => {
  for (const first of ["1.50e+400", '{"a": 1}', '"x"']) {
    const object = readJson(`{"b": ${first}, "a": {"x": [ 1,2 ]}, "b": -0}`);
    assert.deepEqual(entriesOf(object).map(([key]) => key), ["b", "a"]);
    assert.equal(textOf(memberOf(object, "b")), "-0");
    assert.equal(textOf(memberOf(object, "a")), '{"x": [ 1,2 ]}');
    assert.equal(textOf(memberOf(memberOf(object, "a"), "x")), "[ 1,2 ]");
  }
  const numbered = readJson('{"2": 1.0, "1": [], "2": {"n": 2.0}}');
  assert.deepEqual(entriesOf(numbered).map(([key, value]) => [key, valueText(value)]), [
    ["2", '{"n": 2.0}'],
    ["1", "[]"],
  ]);
});

Deno.test("an object has the members that are written in it, and no others", () => {
  const object = readJson('{"__proto__": {"a": 1.0}}');
  assert.equal(textOf(memberOf(memberOf(object, "__proto__"), "a")), "1.0");
  for (const key of ["toString", "constructor", "a"]) {
    assert.equal(memberOf(object, key), undefined);
  }
  assert.equal(memberOf(readJson("{}"), "__proto__"), undefined);
});

Deno.test("numbers of a deep object are found in time that grows with the document", () => {
  const depth = 3999;
  let value = readJson(`${'{"a":'.repeat(depth)}7.0${"}".repeat(depth)}`);
  for (let level = 0; level < depth; level++) value = memberOf(value, "a");
  assert.equal(textOf(value), "7.0");
});

Deno.test("JSON that nests more than 4,000 deep is too large, and never parsed", () => {
  const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
  assert.ok(isJsonArray(readJson(nested(4000))));
  assert.equal(readJson(nested(4001)), TOO_LARGE);
  assert.equal(readJson('{"a":['.repeat(2001)), TOO_LARGE);
  assert.equal(readJson(`[${"[],".repeat(9000)}{}]`) === TOO_LARGE, false);
  assert.equal(readJson(`["${"[".repeat(9000)}"]`) === TOO_LARGE, false);
  assert.deepEqual([isJson(nested(4000)), isJson(nested(4001)), isJson("[")], [true, false, false]);
});
