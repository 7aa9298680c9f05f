/**
 * The leftmost columns of a PNG picture, out of as much of its data as they need (https://www.w3.org/TR/png-3/, 9 and 11.2.1).
 *
 * @module
 */

import type { BlockReader } from "../../../bytes/block_reader.ts";
import { concat, fourCharacters, hasText } from "../../../bytes/bytes.ts";
import { inflateStart } from "../../../bytes/inflate.ts";

/** What the header of a picture says, as far as it can hide a text. */
export interface PixelForm {
  readonly width: number;
  readonly height: number;
  /** Bytes of a pixel. */
  readonly channels: number;
  /** Place of the alpha byte in a pixel; null where there is none. */
  readonly alpha: number | null;
}

/** Columns of a picture: `columns` pixels of each row, filters undone. */
export interface Columns {
  readonly columns: number;
  readonly rows: number;
  readonly bytes: Uint8Array;
}

const HEADER_END = 29;
/** Colour types with 8 bits a channel that can hide a text, with the bytes of a pixel. */
const CHANNELS: ReadonlyMap<number, number> = new Map([[2, 3], [4, 2], [6, 4]]);

/** Reads the header; null for a picture that hides no text: palettes, other depths, interlaced ones. */
export function pixelForm(reader: BlockReader): PixelForm | null {
  const start = reader.peek(0, HEADER_END);
  if (start.length < HEADER_END || !hasText(start, 12, "IHDR")) return null;
  const view = new DataView(start.buffer, start.byteOffset);
  const [depth, colour, , , interlace] = start.subarray(24);
  const channels = CHANNELS.get(colour ?? -1);
  if (depth !== 8 || channels === undefined || interlace !== 0) return null;
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (width === 0 || height === 0) return null;
  return { width, height, channels, alpha: colour === 2 ? null : channels - 1 };
}

const CHUNK_HEADER = 8;
const CHUNK_OVERHEAD = 12;

/** Reads the picture's data from the first IDAT chunk on, up to a length. */
export function pixelData(reader: BlockReader, first: number, length: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let left = length;
  for (let at = first; left > 0;) {
    const header = reader.peek(at, CHUNK_HEADER).slice();
    if (header.length < CHUNK_HEADER || fourCharacters(header, 4) !== "IDAT") break;
    const size = new DataView(header.buffer).getUint32(0);
    const part = reader.peek(at + CHUNK_HEADER, Math.min(size, left)).slice();
    parts.push(part);
    left -= part.length;
    if (part.length < size) break;
    at += CHUNK_OVERHEAD + size;
  }
  return concat(parts);
}

/** Parts of what a row of bytes may take when it is compressed well, less well, and not at all. */
const TRIES = [64, 8, 1];
/** Bytes beside the rows: the header of the stream, and blocks that are stored. */
const ROOM = 64 * 1024;

/**
 * Inflates the first rows, from no more of the data than that takes.
 *
 * @returns At least so many rows, each with its filter byte; null where the data does not hold them.
 */
export function firstRows(
  reader: BlockReader,
  first: number,
  { width, channels }: PixelForm,
  rows: number,
  limit: number,
): Uint8Array | null {
  const needed = rows * (width * channels + 1);
  if (needed > limit) return null;
  for (const part of TRIES) {
    const data = pixelData(reader, first, Math.ceil(needed / part) + (part === 1 ? ROOM : 0));
    const bytes = inflateStart(data, limit);
    if (bytes === null) return null;
    if (bytes.length >= needed) return bytes;
  }
  return null;
}

/** Undoes the filters of the leftmost pixels of each row: those to their right have no part in them. */
export function leftColumns(
  filtered: Uint8Array,
  { width, channels }: PixelForm,
  rows: number,
  columns: number,
): Columns {
  const stride = width * channels + 1;
  const length = columns * channels;
  const bytes = new Uint8Array(rows * length);
  for (let row = 0; row < rows; row++) {
    const from = row * stride;
    const filter = filtered[from] ?? 0;
    const to = row * length;
    for (let n = 0; n < length; n++) {
      const left = n < channels ? 0 : bytes[to + n - channels] ?? 0;
      const above = row === 0 ? 0 : bytes[to - length + n] ?? 0;
      const corner = n < channels || row === 0 ? 0 : bytes[to - length + n - channels] ?? 0;
      bytes[to + n] = (filtered[from + 1 + n] ?? 0) + predicted(filter, left, above, corner);
    }
  }
  return { columns, rows, bytes };
}

/** The value that a filter adds (https://www.w3.org/TR/png-3/#9Filter-types). */
function predicted(filter: number, left: number, above: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  if (filter !== 4) return 0;
  const [a, b, c] = [
    Math.abs(above - corner),
    Math.abs(left - corner),
    Math.abs(left + above - 2 * corner),
  ];
  return a <= b && a <= c ? left : b <= c ? above : corner;
}
