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
  const view = viewOf(start);
  const [depth, colour, , , interlace] = start.subarray(24);
  const channels = CHANNELS.get(colour ?? -1);
  if (depth !== 8 || channels === undefined || interlace !== 0) return null;
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (width === 0 || height === 0) return null;
  return { width, height, channels, alpha: colour === 2 ? null : channels - 1 };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const CHUNK_HEADER = 8;
const CHUNK_OVERHEAD = 12;

/** Reads the picture's data from the first IDAT chunk on, up to a length. */
function pixelData(reader: BlockReader, first: number, length: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let left = length;
  for (let at = first; left > 0;) {
    const header = reader.peek(at, CHUNK_HEADER).slice();
    if (header.length < CHUNK_HEADER || fourCharacters(header, 4) !== "IDAT") break;
    const size = viewOf(header).getUint32(0);
    const part = reader.peek(at + CHUNK_HEADER, Math.min(size, left)).slice();
    if (part.length > 0) parts.push(part);
    left -= part.length;
    if (part.length < size) break;
    at += CHUNK_OVERHEAD + size;
  }
  return concat(parts);
}

/** Bytes of a row, with the one that names its filter. */
export function strideOf({ width, channels }: PixelForm): number {
  return width * channels + 1;
}

/** Bytes that the rows which decide may take: 120 of a picture of 17,000 pixels in width. */
const MAX_START = 8 * 1024 * 1024;
/** Part of what rows take that their compressed bytes are at first thought to take. */
const FIRST_GUESS = 32;
const LEAST_GUESS = 512;
/** A guess is corrected by what the last one gave, and a little more. */
const MARGIN = 1.25;
const [LEAST_STEP, GREATEST_STEP] = [2, 32];
const MAX_GUESSES = 16;

/** Inflates the first rows of a picture, from no more of its data than about they take. */
export class FirstRows {
  private known: Uint8Array = new Uint8Array(0);

  /** @param first Offset of the first IDAT chunk. */
  constructor(
    readonly reader: BlockReader,
    readonly first: number,
    readonly form: PixelForm,
  ) {}

  /** Gives at least so many rows, each with its filter byte; null where the data does not hold them. */
  get(rows: number): Uint8Array | null {
    const needed = rows * strideOf(this.form);
    if (this.known.length < needed && needed <= MAX_START) this.inflate(needed);
    return this.known.length < needed ? null : this.known;
  }

  private inflate(needed: number): void {
    let over = Infinity;
    let enough = 0;
    let guess = LEAST_GUESS + Math.ceil(needed / FIRST_GUESS);
    for (let count = 0; count < MAX_GUESSES && guess > enough; count++) {
      const data = pixelData(this.reader, this.first, guess);
      const bytes = inflateStart(data, 2 * MAX_START);
      if (bytes === null) return;
      if (bytes === "over") over = guess;
      else {
        this.known = bytes;
        if (bytes.length >= needed || data.length < guess) return;
        enough = guess;
        const step = MARGIN * needed / Math.max(1, bytes.length);
        guess = Math.ceil(guess * Math.min(GREATEST_STEP, Math.max(LEAST_STEP, step)));
      }
      if (guess >= over) guess = (enough + over) >>> 1;
    }
  }
}

/** Bytes that may follow the last row. */
const ROOM = 1024;

/** Inflates all rows of a picture; null where they are not whole. */
export function allRows(reader: BlockReader, first: number, form: PixelForm): Uint8Array | null {
  const size = form.height * strideOf(form);
  const bytes = inflateStart(pixelData(reader, first, reader.limits.file), size + ROOM);
  return bytes === null || bytes === "over" || bytes.length < size ? null : bytes;
}

/** Undoes the filters of the leftmost pixels of each row: those to their right have no part in them. */
export function leftColumns(
  filtered: Uint8Array,
  form: PixelForm,
  rows: number,
  columns: number,
): Columns {
  const { channels } = form;
  const stride = strideOf(form);
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
