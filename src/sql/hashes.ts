/**
 * Kinds of hashes, and the hash that identifies nothing.
 *
 * @module
 */

/** Hexadecimal digits of a hash, by kind: its length tells what a hash is that stands alone. */
export const HASH_DIGITS = { autov1: 8, autov2: 10, autov3: 12, sha256: 64 } as const;

/** A kind of hash that its length tells. */
export type HashKind = keyof typeof HASH_DIGITS;

/** The beginning of the SHA-256 of nothing, as long as the shortest hash; some trainers embed it, and it identifies no file. */
export const HASH_OF_NOTHING = "e3b0c442";
