/**
 * Easy Diffusion: JSON, one PNG text for each setting, or a text of one setting a line, under its keys or under the labels
 * of its page (https://github.com/easydiffusion/easydiffusion, `ui/easydiffusion/utils/save_utils.py`).
 *
 * @module
 */
import type { Findings } from "../../record/build.ts";
import { fileName, modelStem } from "../../record/model_names.ts";
import type { AppliedLora, NamedResource } from "../../record/record.ts";
import type { Generator } from "../generator.ts";
import { listedLora, named } from "../shared/named.ts";
import {
  type Column,
  commaListOf,
  type Fields,
  fieldsOf,
  listOf,
  type Nothings,
  numberOf,
  promptOf,
  type Settings,
  textOf,
  textUnder,
} from "../shared/settings.ts";
import { KEYS, recordOf } from "./sources.ts";

const NOTHINGS: Nothings = new Set(["none", "null", "default"]);

/** Each with the label that stands for it in texts. */
const COLUMNS: readonly Column[] = [
  ["seed", "seed"],
  ["sampler", "sampler_name", "sampler"],
  ["scheduler", "scheduler_name", "scheduler"],
  ["width", "width"],
  ["height", "height"],
  ["steps", "num_inference_steps", "steps"],
  ["cfg_scale", "guidance_scale"],
  // Written only where a picture was made from another.
  ["denoising_strength", "prompt_strength"],
  ["face_restoration", "use_face_correction"],
];

const MODEL_KEYS = ["use_stable_diffusion_model", "stable_diffusion_model"] as const;
const VAE_KEYS = ["use_vae_model", "vae_model"] as const;
const LORA_KEYS = ["use_lora_model", "lora_model"] as const;
const LORA_WEIGHT_KEYS = ["lora_alpha", "lora_strength"] as const;
const EMBEDDING_KEYS = ["use_embeddings_model", "embedding_models"] as const;

/** Models that have a weight beside them. */
const WEIGHED = [
  ["hypernetwork", "use_hypernetwork_model", "hypernetwork_model", ["hypernetwork_strength"]],
  ["controlnet", "use_controlnet_model", "controlnet_model", [
    "control_alpha",
    "controlnet_strength",
  ]],
] as const;

/** Easy Diffusion. */
export const easydiffusion: Generator = {
  name: "easydiffusion",
  version: 2,
  keys: KEYS,
  recognises: (texts) => recordOf(texts) !== null,
  read(texts): Findings | null {
    const record = recordOf(texts);
    return record === null ? null : findingsOf(record.settings, new Map(record.params));
  },
};

function findingsOf(settings: Settings, params: Map<string, string>): Findings {
  const positive = promptOf(settings.get("prompt"));
  const negative = promptOf(settings.get("negative_prompt"));
  for (const key of ["prompt", "negative_prompt", "Prompt", "Negative Prompt"]) {
    const value = params.get(key);
    if (value === positive || value === negative) params.delete(key);
  }
  const distilled = textUnder(settings, ["distilled_guidance_scale"], NOTHINGS);
  if (distilled !== "") params.set("Distilled CFG Scale", distilled);
  return {
    positive,
    negative,
    params,
    fields: { ...fieldsOf(settings, COLUMNS, NOTHINGS), ...otherFields(settings) },
    loras: lorasOf(settings),
    resources: resourcesOf(settings),
  };
}

/** Columns whose values are not those of the settings. */
function otherFields(settings: Settings): Fields {
  const fields: Record<string, string> = {};
  const model = textUnder(settings, MODEL_KEYS, NOTHINGS);
  if (model !== "") fields["model_name"] = modelStem(model);
  const vae = textUnder(settings, VAE_KEYS, NOTHINGS);
  if (vae !== "") fields["vae"] = fileName(vae);
  const skip = textUnder(settings, ["clip_skip"], NOTHINGS).toLowerCase();
  // A switch: one layer is skipped, which others count as 2.
  if (skip === "true") fields["clip_skip"] = "2";
  else if (skip !== "false" && skip !== "") fields["clip_skip"] = skip;
  const tiling = textUnder(settings, ["tiling", "seamless_tiling"], NOTHINGS).toLowerCase();
  if (tiling !== "") fields["tiling"] = /^[xy]+$/.test(tiling) ? "true" : tiling;
  return fields;
}

function first(settings: Settings, keys: readonly string[]): string | undefined {
  return keys.find((key) => textUnder(settings, [key]) !== "" || settings.has(key));
}

function lorasOf(settings: Settings): readonly AppliedLora[] {
  const key = first(settings, LORA_KEYS);
  if (key === undefined) return [];
  const weights = commaListOf(settings.get(first(settings, LORA_WEIGHT_KEYS) ?? ""));
  // Labels have lists between commas; a name alone may have a comma, too.
  const names = weights.length === 1 ? listOf(settings.get(key)) : commaListOf(settings.get(key));
  return names.flatMap((item, i) => listedLora(textOf(item), weights[i], key));
}

function resourcesOf(settings: Settings): readonly NamedResource[] {
  const resources = [
    ...named("checkpoint", textUnder(settings, MODEL_KEYS), first(settings, MODEL_KEYS) ?? ""),
    ...named("vae", textUnder(settings, VAE_KEYS), first(settings, VAE_KEYS) ?? ""),
  ];
  for (const [type, key, label, weightKeys] of WEIGHED) {
    const weight = numberOf(textUnder(settings, weightKeys), NaN);
    const more = Number.isNaN(weight) ? {} : { weight };
    resources.push(
      ...named(type, textUnder(settings, [key, label]), first(settings, [key, label]) ?? "", more),
    );
  }
  const embeddings = first(settings, EMBEDDING_KEYS) ?? "";
  for (const item of commaListOf(settings.get(embeddings))) {
    resources.push(...named("embedding", textOf(item), embeddings));
  }
  return resources;
}
