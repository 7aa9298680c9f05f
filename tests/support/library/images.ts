/**
 * Images as the programs of the field describe them: what each writes about the models that it used.
 *
 * @module
 */
import type { Model, ModelState } from "./models.ts";
import type { Random } from "./random.ts";

/** What an image says of a model: enough to find out whether any file can be told by it. */
export interface Evidence {
  readonly model: Model;
  readonly name: string | null;
  readonly hash: string | null;
  readonly versionId: number | null;
}

/** An image, what it names in tags, and what it names elsewhere. */
export interface Image {
  readonly generator: string;
  readonly text: string;
  readonly checkpoint: Evidence | null;
  /** LoRAs in tags, in the order of the prompt. */
  readonly tags: readonly Evidence[];
  /** What stands in no tag. */
  readonly others: readonly Evidence[];
}

/** The models that one image uses. */
interface Used {
  readonly checkpoint: Model;
  readonly loras: readonly Model[];
  readonly embedding: Model | null;
  readonly vae: Model | null;
}

type Writer = (used: Used, seed: number, random: Random) => Omit<Image, "generator">;

const short = (hash: string, digits: number): string => hash.slice(0, digits);
/** A1111 takes these out of names in `Lora hashes`. */
const listed = (name: string): string => name.replace(/[:,]/g, "");
const evidence = (
  model: Model,
  name: string | null,
  hash: string | null = null,
  versionId: number | null = null,
): Evidence => ({ model, name, hash, versionId });

function text(
  prompt: string,
  tags: readonly string[],
  seed: number,
  pairs: readonly (string | null)[],
): string {
  const all = [
    "Steps: 20, Sampler: Euler a, CFG scale: 7",
    `Seed: ${seed}`,
    "Size: 512x768",
    ...pairs.filter((pair) => pair !== null),
  ];
  return `${[prompt, ...tags].join(" ")}\nNegative prompt: blurry\n${all.join(", ")}`;
}

const tag = (name: string, weight = "0.8"): string => `<lora:${name}:${weight}>`;
/** A1111 prefers the alias in its prompts. */
const prompted = ({ then }: Model): string => then.alias ?? then.stem;

/** A1111 and Forge: one form, with other hashes. */
function a1111(
  version: string,
  modelHash: (state: ModelState) => string,
  loraHash: ((state: ModelState) => string) | null,
  resources = false,
): Writer {
  return ({ checkpoint, loras, embedding, vae }, seed) => {
    const tags = loras.map((model) =>
      evidence(
        model,
        prompted(model),
        loraHash?.(model.then) ?? (resources ? short(model.then.hashes.sha256, 10) : null),
      )
    );
    const hash = modelHash(checkpoint.then);
    const others: Evidence[] = [];
    if (embedding !== null) {
      others.push(
        evidence(embedding, embedding.then.stem, short(embedding.then.hashes.sha256, 12)),
      );
    }
    if (vae !== null) others.push(evidence(vae, vae.then.stem, short(vae.then.hashes.sha256, 10)));
    const hashes = Object.fromEntries([
      ["model", short(checkpoint.then.hashes.sha256, 10)],
      ...loras.map((model) => [`lora:${prompted(model)}`, short(model.then.hashes.sha256, 10)]),
    ]);
    return {
      text: text("a cat", tags.map(({ name }) => tag(name ?? "")), seed, [
        `Model hash: ${hash}`,
        `Model: ${checkpoint.then.stem}`,
        vae && `VAE hash: ${short(vae.then.hashes.sha256, 10)}, VAE: ${vae.then.stem}.safetensors`,
        loraHash && loras.length > 0
          ? `Lora hashes: "${
            tags.map(({ name, hash }) => `${listed(name ?? "")}: ${hash}`).join(", ")
          }"`
          : null,
        embedding &&
        `TI hashes: "${embedding.then.stem}: ${short(embedding.then.hashes.sha256, 12)}"`,
        resources ? `Hashes: ${JSON.stringify(hashes)}` : null,
        `Version: ${version}`,
      ]),
      checkpoint: evidence(checkpoint, checkpoint.then.stem, hash),
      tags,
      others,
    };
  };
}

const saved = ({ hashes }: ModelState): string => short(hashes.embedded ?? hashes.tensors, 12);

const WRITERS: Readonly<Record<string, Writer>> = {
  "A1111": a1111("v1.10.1", ({ hashes }) => short(hashes.sha256, 10), saved),
  "A1111 of 2022": a1111("v1.0.0", ({ hashes }) => hashes.autov1, null),
  "A1111 with CivitAI's extension": a1111(
    "v1.9.4",
    ({ hashes }) => short(hashes.sha256, 10),
    saved,
    true,
  ),
  "Forge of 2024": a1111(
    "f2.0.1v1.10.1-previous-300-gabcdef0",
    ({ hashes }) => short(hashes.name, 10),
    ({ hashes }) => short(hashes.embedded ?? hashes.name, 12),
  ),
  "Forge": a1111(
    "f2.0.1v1.10.1-previous-660-gabcdef0",
    ({ hashes }) => short(hashes.sha256, 10),
    ({ hashes }) => short(hashes.embedded ?? hashes.sha256, 12),
  ),
  "SD.Next": ({ checkpoint, loras }, seed, random) => {
    const tags = loras.map((model) => {
      const { sha256, tensors, embedded } = model.then.hashes;
      return evidence(
        model,
        model.then.stem,
        short(random.pick([sha256, tensors, embedded ?? sha256]), 8),
      );
    });
    const hash = short(checkpoint.then.hashes.sha256, 10);
    return {
      text: text("a cat", tags.map(({ name }) => tag(name ?? "")), seed, [
        `Model: ${checkpoint.then.stem}`,
        `Model hash: ${hash}`,
        loras.length > 0 ? `LoRA networks: "${tags.map(({ name }) => name).join(", ")}"` : null,
        loras.length > 0 ? `LoRA hashes: "${tags.map(({ hash }) => hash).join(", ")}"` : null,
        "App: SD.Next",
      ]),
      checkpoint: evidence(checkpoint, checkpoint.then.stem, hash),
      tags,
      others: [],
    };
  },
  "CivitAI": ({ checkpoint, loras }, seed) => {
    const all = [checkpoint, ...loras].filter(({ then }) => then.versionId !== null);
    const resources = all.map(({ type, then }) => ({
      type,
      weight: 0.8,
      modelVersionId: then.versionId,
      modelName: `Title of ${then.versionId}`,
      modelVersionName: "v1",
    }));
    const told = all.map((model) =>
      evidence(model, `Title of ${model.then.versionId}`, null, model.then.versionId)
    );
    return {
      text: text("a cat", [], seed, [
        `Civitai resources: ${JSON.stringify(resources)}`,
        "Civitai metadata: {}",
      ]),
      checkpoint: told.find(({ model }) => model === checkpoint) ?? null,
      tags: [],
      others: told.filter(({ model }) => model !== checkpoint),
    };
  },
  "Fooocus": ({ checkpoint, loras }, seed) => {
    const hash = short(checkpoint.then.hashes.sha256, 10);
    const others = loras.map((model) =>
      evidence(model, listed(model.then.stem), short(model.then.hashes.sha256, 10))
    );
    return {
      text: text("a cat", [], seed, [
        `Model hash: ${hash}`,
        `Model: ${checkpoint.then.stem}`,
        loras.length > 0
          ? `Lora hashes: "${others.map(({ name, hash }) => `${name}: ${hash}`).join(", ")}"`
          : null,
        loras.length > 0
          ? `Lora weights: "${others.map(({ name }) => `${name}: 0.8`).join(", ")}"`
          : null,
        "Version: Fooocus v2.5.5",
      ]),
      checkpoint: evidence(checkpoint, checkpoint.then.stem, hash),
      tags: [],
      others,
    };
  },
  "ComfyUI Image Saver": ({ checkpoint, loras }, seed) => {
    const hash = short(checkpoint.then.hashes.sha256, 10);
    const tags = loras.map((model) =>
      evidence(model, `style\\${model.then.stem}`, short(model.then.hashes.sha256, 10))
    );
    const hashes = Object.fromEntries([
      ["model", hash],
      ...tags.map(({ name, hash }) => [`LORA:${name}`, hash]),
    ]);
    return {
      text: text("a cat", tags.map(({ name }) => tag(name ?? "")), seed, [
        `Model hash: ${hash}`,
        `Model: ${checkpoint.then.stem}`,
        `Hashes: ${JSON.stringify(hashes)}`,
        "Version: ComfyUI",
      ]),
      checkpoint: evidence(checkpoint, checkpoint.then.stem, hash),
      tags,
      others: [],
    };
  },
  "ComfyUI with metadata": ({ checkpoint, loras }, seed) => {
    const hash = short(checkpoint.then.hashes.sha256, 10);
    const others = loras.map((model) =>
      evidence(model, `${model.then.stem}.safetensors`, short(model.then.hashes.sha256, 10))
    );
    return {
      text: text("a cat", [], seed, [
        `Model: ${checkpoint.then.stem}`,
        `Model hash: ${hash}`,
        ...others.map(({ name, hash }, i) =>
          `Lora_${i} Model name: ${name}, Lora_${i} Model hash: ${hash}, Lora_${i} Strength model: 0.7`
        ),
      ]),
      checkpoint: evidence(checkpoint, checkpoint.then.stem, hash),
      tags: [],
      others,
    };
  },
  "AddNet": ({ checkpoint, loras }, seed) => {
    const hash = short(checkpoint.then.hashes.sha256, 10);
    const others = loras.map((model) =>
      evidence(model, model.then.stem, short(model.then.hashes.tensors, 12))
    );
    return {
      text: text("a cat", [], seed, [
        `Model hash: ${hash}`,
        `Model: ${checkpoint.then.stem}`,
        "AddNet Enabled: True",
        ...others.map(({ name, hash }, i) =>
          `AddNet Module ${i + 1}: LoRA, AddNet Model ${i + 1}: ${name}(${hash}), AddNet Weight A ${
            i + 1
          }: 0.7`
        ),
      ]),
      checkpoint: evidence(checkpoint, checkpoint.then.stem, hash),
      tags: [],
      others,
    };
  },
};

/** The programs. */
export const GENERATORS = Object.keys(WRITERS);

/** Makes the description of image number `n`. */
export function makeImage(models: readonly Model[], n: number, random: Random): Image {
  const of = (type: string): Model[] => models.filter((model) => model.type === type);
  const generator = GENERATORS[n % GENERATORS.length] ?? "";
  const loras = new Set(Array.from({ length: random.below(4) }, () => random.pick(of("lora"))));
  const used: Used = {
    checkpoint: random.pick(of("checkpoint")),
    loras: [...loras],
    embedding: random.chance(0.3) ? random.pick(of("embedding")) : null,
    vae: random.chance(0.3) ? random.pick(of("vae")) : null,
  };
  const image = WRITERS[generator]?.(used, n + 1, random);
  if (image === undefined) throw new RangeError(`no writer of ${generator}`);
  return { generator, ...image };
}
