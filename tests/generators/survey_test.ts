import assert from "node:assert/strict";
import { detect } from "../../src/generators/detect.ts";
import { parse } from "../../src/generators/parse.ts";

const NODE = '{"class_type": "KSampler", "inputs": {"seed": 1, "steps": 2, "cfg": 3}}';
const FIELDS = '{"seed": 5, "steps": 6, "cfg": 7}';

/** Engines put keys that are integers first, in the order of their numbers. */
const ORDERS: Readonly<Record<string, readonly [text: string, generator: string | null]>> = {
  "a node before fields": [`{"2": ${NODE}, "1": ${FIELDS}}`, "comfyui"],
  "fields beside a node of the document itself": [`{"2": ${FIELDS}, "1": ${NODE}}`, "comfyui"],
  "a node before fields, within": [`{"0": 1, "x": [{"2": ${NODE}, "1": ${FIELDS}}]}`, "comfyui"],
  "fields before a node, within": [`{"0": 1, "x": [{"2": ${FIELDS}, "1": ${NODE}}]}`, "json"],
  "nodes alone": [`{"2": ${NODE}, "1": ${NODE}}`, "comfyui"],
  "a node beside something else": [`{"2": ${NODE}, "1": 7}`, "comfyui"],
  "fields before a node, in a string": [
    JSON.stringify({ text: `{"2": ${FIELDS}, "1": ${NODE}}` }),
    "json",
  ],
  "inner fields do not come before their node": [
    '{"inputs": {"seed": 1, "steps": 2, "cfg": 3}, "class_type": "KSampler"}',
    "comfyui",
  ],
};

for (const [name, [text, generator]] of Object.entries(ORDERS)) {
  Deno.test(`the order of the text tells a graph from fields: ${name}`, () => {
    assert.equal(detect(text), generator);
  });
}

Deno.test("of several objects of fields the first in the text is read, outer ones first", () => {
  assert.equal(parse(`{"2": ${FIELDS}, "1": {"seed": 8, "steps": 9, "cfg": 1}}`)?.seed, "5");
  assert.equal(parse(`{"inner": ${FIELDS}, "seed": 8, "steps": 9, "cfg": 1}`)?.seed, "8");
});

Deno.test("of several infotexts the first in the text is read", () => {
  const infotext = (seed: number): string => `a cat\nSteps: 20, Seed: ${seed}, Size: 8x8`;
  const text = `{"2": ${JSON.stringify(infotext(5))}, "1": ${JSON.stringify(infotext(8))}}`;
  assert.equal(parse(text)?.seed, "5");
});

Deno.test("an infotext of the least length is found in JSON", () => {
  assert.equal(detect('{"x": "Steps:1"}'), "a1111");
  assert.equal(detect('{"x": "{\\"c\\":1}", "y": [1, "Steps:1"]}'), "a1111");
  assert.equal(detect('{"x": "Steps:"}'), null);
});

Deno.test("short texts count under a key made for infotexts, in an array too", () => {
  assert.equal(parse('{"x": "a fern", "UserComment": "fern"}')?.raw_positive, "fern");
  assert.equal(parse('{"parameters": [1, ["fern"]]}')?.raw_positive, "fern");
});

Deno.test("a shape is told by keys of any spelling, all in one object", () => {
  assert.equal(detect('{"a": {"Rand-Device": "cpu", " generation mode ": "x"}}'), "invokeai");
  assert.equal(detect('{"rand_device": "cpu", "a": {"generation_mode": "x"}}'), null);
});
