/**
 * Bytes by which files are told apart.
 *
 * @module
 */

import { hasText } from "../bytes/bytes.ts";

/** Strings with the offset at which they stand, each byte as one character. */
export type Signature = readonly (readonly [offset: number, text: string])[];

/**
 * Tells whether the first bytes of a file hold all parts of a signature.
 *
 * @example
 * ```ts
 * import { hasSignature } from "./signature.ts";
 * const start = new TextEncoder().encode("RIFF\x10\0\0\0WEBP");
 * if (!hasSignature(start, [[0, "RIFF"], [8, "WEBP"]])) throw new Error("a WebP file");
 * ```
 */
export function hasSignature(start: Uint8Array, signature: Signature): boolean {
  return signature.every(([offset, part]) => hasText(start, offset, part));
}

/** Tells whether a whole file, each byte as one character, ends within a signature that it agrees with so far. */
export function endsWithin(file: string, signature: Signature): boolean {
  return signature.some(([offset, part]) => file.length < offset + part.length) &&
    signature.every(([offset, part]) => part.startsWith(file.slice(offset, offset + part.length)));
}
