/**
 * Nodes that sample, and the parts that hold their settings.
 *
 * @module
 */

/** Samplers that no input tells, and those whose inputs mean something else than their names say. */
export const SAMPLERS: ReadonlyMap<string, Readonly<Record<string, readonly string[]>>> = new Map(
  Object.entries({
    "WanVideoSampler": {
      sampler_name: ["scheduler"],
      scheduler: [],
      denoise: ["denoise_strength"],
      latent: ["samples", "image_embeds"],
    },
    "HyVideoSampler": {
      sampler_name: ["scheduler"],
      scheduler: [],
      denoise: ["denoise_strength"],
      positive: ["hyvid_embeds"],
      negative: ["hyvid_embeds"],
      latent: ["samples"],
    },
    "XlabsSampler": { denoise: ["denoise_strength"] },
    "easy cascadeKSampler": {},
    "easy kSampler": {},
    "easy kSamplerCustom": {},
    "easy kSamplerDownscaleUnet": {},
    "easy kSamplerInpainting": {},
    "easy kSamplerLayerDiffusion": {},
    "easy kSamplerSDTurbo": {},
    "easy kSamplerTiled": {},
    "easy fullkSampler": {},
    "ttN pipeKSampler": {},
    "ttN pipeKSamplerAdvanced": {},
    "ttN pipeKSampler_v2": {},
    "ttN KSampler_v2": {},
  }),
);

/** Refinement: detailers and upscaling samplers, with inputs that mean something else than their names say. */
export const DETAILERS: ReadonlyMap<string, Readonly<Record<string, readonly string[]>>> = new Map(
  Object.entries({
    "DetailerForEach": {},
    "DetailerForEachDebug": {},
    "DetailerForEachDebugPipe": {},
    "DetailerForEachPipe": {},
    "DetailerForEachPipeForAnimateDiff": {},
    "FaceDetailer": {},
    "FaceDetailerPipe": {},
    "IterativeImageUpscale": { steps: [] },
    "IterativeLatentUpscale": { steps: [] },
    "MaskDetailerPipe": {},
    "RegionalSampler": { seed: [], steps: [] },
    "SEGSDetailer": {},
    "SEGSUpscaler": {},
    "SEGSUpscalerPipe": {},
    "TwoAdvancedSamplersForMask": {},
    "TwoSamplersForMask": {},
    "UltimateSDUpscale": {},
    "UltimateSDUpscaleCustomSample": {},
    "UltimateSDUpscaleNoUpscale": {},
  }),
);

/** An input of each list, and one of the links, makes a sampler of a node of any class but these. */
export const SAMPLER_INPUTS = {
  settings: ["steps", "sigmas", "guider"],
  conditioning: [
    "positive",
    "conditioning",
    "guider",
    "basic_pipe",
    "detailer_pipe",
    "sdxl_tuple",
    "text_embeds",
    "pipe",
  ],
  links: [
    "model",
    "guider",
    "latent_image",
    "samples",
    "image",
    "basic_pipe",
    "detailer_pipe",
    "sdxl_tuple",
    "pipe",
  ],
  except:
    /Provider|Script|Hook|Select|Scheduler|XY|Settings|Noise$|[Ss]av|SAV|[Pp]reset|preSampling|Loader|Config/,
} as const;

/** Word in the class of most samplers. */
export const SAMPLER_CLASS = /sampler/i;

/** Nodes that work on details without sampling. */
export const DETAIL_WORK = /detail|faceswap|facerestore/i;

/** Detail passes work on the picture. */
export const DETAILER_PICTURES: readonly string[] = ["image", "images", "pixels", "samples"];

/** Sampler objects whose class is the name of the sampler, behind this word. */
export const SAMPLER_OBJECT = /^Sampler(?=[A-Z])/;

/** Schedules whose class is their name. */
export const NAMED_SCHEDULES: ReadonlySet<string> = new Set([
  "ExponentialScheduler",
  "KarrasScheduler",
  "PolyexponentialScheduler",
  "VPScheduler",
]);

/** Literals that list noise levels, one more than there are steps. */
export const SIGMA_LISTS: readonly string[] = ["sigmas"];

/** Splits a schedule: its second output begins where another pass ended. */
export const SPLITS_SIGMAS = /^SplitSigmas/;

/** Makes a pass go on with the noise that is there. */
export const NO_NOISE = /^DisableNoise$/;

/** The link on which scripts are handed to a sampler, and from one to the next. */
export const SCRIPT_LINK = "script";

/** A script that mixes the noise of a second seed in, and its inputs. */
export const NOISE_SCRIPT = {
  type: "Noise Control Script",
  on: "add_seed_noise",
  seed: "seed",
  strength: "weight",
} as const;

/** A script that samples a second time, and its inputs. */
export const HIRES_SCRIPT = {
  type: "HighRes-Fix Script",
  steps: "hires_steps",
  denoise: "denoise",
  factor: "upscale_by",
  kind: "upscale_type",
  seed: "seed",
  checkpoint: "hires_ckpt_name",
  upscalers: { latent: "latent_upscaler", pixel: "pixel_upscaler", both: "pixel_upscaler" },
} as const;

/** A sampler that goes on with a second model, by the step at which it does. */
export const REFINE_STEP = "refine_at_step";

/** Where a split schedule is cut. */
export const SPLIT_STEP = "step";
