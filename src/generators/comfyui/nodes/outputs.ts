/**
 * Nodes at which a graph ends.
 *
 * @module
 */

/** Nodes that save pictures. */
export const SAVES = /save|VideoCombine/i;

/** Savers of something else. */
export const SAVES_OTHERS = /Text|String|Audio/i;

/** Nodes that only show pictures. */
export const SHOWS = /preview/i;

/** Inputs of samplers that show or save what they make, the former with words such as `Save`. */
export const SELF_SHOWING: readonly string[] = ["image_output", "preview_method"];

/** Conditioning nodes through which a cascade's second stage goes back to the first. */
export const STAGE_INPUT = "stage_c";
