/**
 * The three forms of Easy Diffusion's settings.
 *
 * @module
 */
import { isJsonObject } from "../../record/json.ts";
import { normaliseKey } from "../../record/keys.ts";
import type { Text, Texts } from "../../record/texts.ts";
import { newShape } from "../shared/document_keys.ts";
import { keyLines, settingsOfLines } from "../shared/key_lines.ts";
import { addParams, type Settings, settingsOf } from "../shared/settings.ts";
import { objectOf } from "../shared/survey.ts";

/** Settings, and the same as pairs. */
export interface EasyRecord {
  readonly settings: Settings;
  readonly params: ReadonlyMap<string, string>;
}

const SHAPES = [
  newShape(["use_stable_diffusion_model"]),
  newShape(["stable_diffusion_model", "guidance_scale"]),
  newShape(["use_vae_model", "num_inference_steps"]),
  newShape(["use_lora_model", "num_inference_steps"]),
];

/** Keys of single settings, as PNG texts have them, and their labels. */
const SETTING_KEYS: readonly string[] = [
  "prompt",
  "negative_prompt",
  "negative prompt",
  "seed",
  "use_stable_diffusion_model",
  "stable diffusion model",
  "clip_skip",
  "clip skip",
  "use_controlnet_model",
  "controlnet model",
  "control_filter_to_apply",
  "controlnet filter",
  "control_alpha",
  "controlnet strength",
  "use_vae_model",
  "vae model",
  "sampler_name",
  "sampler",
  "scheduler_name",
  "scheduler",
  "width",
  "height",
  "num_inference_steps",
  "steps",
  "guidance_scale",
  "guidance scale",
  "distilled_guidance_scale",
  "prompt_strength",
  "prompt strength",
  "use_lora_model",
  "lora model",
  "lora_alpha",
  "lora strength",
  "use_hypernetwork_model",
  "hypernetwork model",
  "hypernetwork_strength",
  "hypernetwork strength",
  "use_embeddings_model",
  "embedding models",
  "tiling",
  "seamless tiling",
  "use_face_correction",
  "use face correction",
  "use_upscale",
  "use upscaling",
  "upscale_amount",
  "upscale by",
  "latent_upscaler_steps",
  "latent upscaler steps",
];

const SINGLE: ReadonlySet<string> = new Set(SETTING_KEYS);

/** Pairs of keys of which each tells the program. */
const MARKS: ReadonlyArray<readonly string[]> = [
  ["use_stable_diffusion_model", "seed"],
  ["use_stable_diffusion_model", "prompt"],
  ["stable diffusion model", "seed"],
  ["stable diffusion model", "prompt"],
  ["num_inference_steps", "guidance_scale"],
];

/** The keys of containers under which its texts stand. */
export const KEYS: readonly string[] = ["usercomment", ...SETTING_KEYS];

/** The settings of the text in question, or of all texts of single settings; null where there are none. */
export function recordOf(texts: Texts): EasyRecord | null {
  const { text } = texts;
  if (text.json !== undefined) return text.once(inJson);
  if (!SINGLE.has(text.key)) return inLines(text);
  const isMarked = MARKS.some((keys) => keys.every((key) => texts.get(key) !== undefined));
  return isMarked ? fromKeys(texts) : inLines(text);
}

function inJson(text: Text): EasyRecord | null {
  const object = objectOf(text, SHAPES);
  if (!isJsonObject(object)) return null;
  const params = new Map<string, string>();
  addParams(params, object);
  return { settings: settingsOf(object), params };
}

function inLines(text: Text): EasyRecord | null {
  const lines = keyLines(text);
  if (lines === null) return null;
  const settings = settingsOfLines(lines);
  const isMarked = MARKS.some((keys) => keys.every((key) => settings.has(normaliseKey(key))));
  return isMarked ? { settings, params: new Map(lines) } : null;
}

function fromKeys(texts: Texts): EasyRecord {
  const params = new Map<string, string>();
  for (const key of SETTING_KEYS) {
    const text = texts.get(key);
    if (text !== undefined) params.set(key, text.normal);
  }
  const settings = new Map<string, string>();
  for (const [key, value] of params) settings.set(normaliseKey(key), value);
  return { settings, params };
}
