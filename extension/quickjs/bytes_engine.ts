/**
 * Stands in for `src/bytes/engine.ts`: QuickJS has no decoders and no zlib, so the library's Rust side brings them.
 *
 * @module
 */
import { native, type NativeBytes } from "./native.ts";

/** Why a stream gives no bytes. */
export type Failure = "over" | "cut" | "broken";

/** Decodes UTF-8; null when the bytes are not valid. */
export const validUtf8: NativeBytes["validUtf8"] = (bytes) => native().validUtf8(bytes);

/** Decodes UTF-8; what is not valid becomes U+FFFD. */
export const decodeUtf8: NativeBytes["decodeUtf8"] = (bytes) => native().decodeUtf8(bytes);

/** Decodes an even number of bytes as UTF-16; lone surrogates become U+FFFD. */
export const utf16Text: NativeBytes["utf16Text"] = (bytes, littleEndian) =>
  native().utf16Text(bytes, littleEndian);

/** Decodes ISO 8859-1. */
export const decodeLatin1: NativeBytes["decodeLatin1"] = (bytes) => native().decodeLatin1(bytes);

/** The text with U+FFFD for each lone surrogate. */
export function wellFormed(text: string): string {
  return text.toWellFormed();
}

/** Inflates a deflate stream without a header. */
export const inflateRaw: NativeBytes["inflateRaw"] = (data, limit, mayBeCut) =>
  native().inflateRaw(data, limit, mayBeCut);

/** Decompresses a whole gzip file. */
export const gunzip: NativeBytes["gunzip"] = (stream, limit) => native().gunzip(stream, limit);
