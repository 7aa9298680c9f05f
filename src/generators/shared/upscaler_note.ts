/**
 * Notes that Automatic1111's Extras tab of 2022 wrote into a picture: they name an upscaler, and nothing of how the picture was
 * made (https://github.com/AUTOMATIC1111/stable-diffusion-webui/issues/1250).
 *
 * @module
 */

const NOTE =
  /^(?:(?:upscale|visibility|model|gfpgan visibility|codeformer (?:w|weight|visibility)):[^,\n]*(?:[,\n]\s*|$))+$/i;
/** First letters of the labels that it begins with. A pattern that is bound to the beginning is tried everywhere by QuickJS: a tenth of parsing. */
const LETTERS = "uUcCgG";

/**
 * Whether a text is such a note and nothing else.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(isUpscalerNote("Upscale: 4, visibility:1.0, model:ESRGAN_4x"), true);
 * assert.equal(isUpscalerNote("a cat\nSteps: 20, Seed: 1, Model: fern"), false);
 * ```
 */
export function isUpscalerNote(text: string): boolean {
  return text !== "" && LETTERS.indexOf(text.charAt(0)) >= 0 && NOTE.test(text);
}
