/**
 * What reading bytes takes from the engine: decoders, and decompression by node:zlib. The native extension puts its own in the
 * place of this module.
 *
 * @module
 */

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenientUtf8 = new TextDecoder("utf-8", { ignoreBOM: true });
const utf16LittleEndian = new TextDecoder("utf-16le", { ignoreBOM: true });
const utf16BigEndian = new TextDecoder("utf-16be", { ignoreBOM: true });

/** Decodes UTF-8; null when the bytes are not valid. */
export function validUtf8(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // what a decoder throws at bytes that are not valid
    return null;
  }
}

/** Decodes UTF-8; what is not valid becomes U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string {
  return lenientUtf8.decode(bytes);
}

/** Decodes an even number of bytes as UTF-16; lone surrogates become U+FFFD. */
export function utf16Text(bytes: Uint8Array, littleEndian: boolean): string {
  return (littleEndian ? utf16LittleEndian : utf16BigEndian).decode(bytes);
}

/** Char codes given to one call of `String.fromCharCode`. */
const LATIN1_STEP = 8192;

/** Decodes ISO 8859-1, where each byte is its code point (`TextDecoder` has only windows-1252). */
export function decodeLatin1(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += LATIN1_STEP) {
    text += String.fromCharCode(...bytes.subarray(start, start + LATIN1_STEP));
  }
  return text;
}

/** The text with U+FFFD for each lone surrogate. */
export function wellFormed(text: string): string {
  return text.toWellFormed();
}

/** Why a stream gives no bytes: it inflates to more than the limit, ends too early, or is none. */
export type Failure = "over" | "cut" | "broken";

/** Loaded at the first use: the module costs 20 ms, and few images are compressed. */
let loaded: typeof import("node:zlib") | undefined;

function zlib(): typeof import("node:zlib") {
  return loaded ??= globalThis.process.getBuiltinModule("node:zlib");
}

/** The failures by the error codes of node:zlib (https://nodejs.org/api/zlib.html#constants). */
const FAILURES: ReadonlyMap<unknown, Failure> = new Map([
  ["ERR_BUFFER_TOO_LARGE", "over"],
  ["Z_BUF_ERROR", "cut"],
  ["Z_DATA_ERROR", "broken"],
]);

/**
 * Inflates a deflate stream without a header.
 *
 * @param limit Most bytes that it may give.
 * @param mayBeCut Whether its start will do where the end is missing.
 */
export function inflateRaw(
  data: Uint8Array,
  limit: number,
  mayBeCut: boolean,
): Uint8Array | Failure {
  const { Z_FINISH, Z_SYNC_FLUSH } = zlib().constants;
  try {
    const bytes = zlib().inflateRawSync(data, {
      finishFlush: mayBeCut ? Z_SYNC_FLUSH : Z_FINISH,
      maxOutputLength: Math.max(1, limit),
    });
    return plain(bytes);
  } catch (error) {
    const failure = error instanceof Error && "code" in error && FAILURES.get(error.code);
    if (!failure) throw error;
    return failure;
  }
}

/** Decompresses a whole gzip file up to `limit` bytes. */
export function gunzip(stream: Uint8Array, limit: number): Uint8Array | Failure {
  try {
    return plain(zlib().gunzipSync(stream, { maxOutputLength: Math.max(1, limit) }));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return "code" in error && error.code === "ERR_BUFFER_TOO_LARGE" ? "over" : "broken";
  }
}

/** The same bytes as an array whose `slice` copies, which Node's does not. */
function plain({ buffer, byteOffset, length }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length);
}
