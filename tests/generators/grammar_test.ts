import assert from "node:assert/strict";
import { canonicalJson } from "../../src/canonical/json.ts";
import { detect } from "../../src/generators/detect.ts";
import { parse } from "../../src/generators/parse.ts";
import type { SdRecord } from "../../src/record/record.ts";
import { assertCase, columnsOf, type TextCase, usagesOf } from "../support/columns.ts";
import { ownData } from "../support/data.ts";

for (const test of ownData<readonly TextCase[]>("grammar.json")) {
  Deno.test(`grammar: ${test.name}`, () => assertCase(test));
}

for (const test of ownData<readonly TextCase[]>("json.json")) {
  Deno.test(`JSON: ${test.name}`, () => assertCase(test));
}

interface Detection {
  readonly name: string;
  readonly text: string;
  readonly program: string | null;
}

for (const { name, text, program } of ownData<readonly Detection[]>("detect.json")) {
  Deno.test(`detection: ${name}`, () => assert.equal(detect(text), program));
}

// The rows of the original specification's test matrix that concern the parser.

function recordOf(text: string): SdRecord {
  const record = parse(text);
  assert.ok(record !== null);
  return record;
}

const PARAMETERS =
  "Steps: 30, Sampler: Euler a, CFG scale: 7, Seed: 1234, Size: 512x768, Model: modelName_vX, Clip skip: 2";
const BLOCK = `a meadow\nin May\nNegative prompt: fog,\nrain\n${PARAMETERS}`;

Deno.test("Standard A1111 block", () => {
  const columns = columnsOf(recordOf(BLOCK));
  assert.deepEqual(
    Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== null)),
    {
      generator: "a1111",
      steps: 30n,
      sampler: "Euler a",
      cfg_scale: 7,
      seed: 1234n,
      seed_text: "1234",
      width: 512n,
      height: 768n,
      size_raw: "512x768",
      model_name: "modelName_vX",
      clip_skip: 2n,
      truncated: 0n,
      raw_positive: "a meadow\nin May",
      raw_negative: "fog,\nrain",
      clean_positive: "a meadow\nin May",
      clean_negative: "fog,\nrain",
    },
  );
});

Deno.test("No negative prompt", () => {
  const record = recordOf(`a meadow\n${PARAMETERS}`);
  assert.equal(record.raw_positive, "a meadow");
  assert.equal(record.raw_negative, "");
  assert.equal(record.clean_negative, "");
  assert.equal(record.steps, "30");
});

Deno.test("Multiple wrapped param lines", () => {
  const wrapped = recordOf(BLOCK.replace(", CFG", ",\nCFG").replace(", Model", ", \nModel"));
  assert.deepEqual([...wrapped.params], [...recordOf(BLOCK).params]);
  assert.equal(wrapped.params.size, 7);
  assert.equal(wrapped.raw_negative, "fog,\nrain");
});

Deno.test("3 LoRA tags (mixed forms)", () => {
  const { usages } = usagesOf(recordOf(`<lora:moss> a lora:rock:0.5 b <lyco:sand:0.8>\nSteps: 3`));
  assert.deepEqual(
    usages.map((usage) => [usage.position_index, usage.lora_name, usage.weight, usage.context]),
    [[0, "moss", 1, "positive"], [1, "rock", 0.5, "positive"], [2, "sand", 0.8, "positive"]],
  );
});

Deno.test("Reordered tokens", () => {
  const reordered = `a meadow\nin May\nNegative prompt: fog,\nrain\n${
    PARAMETERS.split(", ").reverse().join(", ")
  }`;
  assert.equal(canonicalJson(recordOf(reordered)), canonicalJson(recordOf(BLOCK)));
});

Deno.test("Missing Model:", () => {
  assert.equal(recordOf(BLOCK.replace(" Model: modelName_vX,", "")).model_name, null);
});

Deno.test("Size token absent + width/height present", () => {
  const record = recordOf(BLOCK.replace("Size: 512x768", "Width: 640, Height: 960"));
  assert.deepEqual([record.width, record.height, record.size_raw], ["640", "960", "640x960"]);
});
