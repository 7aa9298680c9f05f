/**
 * What tells a generation without a sampler.
 *
 * @module
 */

/** Inputs of which so many in one node are sampling values. */
export const SETTING_INPUTS: readonly string[] = [
  "seed",
  "noise_seed",
  "steps",
  "cfg",
  "sampler_name",
  "scheduler",
];
export const ENOUGH_SETTINGS = 3;

/** Texts of a node that has a service make the picture, and inputs of which it has one beside them. */
export const SERVICE_PROMPTS: readonly string[] = [
  "prompt",
  "prompt_text",
  "positive_prompt",
  "model.prompt",
];
export const SERVICE_NEGATIVES: readonly string[] = ["negative_prompt", "negative"];
export const SERVICE_INPUTS: readonly string[] = [
  "seed",
  "model",
  "model_name",
  "aspect_ratio",
  "size",
  "resolution",
  "duration",
];
export const SERVICE_MODELS: readonly string[] = ["model", "model_name"];

/** Words for what a user marks a node as. */
export const MARKS = {
  sampler: "meta_primary_sampler",
  model: "meta_primary_model",
  positive: "meta_positive_prompt",
  negative: "meta_negative_prompt",
} as const;
