/** Records of random settings, written as a program writes them, and read back. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { detect } from "../../src/generators/detect.ts";
import { parse } from "../../src/generators/parse.ts";
import { RECORD_FIELDS, type RecordField, type SdRecord } from "../../src/record/record.ts";
import { listUsages } from "../../src/record/record_usages.ts";
import { normaliseText } from "../../src/record/text.ts";
import { anyText } from "../support/any_text.ts";

/** A LoRA with its weights. */
interface Lora {
  readonly name: string;
  readonly weight: number;
  readonly clip: number;
}

/** Settings that most programs have. */
interface Made {
  readonly positive: string;
  readonly negative: string;
  readonly steps: number;
  readonly cfg: number;
  readonly seed: string;
  readonly width: number;
  readonly height: number;
  readonly sampler: string;
  readonly scheduler: string;
  readonly model: string;
  readonly loras: readonly Lora[];
  readonly clipSkip: number;
  readonly denoise: number;
}

/** A text that a reader finds as it was: trimmed, with LF alone, and no tag of a LoRA in it. */
const texts = anyText().map((text) => normaliseText(text).trim())
  .filter((text) => !/lora|lyco/i.test(text) && !/^["'[({]/.test(text));
const names = fc.stringMatching(/^[A-Za-z][\w .-]{1,20}[A-Za-z0-9]$/)
  .filter((name) =>
    !/\.(?:safetensors|ckpt|gguf|bin|pt|sft)$|^(?:none|default|automatic|unknown)$/i.test(name)
  );
const weights = fc.integer({ min: 1, max: 40 }).map((n) => n / 20);

const made: fc.Arbitrary<Made> = fc.record({
  positive: texts.filter((text) => text !== ""),
  negative: texts,
  steps: fc.integer({ min: 1, max: 150 }),
  cfg: fc.integer({ min: 0, max: 300 }).map((n) => n / 10),
  seed: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
  width: fc.integer({ min: 8, max: 8192 }),
  height: fc.integer({ min: 8, max: 8192 }),
  sampler: fc.constantFrom("euler", "DPM++ 2M Karras", "k_dpmpp_2m"),
  scheduler: fc.constantFrom("simple", "karras", "beta57"),
  model: names,
  loras: fc.uniqueArray(fc.record({ name: names, weight: weights, clip: weights }), {
    maxLength: 4,
    selector: ({ name }) => name.toLowerCase().replace(/ /g, "_"),
  }),
  clipSkip: fc.integer({ min: 1, max: 12 }),
  denoise: fc.integer({ min: 1, max: 20 }).map((n) => n / 20),
});

/** JSON with a number that no engine holds exactly. */
function json(object: Readonly<Record<string, unknown>>, seed: string): string {
  return JSON.stringify(object).replace('"SEED"', seed);
}

function envelope(texts: Readonly<Record<string, string>>): string {
  return JSON.stringify({ "sqlite-sd": 1, texts });
}

type Columns = Partial<Record<RecordField | "raw_positive" | "raw_negative", unknown>>;

/** A program: how it writes settings, and the columns that they are. */
interface Writer {
  readonly write: (made: Made) => string;
  readonly columns: (made: Made) => Columns;
  /** The LoRAs that it can name. */
  readonly loras?: (made: Made) => readonly Partial<Lora>[];
}

const prompts = ({ positive, negative }: Made): Columns => ({
  raw_positive: positive,
  raw_negative: negative,
});
const common = (one: Made): Columns => ({
  ...prompts(one),
  steps: one.steps,
  cfg_scale: one.cfg,
  seed: one.seed,
});
const size = ({ width, height }: Made): Columns => ({
  width,
  height,
  size_raw: `${width}x${height}`,
});

const WRITERS: Readonly<Record<string, Writer>> = {
  mflux: {
    write: (one) =>
      json({
        mflux_version: "0.15.0",
        model: `moss-labs/${one.model}`,
        base_model: "None",
        seed: "SEED",
        steps: one.steps,
        guidance: one.cfg,
        height: one.height,
        width: one.width,
        lora_paths: one.loras.map(({ name }) => `/Users/reed/${name}.safetensors`),
        lora_scales: one.loras.map(({ weight }) => weight),
        image_strength: 0.3,
        prompt: one.positive,
        negative_prompt: one.negative,
      }, one.seed),
    columns: (one) => ({
      ...common(one),
      ...size(one),
      model_name: one.model,
      version_tag: "0.15.0",
    }),
    loras: ({ loras }) => loras.map(({ name, weight }) => ({ name, weight })),
  },
  "hf-space": {
    write: (one) =>
      json({
        prompt: one.positive,
        negative_prompt: one.negative,
        resolution: `${one.width} x ${one.height}`,
        guidance_scale: one.cfg,
        num_inference_steps: one.steps,
        seed: "SEED",
        sampler: one.sampler,
        use_upscaler: { upscale_method: "nearest-exact", upscaler_strength: one.denoise },
        Model: one.model,
        "Model hash": "0A0B0C0D0E",
      }, one.seed),
    columns: (one) => ({
      ...common(one),
      ...size(one),
      sampler: one.sampler,
      hires_upscaler: "nearest-exact",
      hires_denoising: one.denoise,
      model_name: one.model,
      model_hash_short: "0a0b0c0d0e",
    }),
  },
  imaginairy: {
    write: (one) =>
      json({
        software: "imaginAIry",
        prompts: [{ weight: 1, text: one.positive }],
        negative_prompt: [{ weight: 1, text: one.negative }],
        prompt_strength: one.cfg,
        init_image_strength: one.denoise,
        seed: "SEED",
        steps: one.steps,
        height: one.height,
        width: one.width,
        sampler_type: one.sampler,
        model: one.model,
      }, one.seed),
    columns: (one) => ({
      ...common(one),
      ...size(one),
      sampler: one.sampler,
      model_name: one.model,
    }),
  },
  kohya: {
    write: (one) =>
      envelope({
        prompt: one.positive,
        seed: one.seed,
        sampler: one.sampler,
        steps: String(one.steps),
        scale: String(one.cfg),
        "negative-prompt": one.negative,
        "original-width": String(one.width),
        "crop-top": "0",
      }),
    columns: (one) => ({ ...common(one), sampler: one.sampler }),
  },
  "civitai, a job": {
    write: (one) => {
      const urn = (type: string, version: number): string =>
        `urn:air:sdxl:${type}:civitai:${version + 1}@${version}`;
      const extraMetadata = json({
        prompt: one.positive,
        negativePrompt: one.negative,
        cfgScale: one.cfg,
        sampler: one.sampler,
        clipSkip: one.clipSkip,
        steps: one.steps,
        seed: "SEED",
        width: one.width,
        height: one.height,
        resources: [
          { modelVersionId: 7, strength: 1 },
          ...one.loras.map(({ weight }, i) => ({ modelVersionId: 100 + i, strength: weight })),
        ],
      }, one.seed);
      const airs = [urn("checkpoint", 7), ...one.loras.map((_, i) => urn("lora", 100 + i))];
      return JSON.stringify({ extra: { airs }, extraMetadata });
    },
    columns: (one) => ({
      ...common(one),
      ...size(one),
      sampler: one.sampler,
      clip_skip: one.clipSkip,
      model_name: "urn:air:sdxl:checkpoint:civitai:8@7",
    }),
    loras: ({ loras }) =>
      loras.map(({ weight }, i) => ({
        name: `urn:air:sdxl:lora:civitai:${101 + i}@${100 + i}`,
        weight,
      })),
  },
  "civitai, the meta of a graph": {
    write: (one) =>
      json({
        prompt: one.positive,
        negativePrompt: one.negative,
        cfgScale: one.cfg,
        steps: one.steps,
        seed: "SEED",
        sampler: one.sampler,
        scheduler: one.scheduler,
        denoise: one.denoise,
        width: one.width,
        height: one.height,
        models: [`xl/${one.model}.safetensors`],
        additionalResources: one.loras.map(({ name, weight, clip }) => ({
          name: `${name}.safetensors`,
          type: "lora",
          strength: weight,
          strengthClip: clip,
        })),
      }, one.seed),
    columns: (one) => ({
      ...common(one),
      ...size(one),
      sampler: one.sampler,
      scheduler: one.scheduler,
      denoising_strength: one.denoise,
      model_name: one.model,
    }),
    loras: ({ loras }) => loras.map((lora) => ({ ...lora, name: `${lora.name}.safetensors` })),
  },
};

/** Programs whose texts are words and no JSON: theirs are told apart from prompts by marks. */
const words = fc.stringMatching(/^[a-z][a-z ,]{0,40}[a-z]$/).map((text) =>
  text.replace(/ +/g, " ")
);

function assertRecord(text: string, generator: string, columns: Columns): SdRecord {
  const record = parse(text);
  assert.ok(record !== null, "there is no record");
  assert.equal(detect(text), generator);
  const wanted: Columns = { generator, ...columns };
  for (const field of Object.keys(RECORD_FIELDS) as RecordField[]) {
    const value = wanted[field] ?? null;
    assert.equal(record[field], typeof record[field] === "string" ? String(value) : value, field);
  }
  assert.equal(record.raw_positive, columns.raw_positive);
  assert.equal(record.raw_negative, columns.raw_negative ?? "");
  return record;
}

for (const [name, { write, columns, loras = () => [] }] of Object.entries(WRITERS)) {
  const generator = name.replace(/,.*/, "");
  Deno.test(`what is written as ${name} is read back, no field lost or moved`, () => {
    fc.assert(
      fc.property(made, (one) => {
        const record = assertRecord(write(one), generator, columns(one));
        const usages = listUsages(record).usages.map(({ raw_name, weight, te_weight }) => ({
          name: raw_name,
          weight,
          clip: te_weight ?? weight,
        }));
        assert.deepEqual(
          usages,
          loras(one).map(({ clip, ...lora }) => ({
            ...lora,
            clip: clip ?? lora.weight,
          })),
        );
      }),
      { numRuns: 200 },
    );
  });
}

Deno.test("what is written as midjourney is read back, no field lost or moved", () => {
  const commands = fc.record({
    positive: words,
    negative: words,
    seed: fc.nat(),
    version: fc.nat(9),
  });
  fc.assert(
    fc.property(commands, ({ positive, negative, seed, version }) => {
      const text = `${positive} --no ${negative} --ar 3:2 --seed ${seed} --v ${version}.1`;
      const record = assertRecord(text, "midjourney", {
        raw_positive: positive,
        raw_negative: negative,
        seed,
        model_name: `Midjourney v${version}.1`,
      });
      assert.equal(record.params.get("ar"), "3:2");
    }),
    { numRuns: 200 },
  );
});

Deno.test("what stable-diffusion.cpp writes is read back, no field lost or moved", () => {
  fc.assert(
    fc.property(made, words, fc.boolean(), (one, positive, hasJson) => {
      const pairs = [
        `Steps: ${one.steps}`,
        `CFG scale: ${one.cfg.toFixed(6)}`,
        "Guidance: 3.500000",
        "Eta: inf",
        `Seed: ${one.seed}`,
        `Size: ${one.width}x${one.height}`,
        "Model: ",
        "RNG: cuda",
        "Sampler: euler_a discrete",
        "TE: moss.safetensors",
        "TE: rock.gguf",
        `Unet: ${one.model}.gguf`,
        "VAE: ae.sft",
        "Version: stable-diffusion.cpp",
      ];
      if (hasJson) {
        pairs.push(`SDCPP: ${
          json({
            schema: "sdcpp.image.params/v1",
            models: { diffusion_model: `${one.model}.gguf`, vae: "ae.sft" },
            prompt: { positive, negative: "" },
            sampling: {
              method: "euler_a",
              scheduler: "discrete",
              steps: one.steps,
              guidance: { txt_cfg: Math.fround(one.cfg) },
            },
            seed: "SEED",
            width: one.width,
            height: one.height,
            strength: 0.75,
            clip_skip: -1,
          }, one.seed)
        }`);
      }
      const record = assertRecord(`${positive}\n${pairs.join(", ")}`, "a1111", {
        raw_positive: positive,
        steps: one.steps,
        cfg_scale: one.cfg,
        seed: one.seed,
        ...size(one),
        sampler: "euler_a",
        scheduler: "discrete",
        model_name: `${one.model}.gguf`,
        vae: "ae.sft",
        version_tag: "stable-diffusion.cpp",
      });
      assert.deepEqual(
        record.resources.filter(({ type }) => type === "text_encoder").map((te) => te.name),
        ["moss.safetensors", "rock.gguf"],
      );
    }),
    { numRuns: 200 },
  );
});
