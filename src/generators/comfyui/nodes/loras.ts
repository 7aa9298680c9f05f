/**
 * Nodes that apply LoRAs, or pass lists of them on.
 *
 * @module
 */

/** Inputs of one way to write LoRAs; `#` stands for a number from 1. */
export interface LoraInputs {
  /** Files. */
  readonly name?: string;
  /** Strength of the model. */
  readonly model?: string;
  /** Strength of the text encoder. */
  readonly clip?: string;
  /** Number of entries that count. */
  readonly count?: string;
  /** Says `Off` or false where an entry is switched off. */
  readonly switch?: string;
  /** Array of objects with names and strengths. */
  readonly list?: string;
  /** Prefix of inputs that are objects. */
  readonly objects?: string;
  /** Texts with tags. */
  readonly tags?: readonly string[];
}

/** A kind of LoRA nodes. */
export interface LoraNode extends LoraInputs {
  /** Inputs by the value of the input `by`. */
  readonly modes?: {
    readonly by: string;
    readonly of: Readonly<Record<string, LoraInputs>>;
  };
  /** Is true where the whole node is switched off. */
  readonly off?: string;
  /** Is false where the whole node is switched off. */
  readonly on?: string;
  /** Whether its own LoRAs come before those of the stack that comes in. */
  readonly isOwnFirst?: true;
}

const ONE: LoraNode = { name: "lora_name", model: "strength_model", clip: "strength_clip" };
const LOADER: LoraNode = {
  name: "lora_name",
  model: "lora_model_strength",
  clip: "lora_clip_strength",
};
const LIST: LoraNode = { list: "loras" };
const NUMBERED: LoraNode = { name: "lora_#", model: "strength_#" };

/** LoRA nodes by class. */
export const LORA_NODES: ReadonlyMap<string, LoraNode> = new Map<string, LoraNode>(Object.entries({
  "LoraLoader": ONE,
  "Lora Loader": ONE,
  "Load Lora": ONE,
  "LoraLoader|pysssss": ONE,
  "LoraLoaderBlockWeight //Inspire": { ...ONE, off: "bypass" },
  "SDLoraLoader": ONE,
  "LoraLoaderGGUF": ONE,
  "CR Load LoRA": { ...ONE, on: "switch" },
  "LoraLoaderModelOnly": { name: "lora_name", model: "strength_model" },
  "NunchakuFluxLoraLoader": { name: "lora_name", model: "lora_strength" },
  "NunchakuQwenImageLoraLoader": { name: "lora_name", model: "lora_strength" },
  "HunyuanVideoLoraLoader": { name: "lora_name", model: "strength" },
  "DiTBlockLoraLoader": { name: "lora_name", model: "strength_model" },
  "Power Lora Loader (rgthree)": { objects: "lora_" },
  "Lora Loader Stack (rgthree)": { name: "lora_0#", model: "strength_0#" },
  "Lora Loader (LoraManager)": LIST,
  "Lora Stacker (LoraManager)": LIST,
  "WanVideo Lora Select (LoraManager)": LIST,
  "LoRA Text Loader (LoraManager)": { tags: ["lora_syntax"] },
  "LoraTagLoader": { tags: ["text"] },
  "LoRA Tag Loader": { tags: ["text"] },
  "LoRA Stacker": {
    isOwnFirst: true,
    count: "lora_count",
    modes: {
      by: "input_mode",
      of: {
        simple: { name: "lora_name_#", model: "lora_wt_#" },
        advanced: { name: "lora_name_#", model: "model_str_#", clip: "clip_str_#" },
      },
    },
  },
  "CR LoRA Stack": {
    name: "lora_name_#",
    model: "model_weight_#",
    clip: "clip_weight_#",
    switch: "switch_#",
  },
  "easy loraStack": {
    on: "toggle",
    count: "num_loras",
    modes: {
      by: "mode",
      of: {
        simple: { name: "lora_#_name", model: "lora_#_strength" },
        advanced: {
          name: "lora_#_name",
          model: "lora_#_model_strength",
          clip: "lora_#_clip_strength",
        },
      },
    },
  },
  "Efficient Loader": { ...LOADER, isOwnFirst: true },
  "Eff. Loader SDXL": { isOwnFirst: true },
  "easy a1111Loader": LOADER,
  "easy cascadeLoader": LOADER,
  "easy comfyLoader": LOADER,
  "easy fluxLoader": LOADER,
  "easy fullLoader": LOADER,
  "easy hunyuanDiTLoader": LOADER,
  "easy kolorsLoader": LOADER,
  "easy pixArtLoader": LOADER,
  "ttN pipeLoader": {
    name: "lora#_name",
    model: "lora#_model_strength",
    clip: "lora#_clip_strength",
  },
  "ttN pipeKSampler": LOADER,
  "ttN pipeKSamplerAdvanced": LOADER,
  "ttN pipeKSampler_v2": { name: "lora_name", model: "lora_strength" },
  "ttN KSampler_v2": { name: "lora_name", model: "lora_strength" },
  "ttN pipeLoader_v2": { tags: ["loras"] },
  "ttN pipeLoaderSDXL_v2": { tags: ["loras"] },
  "WanVideoLoraSelect": { name: "lora", model: "strength" },
  "HyVideoLoraSelect": { name: "lora", model: "strength" },
  "WanVideoLoraSelectMulti": NUMBERED,
  "LoraLoaderStack": NUMBERED,
  "Apply LoRA stack (FLUX)": NUMBERED,
  "FluxLoraLoader": { name: "lora_name", model: "strength_model" },
  "SeargeLoras": { name: "lora_#", model: "lora_#_strength" },
}));

/** Links with lists of LoRAs. */
export const STACK_LINKS = /^(?:optional_)?lora_?stack|^prev_lora$|^lora$/i;

/** Any other node that names a LoRA file. */
export const LORA_CLASS = /lora/i;

/** Ending of a model file. */
export const MODEL_FILE = /\.(?:safetensors|ckpt|gguf|sft|pt|pth|bin)$/i;

/** Strengths of such a node, for the model and for the text encoder. */
export const STRENGTHS = {
  model: ["strength_model", "strength", "lora_strength", "weight"],
  clip: ["strength_clip"],
} as const;

/** The number of an input of such a node, and words for strengths among those with the same number. */
export const NUMBER = /\d+(?=\D*$)/;
export const STRENGTH = /strength|weight|_wt/i;
export const CLIP = /clip|_te/i;

/** Switches of such a node: it applies nothing where the first say no, or the others yes. */
export const SWITCHES = {
  on: ["enabled", "enable", "switch", "toggle", "active"],
  off: ["bypass"],
} as const;

/** The member that makes an object of such a node a LoRA. */
export const LORA_MEMBER = "lora";

/** Members of an object that is a LoRA. */
export const MEMBERS = {
  name: ["name", "lora"],
  model: ["strength"],
  clip: ["clipStrength", "strengthTwo"],
  on: ["active", "on"],
} as const;

/** The most numbered entries of a node. */
export const MAX_ENTRIES = 50;

/** Link of a CivitAI download, which names a version of no file. */
export const URL_INPUT = "url";
