/**
 * Decompressing gzip that nobody vouches for (https://www.rfc-editor.org/rfc/rfc1952): bounded, and whole or not at all.
 *
 * @module
 */

import { gunzip } from "./engine.ts";
import type { Inflated } from "./inflate.ts";

/** Decompresses gzip up to `limit` bytes. */
export function decompressGzip(stream: Uint8Array, limit: number): Inflated {
  const bytes = gunzip(stream, limit);
  if (typeof bytes !== "string") return { bytes, damage: null, work: bytes.length };
  const damage = bytes === "over" ? "inflates to more than the budget" : "is broken";
  return { bytes: null, damage, work: limit };
}
