/**
 * Bytes to text, in the encodings that image metadata comes in (https://encoding.spec.whatwg.org).
 *
 * @module
 */

import { decodeLatin1, decodeUtf8, utf16Text, validUtf8, wellFormed } from "./engine.ts";

export { decodeLatin1, decodeUtf8, validUtf8 };

/**
 * Decodes bytes as UTF-8 when they are valid UTF-8, else as ISO 8859-1.
 *
 * @example
 * ```ts
 * import { decodeUtf8OrLatin1 } from "./text.ts";
 * const latin1 = decodeUtf8OrLatin1(new Uint8Array([0x63, 0x61, 0x66, 0xe9]));
 * if (latin1 !== "café") throw new Error(latin1);
 * ```
 */
export function decodeUtf8OrLatin1(bytes: Uint8Array): string {
  return validUtf8(bytes) ?? decodeLatin1(bytes);
}

/** Decodes UTF-16; a lone last byte is dropped, lone surrogates become U+FFFD. */
export function decodeUtf16(bytes: Uint8Array, littleEndian: boolean): string {
  return utf16Text(bytes.subarray(0, bytes.length & ~1), littleEndian);
}

/** Reads the byte order mark of UTF-16; null when the bytes do not begin with one. */
export function utf16ByteOrderMark(bytes: Uint8Array): "big" | "little" | null {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "big";
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "little";
  return null;
}

/** Decodes a text file: UTF-16 with a byte order mark, else UTF-8. */
export function decodeTextFile(bytes: Uint8Array): string {
  const mark = utf16ByteOrderMark(bytes);
  return mark === null ? decodeUtf8(bytes) : decodeUtf16(bytes, mark === "little");
}

/** Cuts the NULs off the end of bytes. */
export function withoutTrailingNuls(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes.subarray(0, end);
}

/** Cuts off a UTF-8 character of which only a part stands at the end of bytes. */
export function withoutCutCharacter(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue; // goes on with a character
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? bytes.subarray(0, bytes.length - back) : bytes;
  }
  return bytes;
}

/**
 * Takes NUL and U+FEFF out of a text, wherever they stand, and makes lone surrogates U+FFFD, as raw text is stored.
 *
 * @example
 * ```ts
 * import { cleanText } from "./text.ts";
 * if (cleanText("\uFEFFa\0b") !== "ab") throw new Error("not clean");
 * ```
 */
export function cleanText(text: string): string {
  const isClean = text.indexOf("\0") < 0 && text.indexOf("\uFEFF") < 0;
  return wellFormed(isClean ? text : text.replace(/[\0\uFEFF]+/g, ""));
}
