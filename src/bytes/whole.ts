/**
 * Decompressing streams that nobody vouches for, bounded, and whole or not at all: gzip
 * (https://www.rfc-editor.org/rfc/rfc1952) and Brotli (https://www.rfc-editor.org/rfc/rfc7932).
 *
 * @module
 */

import type { Inflated } from "./inflate.ts";

type Zlib = typeof import("node:zlib");

/** Bytes that a stream without content takes at most. */
const LONGEST_EMPTY_STREAM = { gunzipSync: Infinity, brotliDecompressSync: 4 } as const;

type Decompress = (stream: Uint8Array, limit: number) => Inflated;

/** Loaded at the first use: the module costs 20 ms, and few texts are compressed in these ways. */
let loaded: Zlib | undefined;

function decompress(method: "gunzipSync" | "brotliDecompressSync"): Decompress {
  return (stream: Uint8Array, limit: number): Inflated => {
    loaded ??= globalThis.process.getBuiltinModule("node:zlib");
    try {
      const bytes = loaded[method](stream, { maxOutputLength: Math.max(1, limit) });
      // Deno 2.9 gives nothing for a stream that is broken; that of no bytes is shorter.
      const isBroken = bytes.length === 0 && stream.length > LONGEST_EMPTY_STREAM[method];
      return { bytes, damage: isBroken ? "is broken" : null, work: bytes.length };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const isOver = "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
      const damage = isOver ? "inflates to more than the budget" : "is broken";
      return { bytes: null, damage, work: limit };
    }
  };
}

/** Decompresses gzip up to `limit` bytes. */
export const decompressGzip: Decompress = decompress(
  "gunzipSync",
);

/** Decompresses Brotli up to `limit` bytes. */
export const decompressBrotli: Decompress = decompress(
  "brotliDecompressSync",
);
