/**
 * The table of picture formats, and all that follows from it. A format is added by a line here.
 *
 * @module
 */

import type { ImageFormat } from "./format.ts";
import { GIF } from "./gif/gif.ts";
import { AVIF, HEIC } from "./isobmff/still.ts";
import { MOV, MP4 } from "./isobmff/video.ts";
import { JPEG } from "./jpeg/jpeg.ts";
import { JXL } from "./jxl/jxl.ts";
import { MKV, WEBM } from "./matroska/matroska.ts";
import { otherKindOf } from "./other_kinds.ts";
import { PNG } from "./png/png.ts";
import { endsWithin } from "./signature.ts";
import { decodeLatin1 } from "../bytes/text.ts";
import { WEBP } from "./webp/webp.ts";

/** The formats that are read, in the order in which messages and documents list them. */
export const IMAGE_FORMATS: readonly ImageFormat[] = [
  PNG,
  JPEG,
  WEBP,
  AVIF,
  HEIC,
  JXL,
  GIF,
  MP4,
  MOV,
  WEBM,
  MKV,
];

/** The endings of all formats, as in `.png`. */
export const IMAGE_ENDINGS: readonly string[] = IMAGE_FORMATS.flatMap(({ endings }) => endings);

/**
 * Writes words as a list for a sentence.
 *
 * @example
 * ```ts
 * import { listed } from "./formats.ts";
 * if (listed(["PNG", "JPEG", "WebP"], "or") !== "PNG, JPEG or WebP") throw new Error("no such list");
 * ```
 */
export function listed(words: readonly string[], conjunction: "and" | "or"): string {
  const last = words.slice(-1).join();
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} ${conjunction} ${last}`;
}

/**
 * Finds the format of a file by its first bytes ({@link START_LENGTH} of them, or the whole file), never by its
 * name; null when it is none of the table.
 *
 * @example
 * ```ts
 * import { imageFormatOf } from "./formats.ts";
 * const format = imageFormatOf(new Uint8Array([0xff, 0xd8, 0xff, 0xe0]));
 * if (format?.name !== "jpeg") throw new Error("a JPEG");
 * ```
 */
export function imageFormatOf(start: Uint8Array): ImageFormat | null {
  return IMAGE_FORMATS.find((format) => format.is(start)) ?? null;
}

function titles(formats: readonly ImageFormat[]): string {
  return listed([...new Set(formats.map(({ title }) => title))], "or");
}

/** Says why a file is of no format, from its first bytes and its size in bytes. */
export function whyNoFormat(start: Uint8Array, size: number): string {
  if (size === 0) return "file is empty";
  const text = decodeLatin1(start);
  const cut = IMAGE_FORMATS.filter(({ signature }) => endsWithin(text, signature));
  if (cut.length > 0) return `file is cut off within the ${titles(cut)} signature`;
  const other = otherKindOf(start);
  return `not a ${titles(IMAGE_FORMATS)} file${other === null ? "" : ` (starts as ${other})`}`;
}
