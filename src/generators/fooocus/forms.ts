/**
 * The forms of Fooocus' records, as data.
 *
 * @module
 */
import { newShape, type Shape } from "../shared/document_keys.ts";
import type { Column, Nothings } from "../shared/settings.ts";

/** One form: how it is told, and the keys that say what a record wants. */
export interface Form {
  readonly shapes: readonly Shape[];
  readonly positive: readonly string[];
  readonly negative: readonly string[];
  readonly model: readonly string[];
  readonly hash: readonly string[];
  readonly columns: readonly Column[];
}

/** Words for "none". */
export const NOTHINGS: Nothings = new Set(["none", "default (model)"]);

/** Columns that all forms fill from the same keys. */
const COMMON: readonly Column[] = [
  ["steps", "steps"],
  ["scheduler", "scheduler"],
  ["seed", "seed"],
  ["clip_skip", "clip_skip"],
  ["width", "width"],
  ["height", "height"],
];

/** RuinedFooocus (https://github.com/runew0lf/RuinedFooocus), which names itself. */
const RUINED: Form = {
  shapes: [
    newShape(["base_model_name", "software"]),
    newShape(["base_model_name", "base_model_hash", "negative"]),
    newShape(["software", "negative", "cfg"]),
  ],
  positive: ["prompt"],
  negative: ["negative"],
  model: ["base_model_name"],
  hash: ["base_model_hash"],
  columns: [
    ...COMMON,
    ["cfg_scale", "cfg"],
    ["sampler", "sampler_name"],
    ["denoising_strength", "denoise"],
    ["model_hash_short", "base_model_hash"],
  ],
};

/** Fooocus-MRE (https://github.com/MoonRide303/Fooocus-MRE): also what the styles made of the prompts. */
const MRE: Form = {
  shapes: [
    newShape(["real_prompt", "base_model"]),
    newShape(["real_prompt", "real_negative_prompt"]),
    newShape(["refiner_clip_skip", "base_model"]),
    newShape(["l1", "w1", "base_model"]),
  ],
  positive: ["prompt"],
  negative: ["negative_prompt"],
  model: ["base_model"],
  hash: ["base_model_hash"],
  columns: [
    ...COMMON,
    ["cfg_scale", "cfg"],
    ["sampler", "sampler"],
    ["refiner_switch_at", "switch"],
    ["model_hash_short", "base_model_hash"],
  ],
};

/** Fooocus since version 2, and its log. */
const FOOOCUS: Form = {
  shapes: [
    newShape(["metadata_scheme", "prompt"]),
    newShape(["metadata_scheme", "base_model"]),
    newShape(["performance", "base_model"]),
    newShape(["adm_guidance", "base_model"]),
  ],
  positive: ["prompt"],
  negative: ["negative_prompt"],
  model: ["base_model"],
  hash: ["base_model_hash"],
  columns: [
    ...COMMON,
    ["cfg_scale", "guidance_scale"],
    ["sampler", "sampler"],
    ["refiner_switch_at", "refiner_switch"],
    ["model_hash_short", "base_model_hash"],
    ["version_tag", "version"],
  ],
};

/** In order: the keys of a later one may stand in a record of one before. */
export const FORMS: readonly Form[] = [RUINED, MRE, FOOOCUS];
