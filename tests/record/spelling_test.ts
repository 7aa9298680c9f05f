import assert from "node:assert/strict";
import fc from "fast-check";
import {
  entriesOf,
  isJsonObject,
  type JsonNumber,
  type JsonValue,
  readJson,
  scalarText,
} from "../../src/record/json.ts";
import { spellingOf } from "../../src/record/spelling.ts";

/** Every number below the members of an object. */
function numbersIn(value: JsonValue | undefined): JsonNumber[] {
  if (typeof value === "object" && value?.kind === "number") return [value];
  return isJsonObject(value) ? entriesOf(value).flatMap(([, inner]) => numbersIn(inner)) : [];
}

function assertSpellings(text: string): void {
  const quick = numbersIn(readJson(text)).map(spellingOf);
  const slow = numbersIn(readJson(text)).map((number) => scalarText(number));
  assert.deepEqual(quick, slow, text);
}

Deno.test("a number keeps its spelling, whatever else the document holds under its key", () => {
  const spellings = fc.constantFrom("7", "7.0", "70e-1", "18446744073709551615", "-0", "1e-05");
  const key = fc.constantFrom("cfg", "seed", 'a"b', "ü", "a\\");
  const member = fc.tuple(
    key,
    fc.oneof(spellings, fc.constant('"\\"cfg\\": 8"'), fc.constant("[1]")),
  );
  const object = fc.array(member, { maxLength: 4 }).map((members) =>
    `{${members.map(([name, value]) => `${JSON.stringify(name)} : ${value}`).join(",")}}`
  );
  fc.assert(fc.property(fc.array(object, { minLength: 1, maxLength: 5 }), (objects) => {
    assertSpellings(`{${objects.map((inner, at) => `"${at}":${inner}`).join(",")}}`);
  }));
});

Deno.test("a document of many keys is spelt right too", () => {
  const members = Array.from({ length: 100 }, (_, at) => `"k${at}":${at}.0`);
  assertSpellings(`{${members.join(",")}}`);
});
