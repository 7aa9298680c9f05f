/**
 * Decompressing streams that nobody vouches for, bounded, and whole or not at all: gzip
 * (https://www.rfc-editor.org/rfc/rfc1952) and Brotli (https://www.rfc-editor.org/rfc/rfc7932).
 *
 * @module
 */

import { brotli, type Failure, gunzip } from "./engine.ts";
import type { Inflated } from "./inflate.ts";

type Decompress = (stream: Uint8Array, limit: number) => Inflated;

function reading(
  decompress: (stream: Uint8Array, limit: number) => Uint8Array | Failure,
): Decompress {
  return (stream, limit) => {
    const bytes = decompress(stream, limit);
    if (typeof bytes !== "string") return { bytes, damage: null, work: bytes.length };
    const damage = bytes === "over" ? "inflates to more than the budget" : "is broken";
    return { bytes: null, damage, work: limit };
  };
}

/** Decompresses gzip up to `limit` bytes. */
export const decompressGzip: Decompress = reading(gunzip);

/** Decompresses Brotli up to `limit` bytes. */
export const decompressBrotli: Decompress = reading(brotli);
