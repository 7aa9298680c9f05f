/**
 * Inputs with names of model files.
 *
 * @module
 */

/** Inputs that name the model, in any class. */
export const MODEL_NAMES: readonly string[] = [
  "ckpt_name",
  "unet_name",
  "base_ckpt_name",
  "gguf_name",
  "model_path",
  "base_checkpoint",
  "stage_c",
  "air",
];

/** Inputs that name the model of a node that takes no model. */
export const LOOSE_MODEL_NAMES: readonly string[] = ["model_name", "model"];

/** Inputs that name a second model for the last steps. */
export const REFINER_NAMES: readonly string[] = ["refiner_ckpt_name", "refiner_checkpoint"];

/** Links behind which the model chain goes on. */
export const MODEL_LINKS: readonly string[] = [
  "model",
  "model1",
  "base_model",
  "opt_model",
  "unet",
  "pipe",
  "sdxl_tuple",
];

/** Links behind which the chain of text encoders goes on. */
export const CLIP_LINKS: readonly string[] = ["clip", "clip1", "opt_clip", "base_clip"];

/** Other links with a model, where there is none of those; and those that hold something else. */
export const MODEL_LIKE = /model/i;
export const OTHER_MODELS = /upscale|vision|control|sam_|detector|patch|vae|motion|style|clip|t5/i;

/** Links with models that are merged into the first. */
export const MERGED_MODELS = /^model[2-9]$/;

/** Shares of a merge. */
export const MERGE_SHARES: readonly string[] = ["ratio", "multiplier"];

/** Names that stand for no file. */
export const NO_FILE = /^(?:|none|baked vae|default \(model\)|(?:use )?same|\(use same\))$/i;

/** Inputs that name a VAE. */
export const VAE_NAMES: readonly string[] = ["vae_name", "vae_checkpoint"];

/** Loaders of VAEs, whose `model_name` is one. */
export const VAE_CLASS = /vae/i;

/** A CivitAI resource name: https://github.com/civitai/civitai/wiki/AIR-%E2%80%90-Uniform-Resource-Names-for-AI */
export const AIR = /^urn:air:.*?@(\d+)/;

/** Clip skip by input. */
export const CLIP_SKIPS: readonly string[] = ["stop_at_clip_layer", "clip_skip", "base_clip_skip"];

/** A resource that a node uses. */
export interface UsedResource {
  /** Word of the resource. */
  readonly type: string;
  /** Inputs that name it, in the node that loads it. */
  readonly names: readonly string[];
  /** Strengths, in the node that uses it. */
  readonly weights: readonly string[];
  /** The input of the node that uses it which says whether it does. */
  readonly switch?: string;
}

/** Resources by the link that brings them in. */
export const LINKED_RESOURCES: ReadonlyMap<string, UsedResource> = new Map(Object.entries({
  control_net: {
    type: "controlnet",
    names: ["control_net_name", "controlnet_name", "model_name"],
    weights: ["strength"],
  },
  controlnet: {
    type: "controlnet",
    names: ["controlnet", "model"],
    weights: ["strength", "controlnet_strength"],
  },
  model_patch: {
    type: "controlnet",
    names: ["name", "model_patch_name"],
    weights: ["strength"],
  },
  ipadapter: { type: "ipadapter", names: ["ipadapter_file", "preset"], weights: ["weight"] },
  style_model: { type: "style_model", names: ["style_model_name"], weights: ["strength"] },
  clip_vision: { type: "clip_vision", names: ["clip_name"], weights: [] },
  t5: { type: "text_encoder", names: ["model_name"], weights: [] },
  upscale_model: { type: "upscaler", names: ["model_name"], weights: [] },
}));

/** Links that lead on to such nodes. */
export const RESOURCE_LINKS: ReadonlySet<string> = new Set([
  "clip_vision_output",
  "cnet_stack",
  "controlnet_stack",
  "ipadapter_params",
]);

const textEncoder = (name: string): UsedResource => ({
  type: "text_encoder",
  names: [name],
  weights: [],
});

const numberedControl = (number: number): readonly [string, UsedResource] => [
  `controlnet_${number}`,
  {
    type: "controlnet",
    names: [`controlnet_${number}`],
    weights: [`controlnet_strength_${number}`],
    switch: `switch_${number}`,
  },
];

/** Resources that a node names itself, by the input. */
export const OWN_RESOURCES: ReadonlyMap<string, UsedResource> = new Map(Object.entries({
  hypernetwork_name: {
    type: "hypernetwork",
    names: ["hypernetwork_name"],
    weights: ["strength"],
  },
  control_net_name: { type: "controlnet", names: ["control_net_name"], weights: ["strength"] },
  ipadapter_file: { type: "ipadapter", names: ["ipadapter_file"], weights: ["weight"] },
  ...Object.fromEntries([1, 2, 3].map(numberedControl)),
  clip_name: textEncoder("clip_name"),
  clip_name1: textEncoder("clip_name1"),
  clip_name2: textEncoder("clip_name2"),
  clip_name3: textEncoder("clip_name3"),
  clip_name4: textEncoder("clip_name4"),
  text_encoder: textEncoder("text_encoder"),
  text_encoder1: textEncoder("text_encoder1"),
  text_encoder2: textEncoder("text_encoder2"),
  t5_name: textEncoder("t5_name"),
}));
