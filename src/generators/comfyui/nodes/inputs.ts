/**
 * Inputs by what they hold, whatever the class of the node: nodes of all packages name them alike.
 *
 * @module
 */

/** Names of a node's own inputs, by what is asked for; the first that a node has counts. */
export const INPUTS: Readonly<Record<string, readonly string[]>> = {
  model: ["model", "model1", "base_model", "opt_model", "unet"],
  clip: ["clip", "base_clip", "opt_clip"],
  vae: ["vae", "optional_vae", "base_vae", "vae_name"],
  positive: ["positive", "conditioning", "cond1", "base_positive", "pos", "text_embeds"],
  negative: ["negative", "neg_conditioning", "base_negative", "neg", "text_embeds"],
  latent: ["latent_image", "latent", "samples", "init_latent", "optional_latent", "image_embeds"],
  image: ["image", "images"],
  seed: ["seed", "noise_seed"],
  steps: ["steps"],
  cfg: ["true_gs", "true_cfg", "cfg", "cfg_conds", "from_cfg"],
  sampler_name: ["sampler_name", "solver", "sampler"],
  scheduler: ["scheduler"],
  denoise: ["denoise"],
  start_at_step: ["start_at_step", "start_step"],
  subseed: ["variation_seed", "var_seed"],
  subseed_strength: ["variation_strength", "var_seed_strength"],
  refiner_start_step: ["refiner_start_step", "refiner_start"],
  guidance: ["guidance", "guidance_scale", "embedded_guidance_scale"],
};

/** Links behind which a value stands that a node has no input for. */
export const BEHIND: Readonly<Record<string, readonly string[]>> = {
  seed: ["noise"],
  steps: ["sigmas", "sigmas_1", "sigmas1", "sigmas_a"],
  scheduler: ["sigmas", "sigmas_1", "sigmas1", "sigmas_a"],
  denoise: ["sigmas", "sigmas_1", "sigmas1", "sigmas_a"],
  cfg: ["guider"],
  model: ["guider"],
  positive: ["guider"],
  negative: ["guider"],
};

/** Links that bundle several things: model, prompts, latent, and in some pipes the sampling values. */
export const BUNDLES: readonly string[] = [
  "pipe",
  "basic_pipe",
  "detailer_pipe",
  "sdxl_tuple",
  "context",
  "base_ctx",
  "upscaler",
  "base_sampler",
];

/** Inputs that hold a value, in a node whose output is asked for another name. */
export const VALUE_INPUTS: readonly string[] = [
  "value",
  "seed",
  "noise_seed",
  "int",
  "float",
  "number",
  "string",
  "text",
  "Text",
  "sampler_name",
  "scheduler",
  "boolean",
  "size",
];

/** Links on which a picture or latent comes in, in the order in which they are followed. */
export const PICTURE_INPUTS: readonly string[] = [
  "images",
  "image",
  "video",
  "samples",
  "latent_image",
  "latent",
  "pixels",
  "image1",
  "base_image",
  "samples_to",
  "destination",
  "image_frames",
  "input_image",
];

/** Names of links that carry a picture or latent in a node with none of those. */
export const PICTURE_LIKE = /^(?!.*audio).*(?:image|latent|sample|pixel|video|frames)/i;

/** Links on which something is laid over the picture: what made it is no pass of the picture below. */
export const OVERLAY_INPUTS: readonly string[] = [
  "samples_from",
  "source",
  "image2",
  "overlay_image",
  "samples2",
  "latent2",
];

/** Links with a picture that a video begins or ends with: what made it is no earlier pass. */
export const FRAME_INPUTS: readonly string[] = [
  "start_image",
  "init_image",
  "end_image",
  "first_image",
  "last_image",
  "first_frame",
  "last_frame",
];

/** Links on which conditioning comes in, beside `positive` and `negative`. */
export const CONDITIONING_LIKE =
  /^(?:conditioning|cond\d*$|clip_regions$|(?:original_|nag_)?text_embeds)/;

/** Classes whose output the run computes: no input of theirs is the value. */
export const COMPUTED =
  /math|expression|calculat|GetImageSize|ResolutionSelector|Integer Multiple|Image ?Size/i;

/** Classes whose only number is their value. */
export const VALUE_CLASS = /Int|Float|Number|Seed|Value|Constant/;
