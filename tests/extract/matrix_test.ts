/** The test matrix of the original specification, from `files` to the rows of `models` and `lora_usages`. */
import assert from "node:assert/strict";
import { inWorkspace, type Row } from "../support/workspace.ts";

interface Scenario {
  readonly name: string;
  readonly texts: readonly string[];
  check(models: readonly Row[], usages: readonly Row[]): void;
}

const STANDARD = `castle on a hill, dusk
Negative prompt: people, cars
Steps: 30, Sampler: Euler a, Schedule type: Karras, CFG scale: 7.5, Seed: 1234, Size: 512x768, Model hash: 0a1b2c3d4e, Model: modelName_vX, Clip skip: 2`;

const SCENARIOS: readonly Scenario[] = [
  {
    name: "Standard A1111 block",
    texts: [STANDARD],
    check([model]): void {
      const expected = {
        raw_positive: "castle on a hill, dusk",
        raw_negative: "people, cars",
        steps: 30n,
        sampler: "Euler a",
        scheduler: "Karras",
        cfg_scale: 7.5,
        seed: 1234n,
        width: 512n,
        height: 768n,
        size_raw: "512x768",
        model_hash_short: "0a1b2c3d4e",
        model_name: "modelName_vX",
        clip_skip: 2n,
      };
      assert.deepEqual(pick(model, expected), expected);
    },
  },
  {
    name: "No negative prompt",
    texts: ["castle\nSteps: 30, Sampler: Euler a, Seed: 1"],
    check([model]): void {
      const expected = { raw_positive: "castle", raw_negative: "", clean_negative: "", steps: 30n };
      assert.deepEqual(pick(model, expected), expected);
    },
  },
  {
    name: "Multiple wrapped param lines",
    texts: [
      "castle\nNegative prompt: rain\nSteps: 30, Sampler: Euler a,\nCFG scale: 7, Seed: 5,\nSize: 512x768, Model: m",
    ],
    check([model]): void {
      const expected = {
        raw_negative: "rain",
        steps: 30n,
        sampler: "Euler a",
        cfg_scale: 7,
        seed: 5n,
        size_raw: "512x768",
        model_name: "m",
      };
      assert.deepEqual(pick(model, expected), expected);
    },
  },
  {
    name: "3 LoRA tags (mixed forms)",
    texts: [
      "a <lora:one:0.5> b lora:two:0.75 c\nNegative prompt: <lora:three:1>\nSteps: 3, Seed: 1, Size: 8x8",
    ],
    check(_models, usages): void {
      const columns = ["lora_name", "weight", "context", "position_index"];
      assert.deepEqual(usages.map((usage) => columns.map((column) => usage[column])), [
        ["one", 0.5, "positive", 0n],
        ["two", 0.75, "positive", 1n],
        ["three", 1, "negative", 2n],
      ]);
    },
  },
  {
    name: "Reordered tokens",
    texts: [
      "castle\nSteps: 30, Sampler: Euler a, CFG scale: 7, Seed: 1",
      "castle\nSeed: 1, CFG scale: 7.0, Steps: 30, Sampler: Euler a",
    ],
    check([first, second]): void {
      assert.match(String(first?.metadata_hash), /^[0-9a-f]{64}$/);
      assert.equal(first?.metadata_hash, second?.metadata_hash);
    },
  },
  {
    name: "Missing Model:",
    texts: ["castle\nSteps: 30, Sampler: Euler a, Seed: 1"],
    check([model]): void {
      assert.equal(model?.model_name, null);
      assert.equal(model?.steps, 30n);
    },
  },
  {
    name: "Size token absent + width/height present",
    texts: ["castle\nSteps: 30, Width: 640, Height: 960, Seed: 1"],
    check([model]): void {
      const expected = { width: 640n, height: 960n, size_raw: "640x960" };
      assert.deepEqual(pick(model, expected), expected);
    },
  },
];

function pick(row: Row | undefined, like: Row): Row {
  return Object.fromEntries(Object.keys(like).map((column) => [column, row?.[column]]));
}

for (const { name, texts, check } of SCENARIOS) {
  Deno.test(
    name,
    inWorkspace(async (space) => {
      space.fill(texts);
      await space.extract();
      check(
        space.sql("SELECT * FROM models ORDER BY file_id"),
        space.sql("SELECT * FROM lora_usages ORDER BY file_id, position_index"),
      );
    }),
  );
}

Deno.test(
  "Re-run unchanged",
  inWorkspace(async (space) => {
    space.fill([STANDARD, "a <lora:leaf:1>\nSteps: 3, Seed: 1, Size: 8x8", '{"nodes":[]}', null]);
    const first = await space.extract();
    assert.deepEqual([first.models, first.usages], [2, 1]);
    const before = Deno.readFileSync(space.database);
    const second = await space.extract();
    assert.deepEqual([second.files, second.parsed, second.rows_written], [0, 0, 0]);
    assert.deepEqual(Deno.readFileSync(space.database), before);
  }),
);
