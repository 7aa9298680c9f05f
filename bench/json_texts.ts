/**
 * JSON to measure with: what the programs that write JSON put into pictures.
 *
 * @module
 */
import { Dice } from "./texts.ts";

const WORDS = "castle river stone moss harbour lantern pale golden oil painting portrait".split(
  " ",
);

function phrase(dice: Dice, words: number): string {
  return Array.from({ length: words }, () => dice.pick(WORDS)).join(dice.once(2) ? ", " : " ");
}

/** A graph as ComfyUI's API takes it: nodes by number in the order in which they were made. */
export function apiGraph(nodes: number, dice: Dice): string {
  const numbers = Array.from({ length: nodes }, (_, n) => n + 1);
  // Shuffled, since the numbers say when a node was made and not where it stands.
  numbers.forEach((_, n) => {
    const other = dice.roll(n + 1);
    [numbers[n], numbers[other]] = [numbers[other] as number, numbers[n] as number];
  });
  const members = numbers.map((number, n) => `"${number}": ${node(n % 5, nodes, dice)}`);
  return `{${members.join(", ")}}`;
}

function node(kind: number, nodes: number, dice: Dice): string {
  const link = (): [string, number] => [String(1 + dice.roll(nodes)), dice.roll(3)];
  const [type, title, inputs] = [
    ["KSampler", "KSampler", {
      seed: dice.roll(2 ** 31) * 64,
      steps: 20 + dice.roll(20),
      cfg: 7.5,
      sampler_name: "dpmpp_2m",
      scheduler: "karras",
      denoise: 0.9,
      model: link(),
      positive: link(),
      negative: link(),
      latent_image: link(),
    }],
    ["CLIPTextEncode", "CLIP Text Encode (Prompt)", { text: phrase(dice, 40), clip: link() }],
    ["CheckpointLoaderSimple", "Load Checkpoint", { ckpt_name: `${dice.pick(WORDS)}.safetensors` }],
    ["EmptyLatentImage", "Empty Latent Image", { width: 512, height: 768, batch_size: 1 }],
    ["VAEDecode", "VAE Decode", { samples: link(), vae: link() }],
  ][kind] as [string, string, unknown];
  return spaced({ inputs, class_type: type, _meta: { title } });
}

/** As Python writes it. */
function spaced(value: unknown): string {
  return JSON.stringify(value, null, 1).replace(/,\n */g, ", ").replace(/\n */g, "");
}

/** Metadata of one picture in the style of InvokeAI, 2 KB. */
export function invokeMetadata(dice: Dice): string {
  const model = (name: string, type: string): unknown => ({
    key: `${dice.hex(8)}-${dice.hex(4)}-${dice.hex(12)}`,
    hash: `blake3:${dice.hex(64)}`,
    name,
    base: "sdxl",
    type,
  });
  return JSON.stringify({
    generation_mode: "sdxl_txt2img",
    positive_prompt: phrase(dice, 60),
    negative_prompt: phrase(dice, 20),
    width: 1024,
    height: 768,
    seed: dice.roll(2 ** 31) * 2,
    rand_device: "cpu",
    cfg_scale: 7.5,
    cfg_rescale_multiplier: 0,
    steps: 30,
    scheduler: "dpmpp_2m_k",
    seamless_x: false,
    seamless_y: false,
    model: model("mossMix_v4", "main"),
    controlnets: [],
    ipAdapters: [],
    t2iAdapters: [],
    loras: [{ model: model("lantern_v1", "lora"), weight: 0.75 }],
    strength: 0.6,
    vae: model("sdxl-vae", "vae"),
    positive_style_prompt: "",
    negative_style_prompt: "",
    hrf_enabled: false,
    hrf_method: "ESRGAN",
    hrf_strength: 0.45,
    regions: [],
    canvas_v2_metadata: { referenceImages: [], controlLayers: [], inpaintMasks: [] },
    app_version: "5.6.0",
  });
}

/** An answer of a site's API about one picture: the fields stand under `meta`. */
export function apiAnswer(dice: Dice): string {
  return JSON.stringify({
    id: dice.roll(1e8),
    url: `https://image.example/${dice.hex(32)}/width=1024/${dice.roll(1e8)}.jpeg`,
    hash: "U9D9kI~q00xu00M{xut7",
    width: 832,
    height: 1216,
    nsfwLevel: "None",
    createdAt: "2026-05-14T18:02:11.447Z",
    postId: dice.roll(1e8),
    stats: { cryCount: 1, laughCount: 2, likeCount: 30, heartCount: 4, commentCount: 0 },
    meta: {
      Size: "832x1216",
      seed: dice.roll(2 ** 31) * 2,
      Model: "mossMix_v4",
      steps: 30,
      hashes: { model: dice.hex(10), "lora:lantern": dice.hex(10) },
      prompt: phrase(dice, 80),
      sampler: "DPM++ 2M Karras",
      cfgScale: 7.0,
      resources: [
        { name: "lantern", type: "lora", weight: 0.8 },
        { hash: dice.hex(10), name: "mossMix_v4", type: "model" },
      ],
      "Model hash": dice.hex(10),
      negativePrompt: phrase(dice, 30),
      "Clip skip": "2",
      civitaiResources: [{ type: "checkpoint", modelVersionId: dice.roll(1e6) }],
    },
    username: "moss",
    baseModel: "SDXL",
  });
}

/** The same document with a seed of 20 digits, which a number of JavaScript cannot hold. */
export function withLongSeed(json: string): string {
  return json.replace(/("seed": ?)\d+/, "$118446744073709551615");
}
