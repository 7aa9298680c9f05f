import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "../../src/generators/parse.ts";
import { listResources } from "../../src/generators/resources.ts";
import { type JsonValue, valueText } from "../../src/record/json.ts";
import { readPython } from "../../src/record/python_literal.ts";
import { listUsages } from "../../src/record/record_usages.ts";
import type { SdRecord } from "../../src/record/record.ts";

interface Edge {
  readonly text: unknown;
  readonly columns?: Readonly<Record<string, string | number | boolean | null>>;
  /** Name, weight, and what else matters of each usage. */
  readonly usages?: readonly (readonly unknown[])[];
  readonly resources?: readonly Readonly<Record<string, unknown>>[];
  readonly params?: Readonly<Record<string, string>>;
}

const swarm = (settings: unknown, more: object = {}): object => ({
  sui_image_params: settings,
  ...more,
});
const TENSORS = "1a".repeat(32);
const draw = (more: object): object => ({ c: "a weir", uc: "", seed_mode: "Scale Alike", ...more });

const EDGES: Readonly<Record<string, Edge>> = {
  "settings as a text in a text in a text": {
    text: swarm(JSON.stringify(JSON.stringify(JSON.stringify({ prompt: "a weir", steps: 20 })))),
    columns: { generator: "swarmui", raw_positive: "a weir", steps: "20" },
  },
  "a record as a text under a key of somebody else": {
    text: { meta: JSON.stringify(swarm({ prompt: "a weir", seed: 5 })) },
    columns: { generator: "swarmui", raw_positive: "a weir", seed: "5" },
  },
  "members of any other type": {
    text: swarm({
      prompt: ["a weir", "reeds"],
      negativeprompt: null,
      steps: { a: 1 },
      seed: [5],
      cfgscale: "seven",
      width: true,
      model: { name: "fern" },
      loras: 77,
      loraweights: { a: 1 },
    }),
    columns: { raw_positive: "a weir\nreeds", steps: null, seed: null, cfg_scale: null },
    usages: [["77", 1]],
    params: { steps: '{"a":1}', seed: "[5]", cfgscale: "seven", model: '{"name":"fern"}' },
  },
  "whole numbers with a point": {
    text: swarm({ prompt: "a weir", steps: "20.0", seed: "18446744073709551615", width: "512.00" }),
    columns: { steps: "20", seed: "18446744073709551615", width: "512" },
  },
  "a hash of tensors goes with the name that a tag has": {
    text: swarm({ prompt: "a weir <lora:ink:0.7>" }, {
      sui_models: [{ name: "ink.safetensors", param: "loras", hash: `0x${TENSORS}` }],
    }),
    usages: [["ink", 0.7, null]],
    resources: [{ type: "lora", hash: TENSORS, hash_kind: "tensor_sha256" }],
  },
  "a hash of tensors goes with the checkpoint, which is listed once": {
    text: swarm({ prompt: "a weir", model: "xl/fern" }, {
      sui_models: [{ name: "xl/fern.safetensors", param: "model", hash: `0x${TENSORS}` }, 5, null],
    }),
    columns: { model_name: "fern", model_hash_short: null, model_hash_full: null },
    resources: [{ type: "checkpoint", name: "xl/fern", hash: TENSORS, source: "Model" }],
  },
  "lists of LoRAs as Python spells them, one at weight 0": {
    text: {
      base_model: "fern",
      performance: "Speed",
      prompt: "a weir",
      loras: "[['it\\'s', 0.5, '00aa11bb22'], ('reeds', -.25), ['mist', 0], ['None', 1.0]]",
    },
    usages: [["it's", 0.5, "00aa11bb22"], ["reeds", -0.25, null]],
  },
  "numbered LoRAs in the order of their numbers": {
    text: {
      base_model: "fern",
      performance: "Speed",
      prompt: "a weir",
      lora_combined_10: "ink : 0.5",
      lora_combined_2: "reeds",
    },
    usages: [["reeds", 1], ["ink", 0.5]],
  },
  "InvokeAI's models as texts, null and without names": {
    text: {
      app_version: "4.0.0",
      generation_mode: "flux_img2img",
      positive_prompt: "a weir",
      strength: "0.5",
      model: "fern.safetensors",
      vae: {},
      loras: [null, {}, { model: null, weight: 1 }, { model: '{"name": "ink"}' }],
    },
    columns: { model_name: "fern", vae: null, denoising_strength: 0.5 },
    usages: [["ink", 1]],
  },
  "a record of InvokeAI in somebody's document": {
    text: { file: "a.png", invokeai_metadata: '{"positive_prompt": "a weir", "seed": 5}' },
    columns: { generator: "invokeai", raw_positive: "a weir", seed: "5" },
  },
  "InvokeAI's number of a model is the hash of no file": {
    text: {
      app_version: "5.0.0",
      positive_prompt: "a weir",
      model: { name: "fern", hash: `blake3:${TENSORS}` },
      loras: [{ model: { name: "ink", hash: "random:12" }, weight: 1 }],
    },
    columns: { model_hash_short: null, hash_type: null },
    usages: [["ink", 1, null]],
    resources: [
      { type: "checkpoint", name: "fern", hash: `blake3:${TENSORS}`, hash_kind: "blake3" },
      { type: "lora", hash: "random:12", hash_kind: "random" },
    ],
  },
  "brackets that are text, nested and never closed": {
    text: '"a \\[weir\\] [fog [thick]] by [the" -s 5 -S 6 -W 64 -H 64',
    columns: {
      generator: "invokeai",
      raw_positive: "a \\[weir\\] by [the",
      raw_negative: "fog [thick]",
    },
  },
  "Draw Things' list of LoRAs before those of its configuration": {
    text: draw({
      lora: [{ model: "ink.ckpt", weight: 0.8 }],
      v2: JSON.stringify({ loras: [{ file: "mist.ckpt", weight: 1 }] }),
    }),
    usages: [["ink.ckpt", 0.8]],
  },
  "Draw Things' refiner in percent": {
    text: draw({ refiner: "fern_q6p.ckpt", refiner_start: "70%", strength: 0.4 }),
    columns: { refiner_model: "fern_q6p", refiner_switch_at: 0.7, denoising_strength: 0.4 },
  },
  "Draw Things' text: a list in the prompt, a negative of two lines": {
    text: "a weir\n- reeds\n-fog\nrain\nSteps: 8, Sampler: DDIM, Guidance Scale: 4.0, Seed: 1, " +
      "Size: 64x32, Model: fern.ckpt, Strength: 0.5, Seed Mode: Scale Alike, LoRA Model: ink.ckpt, " +
      "LoRA Weight: 0.8",
    columns: {
      generator: "a1111",
      raw_positive: "a weir\n- reeds",
      raw_negative: "fog\nrain",
      denoising_strength: 0.5,
    },
    usages: [["ink.ckpt", 0.8]],
  },
  "a hyphen in an infotext of others": {
    text:
      "a weir\n-fog\nSteps: 8, Sampler: DDIM, CFG scale: 4.0, Seed: 1, Size: 64x32, Strength: 1",
    columns: { raw_positive: "a weir\n-fog", raw_negative: "" },
  },
  "Easy Diffusion's words for none": {
    text: {
      prompt: "a weir",
      use_stable_diffusion_model: "None",
      use_lora_model: "None",
      use_vae_model: "None",
      tiling: "None",
      clip_skip: "True",
      sampler_name: "None",
    },
    columns: { model_name: null, vae: null, tiling: null, clip_skip: "2", sampler: null },
    usages: [],
  },
  "Fooocus' size as a list": {
    text: { base_model: "fern", performance: "Speed", prompt: "a weir", resolution: [896, 1152] },
    columns: { width: "896", height: "1152", size_raw: "896x1152" },
  },
  "a space's size as a list": {
    text: { prompt: "a weir", Model: "fern", guidance_scale: 7, resolution: ["64", "96"] },
    columns: { width: "64", height: "96" },
  },
  "a size that is none": {
    text: { base_model: "fern", performance: "Speed", prompt: "a weir", resolution: { width: 8 } },
    columns: { width: null, height: null, size_raw: null },
  },
  "a tag with folders and a hash of tensors for the same file": {
    text: swarm({ prompt: "a weir <lora:style/ink:0.7>" }, {
      sui_models: [{ name: "style/ink.safetensors", param: "loras", hash: `0x${TENSORS}` }],
    }),
    usages: [["style/ink", 0.7, null]],
  },
  "a job's LoRA that only the nodes weigh": {
    text: {
      "1": { class_type: "CheckpointLoaderSimple", inputs: { ckpt_name: "fern.safetensors" } },
      "2": {
        class_type: "LoraLoader",
        inputs: {
          lora_name: "urn:air:sdxl:lora:civitai:33@44",
          strength_model: 0.7,
          strength_clip: 0.7,
          model: ["1", 0],
          clip: ["1", 1],
        },
      },
      "3": { class_type: "CLIPTextEncode", inputs: { text: "a weir", clip: ["2", 1] } },
      "4": { class_type: "EmptyLatentImage", inputs: { width: 64, height: 64, batch_size: 1 } },
      "5": {
        class_type: "KSampler",
        inputs: {
          seed: 5,
          steps: 20,
          cfg: 7,
          sampler_name: "euler",
          scheduler: "normal",
          denoise: 1,
          model: ["2", 0],
          positive: ["3", 0],
          negative: ["3", 0],
          latent_image: ["4", 0],
        },
      },
      "6": { class_type: "VAEDecode", inputs: { samples: ["5", 0], vae: ["1", 2] } },
      "7": { class_type: "SaveImage", inputs: { images: ["6", 0], filename_prefix: "fern" } },
      extra: { airs: ["urn:air:sdxl:lora:civitai:33@44"] },
    },
    columns: { generator: "civitai" },
    usages: [["urn:air:sdxl:lora:civitai:33@44", 0.7, null]],
    resources: [{ type: "lora", model_version_id: 44, source: "extra" }],
  },
  "LoRAs under AddNet's keys, in an infotext": {
    text: "a weir <lora:reeds:0.2>\nSteps: 8, Sampler: DDIM, Seed: 1, AddNet Enabled: True, " +
      "AddNet Module 1: LoRA, AddNet Model 1: ink(0A0B0C0D0E0F), AddNet Weight A 1: 0.7, " +
      "AddNet Weight B 1: 0.3, AddNet Model 2: None, AddNet Weight 2: 1, AddNet Model 3: mist, " +
      "AddNet Weight 3: 0, AddNet Model 4: reeds(00aa11bb), AddNet Weight 4: 1, AddNet Model 5: fog",
    usages: [["reeds", 0.2, "00aa11bb"], ["ink", 0.7, "0a0b0c0d0e0f"], ["fog", 1, null]],
    resources: [{ type: "lora", name: "ink", weight: 0.7, source: "AddNet Model 1" }],
  },
  "AddNet's keys in JSON": {
    text: { prompt: "a weir", cfg_scale: 7, seed: 5, "AddNet Model 1": "ink(0a0b0c0d0e0f)" },
    columns: { generator: "json" },
    usages: [["ink", 1, "0a0b0c0d0e0f"]],
  },
  "AddNet's keys in CivitAI's meta, whose list names the same": {
    text: {
      prompt: "a weir",
      cfgScale: 7,
      seed: 5,
      "AddNet Model 1": "ink(0a0b0c0d0e0f)",
      "AddNet Weight 1": "0.7",
      resources: [{ type: "lora", name: "ink", weight: 1 }, { type: "lora", name: "mist" }],
    },
    columns: { generator: "civitai" },
    usages: [["ink", 0.7, "0a0b0c0d0e0f"], ["mist", 1, null]],
  },
  "items of lists as texts: weighted prompts and steps afterwards": {
    text: {
      model_weights: "fern",
      image: {
        prompt: ['{"prompt": "a weir [fog]", "weight": 0.7}', "{'prompt': 'reeds', 'weight': 0.3}"],
        steps: 5,
        postprocessing: ['{"type": "gfpgan", "strength": 0.8}'],
      },
    },
    columns: { raw_positive: "a weir, reeds", raw_negative: "fog", face_restoration: "gfpgan" },
  },
  "items of lists as texts: models with hashes": {
    text: swarm({ prompt: "a weir", model: "fern" }, {
      sui_models: [`{'name': 'fern.safetensors', 'param': 'model', 'hash': '0x${TENSORS}'}`],
    }),
    resources: [{ type: "checkpoint", name: "fern", hash: TENSORS, hash_kind: "tensor_sha256" }],
  },
  "items of lists as texts: LoRAs of a meta": {
    text: {
      prompt: "a weir",
      cfgScale: 7,
      seed: 5,
      additionalResources: [JSON.stringify('{"name": "ink", "type": "lora", "strength": 0.4}')],
    },
    usages: [["ink", 0.4]],
  },
  "TensorArt without its checkpoint": {
    text: { prompt: "a weir", ksamplerName: "euler", clipSkip: 2, seed: "-1", baseModel: null },
    columns: { generator: "tensorart", sampler: "euler", clip_skip: "2", seed: null },
  },
  "Draw Things without a prompt": {
    text: { uc: "fog", seed_mode: "Legacy", sampler: "DDIM", scale: 4, seed: 5 },
    columns: { generator: "drawthings", raw_negative: "fog", cfg_scale: 4 },
  },
  "Fooocus without its model": {
    text: { metadata_scheme: "fooocus", prompt: "a weir", seed: "5", lora_combined_1: "ink : 0.5" },
    columns: { generator: "fooocus", model_name: null, seed: "5" },
    usages: [["ink", 0.5]],
  },
  "RuinedFooocus without its model": {
    text: { Prompt: "a weir", Negative: "fog", cfg: 4, software: "RuinedFooocus" },
    columns: { generator: "fooocus", raw_negative: "fog", cfg_scale: 4 },
  },
  "Fooocus-MRE without its model": {
    text: { prompt: "a weir", real_prompt: ["a weir, dusk"], real_negative_prompt: [], l1: "ink" },
    columns: { generator: "fooocus", raw_positive: "a weir" },
    usages: [["ink", 1]],
  },
  "imaginAIry without a strength": {
    text: { prompts: [{ text: "a weir", weight: 2 }], solver_type: "ddim", seed: 5 },
    columns: { generator: "imaginairy", raw_positive: "a weir", sampler: "ddim" },
  },
  "a space without a scale": {
    text: { prompt: "a weir", Model: "fern", num_inference_steps: 5, resolution: "64 x 96" },
    columns: { generator: "hf-space", steps: "5", width: "64" },
  },
  "words for none in an infotext": {
    text: "a weir\nSteps: 8, Sampler: None, Schedule type: Automatic, Seed: 1, Model hash: None, " +
      "VAE hash: None, Hires upscaler: None, Face restoration: None",
    columns: {
      sampler: null,
      scheduler: "Automatic",
      model_hash_short: null,
      vae_hash: null,
      hires_upscaler: null,
      face_restoration: null,
    },
    params: { Sampler: "None", "Hires upscaler": "None" },
  },
  "plain fields whose prompts are weighted lists": {
    text: {
      text_prompts: [{ text: "a weir", weight: 1 }, { text: "fog", weight: -0.5 }],
      steps: 5,
      seed: 6,
      cfg_scale: 7,
    },
    columns: { generator: "json", raw_positive: "a weir", raw_negative: "fog", steps: "5" },
    params: { text_prompts: '[{"text":"a weir","weight":1},{"text":"fog","weight":-0.5}]' },
  },
  "plain fields whose prompts are lists of texts": {
    text: {
      prompt: ["a weir", "reeds"],
      negative_prompt: ["fog"],
      steps: 5,
      seed: 6,
      cfg_scale: 7,
    },
    columns: { generator: "json", raw_positive: "a weir, reeds", raw_negative: "fog" },
  },
  "InvokeAI's graph alone, with a record among its nodes": {
    text: {
      nodes: {
        load: { type: "flux_model_loader", model: { name: "fern" }, is_intermediate: true },
        first: { type: "lora_selector", lora: { name: "ink" }, weight: 0.6 },
        second: { type: "lora_selector", lora: { name: "mist" }, weight: 0.3 },
        both: { type: "collect" },
        apply: { type: "flux_lora_collection_loader" },
        words: { type: "string", value: "a weir" },
        text: { type: "flux_text_encoder", prompt: "" },
        draw: { type: "flux_denoise", num_steps: 5, cfg_scale: [1.5, 1], seed: 6 },
        record: {
          id: "record",
          type: "core_metadata",
          generation_mode: "flux_img2img",
          positive_prompt: null,
          rand_device: "cpu",
          app_version: "6.1.0",
          strength: 0.4,
        },
      },
      edges: [
        ["load", "transformer", "apply", "transformer"],
        ["first", "lora", "both", "item"],
        ["second", "lora", "both", "item"],
        ["both", "collection", "apply", "loras"],
        ["apply", "transformer", "draw", "transformer"],
        ["words", "value", "text", "prompt"],
        ["text", "conditioning", "draw", "positive_text_conditioning"],
      ].map(([from, output, into, input]) => ({
        source: { node_id: from, field: output },
        destination: { node_id: into, field: input },
      })),
    },
    columns: {
      generator: "invokeai",
      raw_positive: "a weir",
      model_name: "fern",
      steps: "5",
      seed: "6",
      cfg_scale: 1.5,
      denoising_strength: 0.4,
      version_tag: "6.1.0",
    },
    usages: [["ink", 0.6], ["mist", 0.3]],
    params: { rand_device: "cpu" },
  },
  "AIR names tell their versions": {
    text: {
      prompt: "a weir",
      cfgScale: 7,
      seed: 5,
      models: ["urn:air:sdxl:checkpoint:civitai:11@22"],
      additionalResources: [{
        name: "urn:air:sdxl:lora:civitai:33@44",
        type: "lora",
        strength: 0.7,
      }],
    },
    columns: { model_name: "urn:air:sdxl:checkpoint:civitai:11@22" },
    usages: [["urn:air:sdxl:lora:civitai:33@44", 0.7]],
    resources: [
      { type: "checkpoint", model_version_id: 22 },
      { type: "lora", model_version_id: 44, source: "additionalResources" },
    ],
  },
  "a job's list by names and by other words for types": {
    text: {
      extraMetadata: JSON.stringify({
        prompt: "a weir",
        resources: [
          { modelVersionId: "44", type: "LORA", strength: "0.2", modelName: "ink" },
          { modelVersionId: 55, type: "TextualInversion" },
          { air: "urn:air:sdxl:dora:civitai:6@66", strength: 0.5 },
          { modelVersionId: 77 },
        ],
      }),
    },
    usages: [["ink", 0.2], ["urn:air:sdxl:dora:civitai:6@66", 0.5]],
    resources: [
      { type: "lora", name: "ink", model_version_id: 44 },
      { type: "embedding", model_version_id: 55 },
      { type: "lora", model_version_id: 66 },
      { type: "model", model_version_id: 77 },
    ],
  },
  "a job's addresses without their signatures": {
    text: {
      extraMetadata: JSON.stringify({
        prompt: "a weir",
        image: "https://example.org:80/a.png?exp=1&sig=secret",
        page: "https://example.org/?id=3",
      }),
    },
    params: { image: "https://example.org:80/a.png", page: "https://example.org/?id=3" },
  },
  "a comma in the name of one LoRA": {
    text: {
      prompt: "a weir",
      use_stable_diffusion_model: "fern",
      use_lora_model: "ink, dry",
      lora_alpha: 0.5,
    },
    usages: [["ink, dry", 0.5]],
  },
  "AddNet switched off": {
    text: "a weir\nSteps: 8, Sampler: DDIM, Seed: 1, AddNet Enabled: False, AddNet Model 1: ink",
    usages: [],
  },
  "an object of its own telling none of TensorArt's": {
    text: { baseModel: "SDXL", negativePrompt: "fog", prompt: "a weir", steps: 20, cfgScale: 7 },
    columns: { generator: "json" },
  },
};

function assertEdge(
  { columns = {}, usages, resources = [], params = {} }: Edge,
  record: SdRecord,
): void {
  for (const [column, value] of Object.entries(columns)) {
    assert.equal(record[column as keyof SdRecord], value, column);
  }
  for (const [key, value] of Object.entries(params)) {
    assert.equal(record.params.get(key), value, key);
  }
  if (usages !== undefined) {
    const found = listUsages(record).usages
      .map(({ raw_name, weight, lora_hash }) => [raw_name, weight, lora_hash]);
    assert.deepEqual(found.map((usage, i) => usage.slice(0, usages[i]?.length ?? 3)), usages);
  }
  const found = listResources(record);
  for (const wanted of resources) {
    const same = found.filter((resource) =>
      Object.entries(wanted).every(([key, value]) =>
        resource[key as keyof typeof resource] === value
      )
    );
    assert.equal(same.length, 1, `${JSON.stringify(wanted)} in ${JSON.stringify(found)}`);
  }
  assert.ok(found.filter(({ type }) => type === "checkpoint").length <= 2);
}

for (const [name, edge] of Object.entries(EDGES)) {
  Deno.test(`records of their own: ${name}`, () => {
    const record = parse(typeof edge.text === "string" ? edge.text : JSON.stringify(edge.text));
    assert.ok(record !== null);
    assertEdge(edge, record);
  });
}

/** A node of InvokeAI's graph. */
const node = (type: string, more: object = {}): object => ({
  type,
  is_intermediate: true,
  ...more,
});
const edges = (list: readonly string[]): object[] =>
  list.map((edge) => {
    const [from = "", field = "", into = "", slot = ""] = edge.split(/[.>]/);
    return {
      source: { node_id: from, field },
      destination: { node_id: into, field: slot },
    };
  });

Deno.test("InvokeAI's graph: LoRAs in the order of application, prompts of regions, the last pass", () => {
  const lora = (name: string, weight: number): object =>
    node("lora_loader", { lora: { name }, weight });
  const graph = {
    nodes: {
      first: node("denoise_latents", { steps: 5, scheduler: "ddim" }),
      last: node("denoise_latents", { steps: 9, scheduler: "euler" }),
      model: node("main_model_loader", { model: { name: "fern" } }),
      ink: lora("ink", 0.5),
      reeds: lora("reeds", 0.25),
      left: node("compel", { prompt: "a weir" }),
      right: node("compel", { prompt: "herons" }),
      all: node("collect", { collection: [] }),
    },
    edges: edges([
      "model.unet>ink.unet",
      "ink.unet>reeds.unet",
      "reeds.unet>last.unet",
      "first.latents>last.latents",
      "left.conditioning>all.item",
      "right.conditioning>all.item",
      "all.collection>last.positive_conditioning",
      // A circle, which no program writes.
      "all.collection>all.item",
      "reeds.unet>ink.unet",
    ]),
  };
  const record = parse(JSON.stringify(graph));
  assert.ok(record !== null);
  assert.deepEqual(
    [record.generator, record.raw_positive, record.steps, record.sampler, record.model_name],
    ["invokeai", "a weir\nherons", "9", "euler", "fern"],
  );
  const usages = listUsages(record).usages;
  assert.deepEqual(
    usages.map(({ lora_name, weight, origin }) => [lora_name, weight, origin]),
    [["ink", 0.5, "loader"], ["reeds", 0.25, "loader"]],
  );
});

/** A value as Python spells it. */
function python(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length % 2 === 1
      ? `(${value.map((item) => `${python(item)}, `).join("")})`
      : `[${value.map(python).join(", ")}]`;
  }
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") {
    return `'${value.replace(/\\/g, "\\\\").replace(/'/g, "\\'").replace(/\n/g, "\\n")}'`;
  }
  if (typeof value !== "object") return String(value);
  const members = Object.entries(value).map(([key, item]) => `${python(key)}: ${python(item)}`);
  return `{${members.join(", ")}}`;
}

Deno.test("Python's lists, tuples and dictionaries are read as what they spell", () => {
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie("value"), { maxKeys: 3, noNullPrototype: true }),
    ),
  }));
  fc.assert(fc.property(fc.array(value), (list) => {
    const read = readPython(python(list)) as JsonValue;
    assert.deepEqual(JSON.parse(valueText(read)), list);
  }));
});

for (
  const text of ["", "a", "(", "[1", "[f()]", "['a' 'b']", "[1 2]", "(1)(2)", "['a\nb']", "{1: 2}"]
) {
  Deno.test(`what is no plain list is none: ${JSON.stringify(text)}`, () =>
    assert.equal(readPython(text), undefined));
}

Deno.test("texts of many megabytes throw nothing", () => {
  const long = (quote: string): string => `a\\${quote}b`.repeat(4_000_000);
  assert.doesNotThrow(() => parse(`"${long('"')}" -s 5 -S 5 -W 5 -H 5`));
  assert.equal(readPython(`['${long("'")}']`), undefined);
});
