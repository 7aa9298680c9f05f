import assert from "node:assert/strict";
import { listResources } from "../../src/generators/resources.ts";
import { buildRecord, type Findings } from "../../src/record/build.ts";
import type { AppliedLora } from "../../src/record/record.ts";
import { listUsages } from "../../src/record/record_usages.ts";

const recordOf = (positive: string, rest: Partial<Findings>) =>
  buildRecord({ positive, negative: "", params: new Map(), ...rest }, "made-up");

/** A usage in one line: name, weights, origin, stage, prompt, hash. */
const lines = (positive: string, rest: Partial<Findings>): string[] =>
  listUsages(recordOf(positive, rest)).usages.map((usage, place) => {
    assert.equal(usage.position_index, place);
    const { lora_name, weight, te_weight, origin, stage, context, lora_hash } = usage;
    return [lora_name, weight, te_weight, origin, stage, context, lora_hash].join(" ");
  });

const moss: AppliedLora = { name: "style\\Moss v2.safetensors", weight: 0.7, origin: "loader" };

const CASES: readonly {
  readonly name: string;
  readonly positive?: string;
  readonly rest: Partial<Findings>;
  readonly usages: readonly string[];
}[] = [
  {
    name: "a loader's name is its file's stem, without folders",
    rest: { loras: [moss] },
    usages: ["Moss_v2 0.7  loader base  "],
  },
  {
    name: "tags come before lists",
    positive: "fern <lora:fern:2>",
    rest: { loras: [{ ...moss, origin: "list", stage: "hires", te_weight: 0.5 }] },
    usages: ["fern 2  tag base positive ", "Moss_v2 0.7 0.5 list hires  "],
  },
  {
    name: "a tag and a list that name the same LoRA are one usage, with the hash of the list",
    positive: "fern <lora:Moss v2:0.4>",
    rest: { loras: [{ ...moss, origin: "list", hash: "0A1B2C3D4E5F" }] },
    usages: ["Moss_v2 0.4  tag base positive 0a1b2c3d4e5f"],
  },
  {
    name: "a tag with folders and a list that names the same file are one usage",
    positive: "<lora:style/Moss v2:0.4> <lora:reed:1> <lora:reed:0.5>",
    rest: {
      loras: [
        { ...moss, name: "style/Moss v2.safetensors", origin: "list", hash: "0a1b2c3d4e5f" },
        { name: "xl\\style\\reed.ckpt", weight: 1, origin: "list", hash: "00112233aabb" },
      ],
    },
    usages: [
      "style/Moss_v2 0.4  tag base positive 0a1b2c3d4e5f",
      "reed 1  tag base positive 00112233aabb",
      "reed 0.5  tag base positive 00112233aabb",
    ],
  },
  {
    name: "LoRAs of one name in two folders are two, and a tag stands for one of them",
    positive: "<lora:reed:0.4> <lora:a/fern:1>",
    rest: {
      loras: ["a/reed", "b/reed", "b/fern"].map((name) => ({ name, weight: 2, origin: "list" })),
    },
    usages: [
      "reed 0.4  tag base positive ",
      "a/fern 1  tag base positive ",
      "reed 2  list base  ",
      "fern 2  list base  ",
    ],
  },
  {
    name: "a weight that a loader applied counts, whatever the range of tags",
    rest: { loras: [{ ...moss, weight: -7 }] },
    usages: ["Moss_v2 -7  loader base  "],
  },
  {
    name: "a hash of the parameters is that of a loader's LoRA too",
    rest: { loras: [moss], params: new Map([["Lora hashes", "style\\Moss v2: 00112233aabb"]]) },
    usages: ["Moss_v2 0.7  loader base  00112233aabb"],
  },
  {
    name: "where a generator names the tags that are applied, other tags are dead text",
    positive: "fern <lora:fern:2> <lora:dead:1>",
    rest: {
      appliedTags: new Set(["<lora:fern:2>"]),
      loras: [{ name: "fern", weight: 2, origin: "tag", context: "positive", stage: "refiner" }],
    },
    usages: ["fern 2  tag refiner positive "],
  },
  {
    name: "a loader that is used twice gives two usages",
    rest: { loras: [moss, { ...moss, stage: "hires" }] },
    usages: ["Moss_v2 0.7  loader base  ", "Moss_v2 0.7  loader hires  "],
  },
];

for (const { name, positive = "", rest, usages } of CASES) {
  Deno.test(`usages of a record: ${name}`, () => {
    assert.deepEqual(lines(positive, rest), usages);
  });
}

Deno.test("a loader's name that can be none is counted among the discarded", () => {
  const { usages, discarded } = listUsages(recordOf("", { loras: [{ ...moss, name: "x.pt" }] }));
  assert.deepEqual(usages, []);
  assert.deepEqual(discarded, [{ raw_name: "x.pt", context: null, reason: "name_length" }]);
});

Deno.test("dead tags stay in the clean prompt, applied ones go", () => {
  const record = recordOf("fern <lora:fern:2> <lora:dead:1>", {
    appliedTags: new Set(["<lora:fern:2>"]),
  });
  assert.equal(record.clean_positive, "fern <lora:dead:1>");
});

Deno.test("what a generator names is listed among the resources, dead tags are not", () => {
  const record = recordOf("<lora:dead:1>", {
    appliedTags: new Set(),
    loras: [{ ...moss, hash: "0a1b2c3d4e5f", model_version_id: 7 }],
    resources: [{ type: "controlnet", name: "canny", weight: 0.5, source: "ControlNet" }],
  });
  assert.deepEqual(listResources(record), [
    {
      type: "lora",
      name: "style\\Moss v2.safetensors",
      weight: 0.7,
      hash: "0a1b2c3d4e5f",
      hash_kind: "autov3",
      model_version_id: 7,
      source: "loader",
    },
    {
      type: "controlnet",
      name: "canny",
      weight: 0.5,
      hash: null,
      hash_kind: null,
      model_version_id: null,
      source: "ControlNet",
    },
  ]);
});
