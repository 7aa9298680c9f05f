/**
 * Boxes, of which AVIF, HEIC, JPEG XL, MP4 and QuickTime files are made (https://www.iso.org/standard/83102.html, 4.2;
 * for all that matters here also https://developer.apple.com/documentation/quicktime-file-format/atoms).
 *
 * @module
 */

import type { Block, BlockReader } from "../../bytes/block_reader.ts";
import { uint32At } from "../../bytes/bytes.ts";
import { decodeLatin1 } from "../../bytes/text.ts";

/** A box: its content is the block. */
export interface Box extends Block {
  /** Four characters, each one byte. */
  readonly type: string;
  /** Offset of its header, for messages. */
  readonly at: number;
}

const HEADER_LENGTH = 8;
const LONG_HEADER_LENGTH = 16;
/** The size says that 64 bits follow, or that the box reaches to the end. */
const IS_LONG = 1;
const TO_THE_END = 0;
/** More boxes than any file has beside each other. */
const MAX_BOXES = 10_000;
const TYPE = /^[ -~\xa9]{4}$/;

/** A view of bytes, big-endian by default as all numbers in boxes are. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Walks boxes beside each other, by seeking: their contents are not read.
 *
 * @param parent The stretch that they fill.
 * @param areNumbered Whether their types are numbers, as in a list of tags.
 * @yields Each box; the last one may state more than the parent or the file holds, which is noted.
 */
export function* boxesIn(
  reader: BlockReader,
  parent: Block,
  areNumbered = false,
): Generator<Box> {
  const end = parent.offset + parent.length;
  const present = Math.min(end, reader.size);
  let at = parent.offset;
  for (let count = 0; at + HEADER_LENGTH <= present; count++) {
    if (count === MAX_BOXES) return reader.note(`more than ${MAX_BOXES} boxes`);
    const header = reader.peek(at, LONG_HEADER_LENGTH);
    if (header.length < HEADER_LENGTH) return;
    const type = decodeLatin1(header.subarray(4, 8));
    const length = lengthOf(header, end - at);
    const headerLength = viewOf(header).getUint32(0) === IS_LONG
      ? LONG_HEADER_LENGTH
      : HEADER_LENGTH;
    const isBox = length >= headerLength && (areNumbered || TYPE.test(type));
    if (!isBox) return reader.note(`no box at byte ${at}`);
    const isCut = length > end - at || at + length > reader.size;
    const content = Math.min(length, end - at) - headerLength;
    const name = areNumbered ? `number ${uint32At(header, 4)}` : type.trim();
    if (isCut) reader.note(`box ${name} at byte ${at} is cut off`);
    yield { type, at, offset: at + headerLength, length: Math.max(0, content) };
    if (isCut) return;
    at += length;
  }
  // QuickTime ends a list of user data with a zero of 32 bits.
  const rest = reader.peek(at, present - at);
  if (rest.some((byte) => byte !== 0)) reader.note(`no box at byte ${at}`);
}

/** The stated length of a box, its header included. */
function lengthOf(header: Uint8Array, left: number): number {
  const view = viewOf(header);
  const short = view.getUint32(0);
  if (short === TO_THE_END) return left;
  if (short !== IS_LONG) return short;
  return header.length < LONG_HEADER_LENGTH ? 0 : Number(view.getBigUint64(8));
}

/** The whole file as a stretch that boxes fill. */
export function wholeFile(reader: BlockReader): Block {
  return { offset: 0, length: reader.size };
}

/** The rest of a block behind so many bytes. */
export function behind({ offset, length }: Block, skipped: number): Block {
  return { offset: offset + skipped, length: Math.max(0, length - skipped) };
}

/** The content of a box behind the version and flags of a full box. */
export function behindVersion(box: Block): Block {
  return behind(box, 4);
}

/** The first box of a type. */
export function findBox(reader: BlockReader, parent: Block, type: string): Box | undefined {
  for (const box of boxesIn(reader, parent)) if (box.type === type) return box;
  return undefined;
}
