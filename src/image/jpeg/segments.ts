/**
 * The marker segments of a JPEG file, up to the scan (https://www.w3.org/Graphics/JPEG/itu-t81.pdf, B.1.1).
 *
 * @module
 */

import type { Block, BlockReader } from "../../bytes/block_reader.ts";
import { uint16At } from "../../bytes/bytes.ts";

/** A marker segment with the place of its data. */
export interface Segment {
  /** The second byte of the marker. */
  readonly marker: number;
  readonly data: Block;
}

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const TEM = 0x01;
const SOI_LENGTH = 2;
/** Marker and length before the data of a segment. */
const HEADER_LENGTH = 4;
/** Bytes in which a marker is looked for where none stands. */
const MAX_GARBAGE = 4096;

/** Tells whether a marker is one of those that stand alone, TEM, RSTn and SOI, without a length (table B.1). */
function standsAlone(marker: number): boolean {
  return marker === TEM || (marker >= 0xd0 && marker <= SOI);
}

/** Finds the next marker: at `at` itself in a sound file; null when none is near. */
function nextMarker(reader: BlockReader, at: number): number | null {
  if (reader.peek(at, 1)[0] === 0xff) return at;
  const garbage = reader.peek(at, MAX_GARBAGE);
  const found = garbage.findIndex((byte, index) => {
    const next = garbage[index + 1] ?? 0;
    return byte === 0xff && next !== 0 && next !== 0xff;
  });
  if (garbage.length > 0) reader.note(`no marker at byte ${at}`);
  return found < 0 ? null : at + found;
}

/** Walks the segments between SOI and the scan (or EOI). Notes a file that ends before that. */
export function* jpegSegments(reader: BlockReader): Generator<Segment> {
  let at = nextMarker(reader, SOI_LENGTH);
  while (at !== null && at < reader.size) {
    const header = reader.peek(at, HEADER_LENGTH);
    const marker = header[1] ?? 0;
    if (marker === EOI || marker === SOS) return;
    if (marker === 0xff) at += 1; // a fill byte
    else if (standsAlone(marker)) at += 2;
    else if (header.length < HEADER_LENGTH) break;
    else {
      const length = uint16At(header, 2) - 2;
      if (length < 0) return reader.note(`segment at byte ${at} has no valid length`);
      const data = { offset: at + HEADER_LENGTH, length };
      yield { marker, data };
      at = data.offset + length;
    }
    at = nextMarker(reader, at);
  }
  reader.note(`file is cut off at byte ${reader.size}, before its picture`);
}
