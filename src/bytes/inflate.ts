/**
 * Inflating a zlib stream that nobody vouches for: bounded, and as far as it goes
 * (https://www.rfc-editor.org/rfc/rfc1950, https://www.rfc-editor.org/rfc/rfc1951).
 *
 * @module
 */

import { inflateRaw } from "./engine.ts";

/** The content of a zlib stream, as far as it could be had. */
export interface Inflated {
  /** The bytes; those before the damage if the stream is cut or broken; null when over the limit. */
  readonly bytes: Uint8Array | null;
  /** The damage of the stream; null when there is none. */
  readonly damage: string | null;
  /** Bytes inflated on the way, thrown away ones included. */
  readonly work: number;
}

const NOTHING = new Uint8Array(0);
const HEADER_LENGTH = 2;

/** Tells whether a stream begins with a deflate method, a check value that fits and no preset dictionary (RFC 1950, 2.2). */
function hasZlibHeader(stream: Uint8Array): boolean {
  const [method = 0, flags = 0] = stream;
  return (method & 0x0f) === 8 && (method * 256 + flags) % 31 === 0 && (flags & 0x20) === 0;
}

/** Finds the longest start of a broken stream that still inflates, by bisection. */
function inflateSoundStart(data: Uint8Array, limit: number): Inflated {
  let sound = 0;
  let broken = data.length;
  let best: Uint8Array = NOTHING;
  let work = 0;
  while (broken - sound > 1) {
    const middle = sound + ((broken - sound) >>> 1);
    const result = inflateRaw(data.subarray(0, middle), limit, true);
    work += typeof result === "string" ? limit : result.length;
    if (typeof result === "string") broken = middle;
    else [sound, best] = [middle, result];
  }
  return { bytes: best, damage: "is broken", work };
}

/**
 * Inflates a zlib stream up to `limit` bytes. The checksum at its end is not verified.
 *
 * @example
 * ```ts
 * import { inflate } from "./inflate.ts";
 * const { bytes, damage } = inflate(new Uint8Array([0x78, 0x9c, 0x4b, 0x04, 0x00]), 100);
 * if (damage !== null || bytes?.[0] !== 0x61) throw new Error("that is an a");
 * ```
 */
export function inflate(stream: Uint8Array, limit: number): Inflated {
  if (stream.length < HEADER_LENGTH) return { bytes: NOTHING, damage: "is cut off", work: 0 };
  if (!hasZlibHeader(stream)) return { bytes: NOTHING, damage: "is no zlib stream", work: 0 };
  const data = stream.subarray(HEADER_LENGTH);
  const whole = inflateRaw(data, limit, false);
  if (typeof whole !== "string") return { bytes: whole, damage: null, work: whole.length };
  const start = whole === "cut" ? inflateRaw(data, limit, true) : whole;
  if (typeof start !== "string") {
    return { bytes: start, damage: "is cut off", work: 2 * start.length };
  }
  if (start === "over") {
    return { bytes: null, damage: "inflates to more than the budget", work: limit };
  }
  return inflateSoundStart(data, limit);
}

/**
 * Inflates the start of a zlib stream that may go on.
 *
 * @returns The bytes; "over" when they are more than `limit`; null when it is no sound stream.
 *
 * @example
 * ```ts
 * import { inflateStart } from "./inflate.ts";
 * const bytes = inflateStart(new Uint8Array([0x78, 0x9c, 0x4b, 0x04, 0x00]), 100);
 * if (bytes?.at(0) !== 0x61) throw new Error("that is an a");
 * ```
 */
export function inflateStart(stream: Uint8Array, limit: number): Uint8Array | "over" | null {
  if (stream.length < HEADER_LENGTH || !hasZlibHeader(stream)) return null;
  const start = inflateRaw(stream.subarray(HEADER_LENGTH), limit, true);
  return start === "cut" || start === "broken" ? null : start;
}
