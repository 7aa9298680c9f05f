/** Records as programs write them, written by hand here: one small writer for each form of each generator. */

/** A picture; what is absent was not written down. */
export interface Picture {
  readonly positive: string;
  readonly negative: string;
  readonly model?: string | undefined;
  readonly steps?: number | undefined;
  readonly cfg?: number | undefined;
  readonly seed?: bigint | undefined;
  readonly size?: readonly [width: number, height: number] | undefined;
  readonly sampler?: string | undefined;
  readonly scheduler?: string | undefined;
  readonly loras: readonly Lora[];
}

/** A LoRA at a weight. */
export interface Lora {
  readonly name: string;
  readonly weight: number;
}

/** Texts by key, as a container holds them. */
export type WrittenTexts = Readonly<Record<string, string>>;

/** A form of a generator's record. */
export interface RecordForm {
  readonly generator: string;
  /** For messages. */
  readonly name: string;
  /** Members of a picture that the form has no place for. */
  readonly lacks?: readonly (keyof Picture)[];
  /** Characters of prompts that the form gives another meaning. */
  readonly means?: RegExp;
  write(picture: Picture): WrittenTexts;
}

/** A JSON text in which integers stand as they are, whatever their size. */
function json(members: Readonly<Record<string, unknown>>): string {
  const numbers: string[] = [];
  const text = JSON.stringify(members, (_key, value) => {
    if (typeof value !== "bigint") return value;
    numbers.push(String(value));
    return `@${numbers.length - 1}@`;
  });
  return text.replace(/"@(\d+)@"/g, (_all, at) => numbers[Number(at)] ?? "");
}

const width = ({ size }: Picture): number | undefined => size?.[0];
const height = ({ size }: Picture): number | undefined => size?.[1];
const names = ({ loras }: Picture): string[] => loras.map(({ name }) => name);
const weights = ({ loras }: Picture): number[] => loras.map(({ weight }) => weight);

/** A Python list of strings. */
function pythonList(items: readonly string[]): string {
  return `[${items.map((item) => `'${item}'`).join(", ")}]`;
}

/** Switches of a command line, less those without a value. */
function switches(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values).filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key} ${value}`).join("");
}

/** Lines of keys and values, less those without a value. */
function lines(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values).filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${value}`).join("\n");
}

const easySettings = (picture: Picture): Record<string, unknown> => ({
  prompt: picture.positive,
  negative_prompt: picture.negative,
  seed: picture.seed,
  use_stable_diffusion_model: picture.model,
  sampler_name: picture.sampler,
  scheduler_name: picture.scheduler,
  width: width(picture),
  height: height(picture),
  num_inference_steps: picture.steps ?? null,
  guidance_scale: picture.cfg ?? null,
});

/** The forms. */
export const RECORD_FORMS: readonly RecordForm[] = [
  {
    generator: "invokeai",
    name: "command line",
    lacks: ["model", "scheduler", "loras"],
    means: /[[\]\\]/g,
    write: (picture) => ({
      dream: `"${picture.positive.replace(/"/g, '\\"')}${
        picture.negative === "" ? "" : ` [${picture.negative.replace(/"/g, '\\"')}]`
      }"${
        switches({
          "-s": picture.steps,
          "-S": picture.seed,
          "-W": width(picture),
          "-H": height(picture),
          "-C": picture.cfg,
          "-A": picture.sampler,
        })
      }`,
    }),
  },
  {
    generator: "invokeai",
    name: "version 2",
    lacks: ["scheduler", "loras"],
    means: /[[\]\\]/g,
    write: (picture) => ({
      "sd-metadata": json({
        model_weights: picture.model,
        app_version: "2.3.1",
        image: {
          prompt: [{
            prompt: `${picture.positive}${picture.negative && ` [${picture.negative}]`}`,
            weight: 1,
          }],
          steps: picture.steps,
          seed: picture.seed,
          cfg_scale: picture.cfg,
          width: width(picture),
          height: height(picture),
          sampler: picture.sampler,
          type: "txt2img",
        },
      }),
    }),
  },
  ...["lora", "model"].map((key): RecordForm => ({
    generator: "invokeai",
    name: key === "lora" ? "version 3" : "version 4",
    lacks: ["scheduler"],
    write: (picture) => ({
      invokeai_metadata: json({
        generation_mode: "txt2img",
        app_version: "3.4.0",
        positive_prompt: picture.positive,
        negative_prompt: picture.negative,
        steps: picture.steps,
        seed: picture.seed,
        cfg_scale: picture.cfg,
        width: width(picture) ?? null,
        height: height(picture) ?? null,
        scheduler: picture.sampler,
        model: key === "lora" ? { model_name: picture.model } : { name: picture.model },
        loras: picture.loras.map(({ name, weight }) => ({
          [key]: key === "lora" ? { model_name: name } : { name },
          weight,
        })),
      }),
    }),
  })),
  {
    generator: "fooocus",
    name: "its own scheme",
    write: (picture) => ({
      parameters: json({
        base_model: picture.model ?? "None",
        guidance_scale: picture.cfg,
        loras: picture.loras.map(({ name, weight }) => [name, weight, ""]),
        metadata_scheme: "fooocus",
        negative_prompt: picture.negative,
        prompt: picture.positive,
        refiner_model: "None",
        resolution: picture.size && `(${picture.size.join(", ")})`,
        sampler: picture.sampler,
        scheduler: picture.scheduler,
        seed: picture.seed === undefined ? undefined : String(picture.seed),
        steps: picture.steps,
      }),
    }),
  },
  {
    generator: "fooocus",
    name: "labels of its log",
    write: (picture) => ({
      parameters: json({
        Prompt: picture.positive,
        "Negative Prompt": picture.negative,
        Performance: "Speed",
        Resolution: picture.size?.join("×"),
        "Guidance Scale": picture.cfg,
        "Base Model": picture.model ?? "None",
        Sampler: picture.sampler,
        Scheduler: picture.scheduler,
        Seed: picture.seed,
        Steps: picture.steps,
        ...Object.fromEntries(
          picture.loras.map(({ name, weight }, i) => [`LoRA ${i + 1}`, `${name} : ${weight}`]),
        ),
      }),
    }),
  },
  {
    generator: "fooocus",
    name: "MRE",
    write: (picture) => ({
      comment: json({
        prompt: picture.positive,
        negative_prompt: picture.negative,
        real_prompt: ["x"],
        base_model: picture.model ?? null,
        cfg: picture.cfg,
        seed: picture.seed,
        steps: picture.steps,
        width: width(picture),
        height: height(picture),
        sampler: picture.sampler,
        scheduler: picture.scheduler,
        ...Object.fromEntries(
          picture.loras.flatMap(({ name, weight }, i) => [[`l${i + 1}`, name], [
            `w${i + 1}`,
            weight,
          ]]),
        ),
      }),
    }),
  },
  {
    generator: "fooocus",
    name: "RuinedFooocus",
    write: (picture) => ({
      parameters: json({
        Prompt: picture.positive,
        Negative: picture.negative,
        base_model_name: picture.model ?? null,
        cfg: picture.cfg,
        seed: picture.seed,
        steps: picture.steps,
        width: width(picture),
        height: height(picture),
        sampler_name: picture.sampler,
        scheduler: picture.scheduler,
        loras: picture.loras.map(({ name, weight }, i) =>
          i % 2 === 0 ? { name, weight } : [
            "00aa11bb22",
            `${weight} - ${name}`,
          ]
        ),
        software: "RuinedFooocus",
      }),
    }),
  },
  ...["lists", "texts"].map((kind): RecordForm => ({
    generator: "swarmui",
    name: kind,
    write: (picture) => ({
      parameters: json({
        sui_image_params: {
          prompt: picture.positive,
          negativeprompt: picture.negative,
          model: picture.model,
          seed: kind === "lists" ? picture.seed : picture.seed && String(picture.seed),
          steps: kind === "lists" ? picture.steps : picture.steps && String(picture.steps),
          cfgscale: kind === "lists" ? picture.cfg : picture.cfg && String(picture.cfg),
          width: width(picture),
          height: height(picture),
          sampler: picture.sampler,
          scheduler: picture.scheduler,
          loras: kind === "lists" ? names(picture) : names(picture).join(","),
          loraweights: kind === "lists" ? weights(picture).map(String) : weights(picture).join(","),
        },
      }),
    }),
  })),
  {
    generator: "drawthings",
    name: "JSON",
    lacks: ["scheduler"],
    write: (picture) => ({
      usercomment: json({
        c: picture.positive,
        uc: picture.negative,
        model: picture.model && `${picture.model}.ckpt`,
        sampler: picture.sampler,
        scale: picture.cfg,
        seed: picture.seed,
        seed_mode: "Scale Alike",
        size: picture.size?.join("x"),
        steps: picture.steps,
        strength: 1,
        lora: picture.loras.map(({ name, weight }) => ({ model: `${name}.ckpt`, weight })),
      }),
    }),
  },
  {
    generator: "easydiffusion",
    name: "JSON",
    write: (picture) => ({
      usercomment: json({
        ...easySettings(picture),
        use_lora_model: names(picture),
        lora_alpha: weights(picture),
        use_vae_model: "None",
      }),
    }),
  },
  {
    generator: "easydiffusion",
    name: "a text for each setting",
    write: (picture) => ({
      ...Object.fromEntries(
        Object.entries(easySettings(picture)).filter(([, value]) => value !== undefined)
          .map(([key, value]) => [key, value === null ? "None" : String(value)]),
      ),
      use_lora_model: picture.loras.length === 0 ? "None" : pythonList(names(picture)),
      lora_alpha: picture.loras.length === 0 ? "None" : `[${weights(picture).join(", ")}]`,
    }),
  },
  {
    generator: "easydiffusion",
    name: "a line for each label",
    lacks: ["scheduler"],
    means: /\n/g,
    write: (picture) => ({
      sidecar: lines({
        Prompt: picture.positive,
        "Negative Prompt": picture.negative,
        Seed: picture.seed ?? "None",
        "Stable Diffusion model": picture.model ?? "None",
        Sampler: picture.sampler ?? "None",
        Width: width(picture),
        Height: height(picture),
        Steps: picture.steps,
        "Guidance Scale": picture.cfg,
        "LoRA model": names(picture).join(", ") || "None",
        "LoRA Strength": weights(picture).join(", ") || "None",
      }),
    }),
  },
  {
    generator: "stability-matrix",
    name: "JSON",
    lacks: ["scheduler", "loras"],
    write: (picture) => ({
      "parameters-json": json({
        PositivePrompt: picture.positive,
        NegativePrompt: picture.negative,
        Steps: picture.steps,
        Sampler: picture.sampler,
        CfgScale: picture.cfg,
        Seed: picture.seed,
        Width: width(picture),
        Height: height(picture),
        ModelName: picture.model && `${picture.model}.safetensors`,
      }),
    }),
  },
  {
    generator: "tensorart",
    name: "JSON",
    write: (picture) => ({
      generation_data: `${
        json({
          prompt: picture.positive,
          negativePrompt: picture.negative,
          width: width(picture),
          height: height(picture),
          steps: picture.steps,
          cfgScale: picture.cfg,
          seed: String(picture.seed ?? -1),
          baseModel: { type: "BASE_MODEL", modelFileName: picture.model ?? null },
          models: picture.loras.map(({ name, weight }) => ({
            type: "LORA",
            modelFileName: name,
            weight,
          })),
          ksamplerName: picture.sampler,
          schedule: picture.scheduler,
        })
      }\0`,
    }),
  },
];
