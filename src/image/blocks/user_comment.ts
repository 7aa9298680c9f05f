/**
 * The EXIF UserComment: eight bytes that name an encoding, often wrongly, then text
 * (https://www.cipa.jp/std/documents/e/DC-008-2012_E.pdf, 4.6.5).
 *
 * @module
 */

import {
  decodeUtf16,
  decodeUtf8,
  utf16ByteOrderMark,
  validUtf8,
  withoutTrailingNuls,
} from "../../bytes/text.ts";

const PREFIX_LENGTH = 8;
const UNICODE_PREFIX = "UNICODE\0";

/** The other names of encodings, compared without case. */
const OTHER_PREFIXES: readonly string[] = ["ASCII\0\0\0", "JIS\0\0\0\0\0", "\0\0\0\0\0\0\0\0"];

/** Tells the byte order by which half of the UTF-16 units holds the zero bytes; null when neither does more often. */
function orderByZeroBytes(units: Uint8Array): "big" | "little" | null {
  let first = 0;
  let second = 0;
  for (let at = 0; at + 1 < units.length; at += 2) {
    if (units[at] === 0) first++;
    if (units[at + 1] === 0) second++;
  }
  if (first === second) return null;
  return first > second ? "big" : "little";
}

function decodeUnicode(payload: Uint8Array, tiffIsLittleEndian: boolean): string {
  const mark = utf16ByteOrderMark(payload);
  if (mark !== null) return decodeUtf16(payload, mark === "little");
  const content = withoutTrailingNuls(payload);
  const utf8 = content.includes(0) ? null : validUtf8(content);
  if (utf8 !== null) return utf8;
  const order = orderByZeroBytes(payload);
  return decodeUtf16(payload, order === null ? tiffIsLittleEndian : order === "little");
}

/**
 * Decodes a UserComment, without the NULs at its end.
 *
 * `UNICODE` is decoded by its byte order mark, else as UTF-8 when it is valid and has no zero byte, else
 * by which half of the UTF-16 units holds the zero bytes, else by the byte order of the TIFF block.
 * Everything else is UTF-8. Writers state the order and the encoding wrongly too often to be believed.
 *
 * @example
 * ```ts
 * import { decodeUserComment } from "./user_comment.ts";
 * const bigEndian = new TextEncoder().encode("UNICODE\0\0a\0b");
 * if (decodeUserComment(bigEndian, true) !== "ab") throw new Error("the zero bytes tell the order");
 * ```
 */
export function decodeUserComment(value: Uint8Array, tiffIsLittleEndian: boolean): string {
  const prefix = String.fromCharCode(...value.subarray(0, PREFIX_LENGTH)).toUpperCase();
  const payload = value.subarray(PREFIX_LENGTH);
  const text = prefix === UNICODE_PREFIX
    ? decodeUnicode(payload, tiffIsLittleEndian)
    : decodeUtf8(OTHER_PREFIXES.includes(prefix) ? payload : value);
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end--;
  return text.slice(0, end);
}
