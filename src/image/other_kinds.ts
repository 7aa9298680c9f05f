/**
 * Kinds of files that are found under the name of a picture and are none that is read here.
 * Source: https://en.wikipedia.org/wiki/List_of_file_signatures.
 *
 * @module
 */

import { hasSignature, type Signature } from "./signature.ts";
import { decodeLatin1 } from "../bytes/text.ts";

/** Text formats, by how they start. */
const TEXTS: readonly (readonly [name: string, start: RegExp])[] = [
  ["HTML", /^[\xef\xbb\xbf\s]*<(?:!doctype html|html|head|body)/i],
  ["XML or SVG", /^[\xef\xbb\xbf\s]*<(?:\?xml|svg|!doctype)/i],
  ["JSON", /^[\xef\xbb\xbf\s]*[{[]\s*["{[\]}]/],
];

/** All others; the first that fits is named. */
const OTHERS: readonly (readonly [name: string, Signature])[] = [
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

/**
 * Names the kind of a file by its first bytes; null when it is none of those listed here.
 *
 * @example
 * ```ts
 * import { otherKindOf } from "./other_kinds.ts";
 * const kind = otherKindOf(new TextEncoder().encode("%PDF-1.7"));
 * if (kind !== "PDF") throw new Error(String(kind));
 * ```
 */
export function otherKindOf(start: Uint8Array): string | null {
  const text = decodeLatin1(start);
  const kind = TEXTS.find(([, pattern]) => pattern.test(text)) ??
    OTHERS.find(([, signature]) => hasSignature(start, signature));
  return kind?.[0] ?? null;
}
