/**
 * Addresses of pictures in the records of jobs, which are signed: whoever has one can fetch the picture.
 *
 * @module
 */

/** An address and what follows its question mark; within JSON in JSON an ampersand may be escaped, more than once. */
const ADDRESS = /(https?:\/\/[^\s"?\\:]+(?::\d+[^\s"?\\:]*)?)\?((?:[^\s"\\]|\\{1,8}u0026)*)/gi;
const SIGNED = /(?:^|&|u0026)(?:sig|signature|token|x-amz-signature)=/i;

/**
 * A text without the signatures of addresses.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(
 *   withoutSignatures('{"image": "https://example.com/a.png?sig=1&exp=2", "page": "https://example.com/?id=3"}'),
 *   '{"image": "https://example.com/a.png", "page": "https://example.com/?id=3"}',
 * );
 * ```
 */
export function withoutSignatures(text: string): string {
  return text.replace(
    ADDRESS,
    (whole, address: string, query: string) => SIGNED.test(query) ? address : whole,
  );
}
