/**
 * Width and height in the chunks of a WebP file: https://www.rfc-editor.org/rfc/rfc9649, 2.7.1 (VP8X) and 3.4
 * (VP8L); https://www.rfc-editor.org/rfc/rfc6386, 9.1 (VP8).
 *
 * @module
 */

import { hasText } from "../../bytes/bytes.ts";
import type { PictureSize } from "../format.ts";

/** Bytes at the start of a chunk that hold its size. */
export const SIZE_LENGTH = 10;

/** Reads the size out of the first bytes of a chunk; null when it does not say. */
type SizeReader = (data: Uint8Array) => PictureSize | null;

/** VP8 and VP8L give a dimension 14 bits. */
const FOURTEEN_BITS = 0x3fff;

function viewOf(data: Uint8Array): DataView {
  return new DataView(data.buffer, data.byteOffset, data.byteLength);
}

/** VP8X: flags, then width and height of the canvas less 1, 24 bits each. */
function canvasSize(data: Uint8Array): PictureSize | null {
  if (data.length < 10) return null;
  const view = viewOf(data);
  return {
    width: (view.getUint32(3, true) >>> 8) + 1,
    height: (view.getUint32(6, true) >>> 8) + 1,
  };
}

/** VP8: a key frame's tag (its lowest bit is 0), the start code, then width and height, each with two bits of scale. */
function lossySize(data: Uint8Array): PictureSize | null {
  const isKeyFrame = data.length >= 10 && ((data[0] ?? 1) & 1) === 0;
  if (!isKeyFrame || !hasText(data, 3, "\x9d\x01\x2a")) return null;
  const view = viewOf(data);
  const width = view.getUint16(6, true) & FOURTEEN_BITS;
  const height = view.getUint16(8, true) & FOURTEEN_BITS;
  return width > 0 && height > 0 ? { width, height } : null;
}

/** VP8L: a signature byte, then width and height less 1, 14 bits each. */
function losslessSize(data: Uint8Array): PictureSize | null {
  if (data.length < 5 || data[0] !== 0x2f) return null;
  const bits = viewOf(data).getUint32(1, true);
  return { width: (bits & FOURTEEN_BITS) + 1, height: ((bits >>> 14) & FOURTEEN_BITS) + 1 };
}

const READERS: ReadonlyMap<string, SizeReader> = new Map([
  ["VP8X", canvasSize],
  ["VP8 ", lossySize],
  ["VP8L", losslessSize],
]);

/** Finds the reader for a kind of chunk; null for one that holds no size. */
export function sizeReaderOf(kind: string): SizeReader | null {
  return READERS.get(kind) ?? null;
}
