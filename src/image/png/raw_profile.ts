/**
 * ImageMagick's "Raw profile type …" text: a block of bytes written as hex digits
 * (https://github.com/ImageMagick/ImageMagick/blob/main/coders/png.c, Magick_png_write_raw_profile).
 *
 * @module
 */

import { decodeLatin1 } from "../../bytes/text.ts";

/** A line with the name, a line with the length, then digits over many lines. */
const HEADER = /^\s*\S+\s+(\d+)\s+/;

/**
 * Reads the bytes that a raw profile spells out; none when it is not of that form, fewer when it is cut.
 *
 * @example
 * ```ts
 * import { rawProfile } from "./raw_profile.ts";
 * const bytes = rawProfile(new TextEncoder().encode("\nexif\n       3\n4949\n2a\n"));
 * if (bytes.join() !== "73,73,42") throw new Error(bytes.join());
 * ```
 */
export function rawProfile(text: Uint8Array): Uint8Array {
  const head = HEADER.exec(decodeLatin1(text.subarray(0, 200)));
  if (head === null) return new Uint8Array(0);
  const bytes = new Uint8Array(Math.min(Number(head[1]), text.length >> 1));
  let digits = 0;
  for (let at = head[0].length; at < text.length && digits < bytes.length * 2; at++) {
    const digit = hexDigit(text[at] ?? 0);
    if (digit < 0) continue;
    const index = digits >> 1;
    bytes[index] = ((bytes[index] ?? 0) << 4) | digit;
    digits++;
  }
  return bytes.subarray(0, digits >> 1);
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
