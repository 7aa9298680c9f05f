/**
 * Graphs without the pictures that some nodes carry in an input.
 *
 * @module
 */

/** Base64 of a picture, of which the beginning stays. */
const DATA_URL = /(data:image\/[\w.+-]+;base64,)[A-Za-z0-9+/=]+/g;
/** A run of the letters of base64. Shorter ones are not looked at one by one. */
const RUN = /[A-Za-z0-9+/]{64,}={0,2}/g;
/** No word, name, hash or address is as long. */
const PICTURE_LENGTH = 2048;

/**
 * A text without base64 pictures, which only repeat what the file shows and can be a hundred times as long as the rest.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(withoutPictures('{"image": "data:image/png;base64,iVBORw0KGgo="}'), '{"image": "data:image/png;base64,"}');
 * ```
 */
export function withoutPictures(text: string): string {
  const slim = text.indexOf(";base64,") < 0 ? text : text.replace(DATA_URL, "$1");
  if (slim.length < PICTURE_LENGTH) return slim;
  return slim.replace(RUN, (run) => run.length < PICTURE_LENGTH ? run : "");
}
