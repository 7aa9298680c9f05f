/**
 * Inputs with sizes, and nodes that change them.
 *
 * @module
 */

/** Inputs that hold a width and a height. */
export const SIDES: ReadonlyArray<readonly [width: string, height: string]> = [
  ["empty_latent_width", "empty_latent_height"],
  ["width", "height"],
  ["image_width", "image_height"],
];

/** Inputs whose text holds both. */
export const PRESETS = /size_preset|dimensions|resolution|^ratio_selected$|^empty_latent_aspect$/;

/** Inputs that count before such a text where they are no 0. */
export const OVERRIDES = { width: "width_override", height: "height_override" } as const;

/** A width and a height at the beginning of such a text. */
export const PRESET_SIZE = /^\s*(\d{2,5})\s*[x×*]\s*(\d{2,5})/;

/** An aspect ratio that names its size, and the word for one that does not. */
export const RATIO = { input: "aspect_ratio", size: /(\d{2,5})\s*x\s*(\d{2,5})\s*$/ } as const;

/** Inputs that say that width and height change places. */
export const SWAPS: readonly string[] = [
  "swap_dimensions",
  "swap_axis",
  "orientation",
  "invert",
];
export const SWAPPED = /^(?:on|true|yes|enable)$/i;
export const ORIENTATIONS: Readonly<Record<string, "wide" | "high">> = {
  landscape: "wide",
  horizontal: "wide",
  portrait: "high",
  vertical: "high",
};

/** Links on which a latent comes in that keeps its size. */
export const LATENT_LINKS: readonly string[] = [
  "samples",
  "latent",
  "latent_image",
  "samples_to",
  "destination",
  "samples1",
  "latent1",
  "latents",
  "video_latent",
  "image_embeds",
];

/** Links with the picture that an encoder takes. */
export const ENCODED: readonly string[] = ["pixels", "image"];

/** Inputs by which a resizing node keeps the proportion, and words for it beside yes. */
export const PROPORTION = /proportion|^resize$|^total_pixels$/i;
export const PROPORTION_INPUTS: readonly string[] = ["keep_proportion", "method", "keep_aspect"];

/** Nodes that change the size of a picture or latent. */
export const SCALES = /upscale|scale|resize|upsampl/i;

/** Nodes that hand a latent on, alone or with others. */
export const CARRIES_LATENT =
  /^(?:LTXV(?:Concat|Separate)AVLatent|LTXVImgToVideoInplace\w*|LTXVCropGuides|RepeatLatentBatch|LatentFromBatch|InjectLatentNoise\+?)$/;

/** Inputs that say how they do it, and one that says it only in nodes that are known to. */
export const SCALING_METHODS = ["upscale_method", "scale_method", "rescale_method"] as const;
export const SCALE_METHODS: readonly string[] = [...SCALING_METHODS, "method"];
export const SCALE_FACTORS: readonly string[] = ["scale_by", "upscale_by", "upscale_factor"];

/** Links with upscaling models, and inputs that name one in the node that loads it. */
export const UPSCALER_LINKS: readonly string[] = ["upscale_model", "upscale_model_opt"];
export const UPSCALER_NAMES: readonly string[] = ["model_name", "upscale_model"];
/** The link on which a provider of upscaling is handed on. */
export const PROVIDER_LINK = "upscaler";
