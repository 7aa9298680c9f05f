/**
 * What a file is by its first bytes.
 *
 * @module
 */

import { hasText } from "../bytes/bytes.ts";
import { decodeLatin1 } from "../bytes/text.ts";

/** The containers that are read. */
export type ImageContainer = "png" | "jpeg" | "webp";

/** How many bytes at the start decide. */
export const MAGIC_LENGTH = 64;

/** Strings with the offset at which they stand, each byte as one character. */
type Magic = readonly (readonly [offset: number, text: string])[];

const CONTAINERS: readonly (readonly [ImageContainer, name: string, Magic])[] = [
  ["jpeg", "JPEG", [[0, "\xff\xd8\xff"]]],
  ["png", "PNG", [[0, "\x89PNG\r\n\x1a\n"]]],
  ["webp", "WebP", [[0, "RIFF"], [8, "WEBP"]]],
];

/** Text formats found under the name of an image. */
const TEXTS: readonly (readonly [name: string, start: RegExp])[] = [
  ["HTML", /^[\xef\xbb\xbf\s]*<(?:!doctype html|html|head|body)/i],
  ["XML or SVG", /^[\xef\xbb\xbf\s]*<(?:\?xml|svg|!doctype)/i],
  ["JSON", /^[\xef\xbb\xbf\s]*[{[]\s*["{[\]}]/],
];

/** Other formats found under the name of an image; the first that fits is named. */
const OTHERS: readonly (readonly [name: string, Magic])[] = [
  ["GIF", [[0, "GIF8"]]],
  ["AVIF", [[4, "ftypavi"]]],
  ["HEIC", [[4, "ftyphe"]]],
  ["HEIF", [[4, "ftypmif1"]]],
  ["MP4 or QuickTime", [[4, "ftyp"]]],
  ["JPEG XL", [[0, "\xff\n"]]],
  ["JPEG XL", [[4, "JXL \r\n"]]],
  ["BMP", [[0, "BM"], [6, "\0\0\0\0"]]],
  ["TIFF", [[0, "II*\0"]]],
  ["TIFF", [[0, "MM\0*"]]],
  ["PSD", [[0, "8BPS"]]],
  ["PDF", [[0, "%PDF"]]],
  ["ZIP", [[0, "PK\x03\x04"]]],
  ["gzip", [[0, "\x1f\x8b"]]],
  ["RIFF, but not WebP", [[0, "RIFF"]]],
  ["zero bytes", [[0, "\0\0\0\0\0\0\0\0"]]],
];

function startsWith(start: Uint8Array, magic: Magic): boolean {
  return magic.every(([offset, part]) => hasText(start, offset, part));
}

/** Whether a text that ends within the magic agrees with it as far as it goes. */
function endsWithin(text: string, magic: Magic): boolean {
  return magic.some(([offset, part]) => text.length < offset + part.length) &&
    magic.every(([offset, part]) => part.startsWith(text.slice(offset, offset + part.length)));
}

/**
 * The container of a file by its first {@link MAGIC_LENGTH} bytes, null when it is none of the three.
 *
 * @example
 * ```ts
 * import { containerOf } from "./magic.ts";
 * if (containerOf(new Uint8Array([0xff, 0xd8, 0xff, 0xe0])) !== "jpeg") throw new Error("a JPEG");
 * ```
 */
export function containerOf(start: Uint8Array): ImageContainer | null {
  return CONTAINERS.find(([, , magic]) => startsWith(start, magic))?.[0] ?? null;
}

/** Why a file is no image that can be read, from its first bytes and its size in bytes. */
export function whyNoContainer(start: Uint8Array, size: number): string {
  if (size === 0) return "file is empty";
  const text = decodeLatin1(start);
  const cut = CONTAINERS.find(([, , magic]) => endsWithin(text, magic));
  if (cut !== undefined) return `file is cut off within the ${cut[1]} signature`;
  const other = TEXTS.find(([, pattern]) => pattern.test(text)) ??
    OTHERS.find(([, magic]) => startsWith(start, magic));
  return `not a PNG, JPEG or WebP image${other ? ` (starts as ${other[0]})` : ""}`;
}
