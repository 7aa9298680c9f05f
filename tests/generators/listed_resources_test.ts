import assert from "node:assert/strict";
import { parse } from "../../src/generators/parse.ts";
import { listResources } from "../../src/generators/resources.ts";
import { listUsages } from "../../src/record/record_usages.ts";

type Row = readonly [type: string, name: string | null, weight: number | null, more?: unknown];

/** Texts, the resources that they name (with a hash or the number of a version), and the LoRAs that are usages. */
const CASES: Readonly<
  Record<string, readonly [text: unknown, resources: readonly Row[], usages: readonly unknown[]]>
> = {
  "mflux, with more LoRAs than scales": [
    {
      mflux_version: "0.15.0",
      model: "moss-labs/FERN.1-dev",
      prompt: "a fern",
      lora_paths: "['/Users/reed/ink.safetensors', 'moss-labs/loras:mist.safetensors']",
      lora_scales: [0.5],
    },
    [["checkpoint", "moss-labs/FERN.1-dev", null], ["lora", "ink", 0.5], ["lora", "mist", 1]],
    [["ink", 0.5, null], ["mist", 1, null]],
  ],
  "a space with a LoRA": [
    {
      prompt: "a fern",
      Model: "moss-labs/fern-xl",
      guidance_scale: 7,
      resolution: "8 x 8",
      use_lora: JSON.stringify({ selected_lora: "mist", lora_scale: "0.8" }),
    },
    [["checkpoint", "moss-labs/fern-xl", null], ["lora", "mist", 0.8]],
    [["mist", 0.8, null]],
  ],
  "a job, whose models the graph tells": [
    {
      "1": {
        class_type: "LoraLoader",
        inputs: { lora_name: "urn:air:sdxl:lycoris:civitai:33@44" },
      },
      extraMetadata: JSON.stringify({
        prompt: "a fern",
        resources: [
          { modelVersionId: 44, strength: 0.7 },
          { modelVersionId: 55, strength: 1, type: "Checkpoint" },
          { modelVersionId: "none" },
          null,
        ],
      }),
    },
    [["lora", "urn:air:sdxl:lycoris:civitai:33@44", 0.7, 44], ["checkpoint", null, 1, 55]],
    [["urn:air:sdxl:lycoris:civitai:33@44", 0.7, null]],
  ],
  "the meta of a graph": [
    {
      prompt: "a fern",
      models: ["xl/fern.safetensors", "ridge.ckpt"],
      vaes: ["None"],
      upscalers: ["4x_reed.pth"],
      additionalResources: [
        { name: "style/mist.safetensors", type: "lora", strength: 0.8, strengthClip: 0.5 },
        { name: "style/mist.safetensors", type: "lora", strength: 0.1 },
        { name: "ink.pt", type: "hypernet", strength: 0.3 },
      ],
      resources: [{ type: "model", name: "fern", hash: "0A0B0C0D0E" }],
      civitaiResources: [{ type: "lora", weight: 0.4, modelVersionId: 44 }],
    },
    [
      ["checkpoint", "xl/fern.safetensors", null],
      ["lora", null, 0.4, 44],
      ["lora", "style/mist.safetensors", 0.8],
      ["checkpoint", "ridge.ckpt", null],
      ["upscaler", "4x_reed.pth", null],
      ["hypernet", "ink.pt", 0.3],
      ["checkpoint", "fern", null, "0a0b0c0d0e"],
    ],
    [["style/mist.safetensors", 0.8, 0.5]],
  ],
  "a tag and a list that name one LoRA": [
    {
      prompt: "a fern <lora:mist:0.6>",
      cfgScale: 7,
      seed: 5,
      resources: [{ type: "lora", name: "mist", weight: 0.6, hash: "0a0b0c0d0e0f" }],
    },
    [["lora", "mist", 0.6, "0a0b0c0d0e0f"], ["lora", "mist", 0.6]],
    [["mist", 0.6, null]],
  ],
};

for (const [name, [text, resources, usages]] of Object.entries(CASES)) {
  Deno.test(`resources and usages of ${name}`, () => {
    const record = parse(JSON.stringify(text));
    assert.ok(record !== null);
    const found = listResources(record).map(({ type, name, weight, hash, model_version_id }) => {
      const more = hash ?? model_version_id;
      return more === null ? [type, name, weight] : [type, name, weight, more];
    });
    assert.deepEqual(found, resources);
    const used = listUsages(record).usages.map((
      { raw_name, weight, te_weight },
    ) => [raw_name, weight, te_weight]);
    assert.deepEqual(used, usages);
  });
}
