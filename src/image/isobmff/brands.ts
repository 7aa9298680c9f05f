/**
 * Brands, by which files of boxes are told apart (https://mp4ra.org/registered-types/brands).
 *
 * @module
 */

import { fourCharacters, hasText } from "../../bytes/bytes.ts";

const AVIF = ["avif", "avis"];
const HEIC = ["heic", "heix", "hevc", "hevx", "heim", "heis", "hevm", "hevs", "mif1", "msf1"];
const QUICKTIME = ["qt  "];

/** A family of files of boxes. */
export type Family = "avif" | "heic" | "mov" | "mp4";

const BRAND = 8;
const FIRST_COMPATIBLE = 16;
const BRAND_LENGTH = 4;

/** The family of a file by its first bytes; null when it does not begin with a box `ftyp`. */
export function familyOf(start: Uint8Array): Family | null {
  if (!hasText(start, 4, "ftyp") || start.length < BRAND + BRAND_LENGTH) return null;
  const end = Math.min(start.length, new DataView(start.buffer, start.byteOffset).getUint32(0));
  const brands = new Set([fourCharacters(start, BRAND)]);
  for (let at = FIRST_COMPATIBLE; at + BRAND_LENGTH <= end; at += BRAND_LENGTH) {
    brands.add(fourCharacters(start, at));
  }
  const has = (names: readonly string[]): boolean => names.some((name) => brands.has(name));
  if (has(AVIF)) return "avif";
  if (has(HEIC)) return "heic";
  return has(QUICKTIME) ? "mov" : "mp4";
}
