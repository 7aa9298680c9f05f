/**
 * Notes that Automatic1111's Extras tab of 2022 wrote into a picture: they name an upscaler, and nothing of how the picture was
 * made (https://github.com/AUTOMATIC1111/stable-diffusion-webui/issues/1250).
 *
 * @module
 */

const NOTE =
  /^(?:(?:upscale|visibility|model|gfpgan visibility|codeformer (?:w|weight|visibility)):[^,\n]*(?:[,\n]\s*|$))+$/i;
const LETTERS = /^[ucg]/i;

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
  return LETTERS.test(text) && NOTE.test(text);
}
