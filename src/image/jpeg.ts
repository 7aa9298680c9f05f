/**
 * The texts of a JPEG file, in the order in which they count.
 *
 * @module
 */

import { concat, hasText } from "../bytes/bytes.ts";
import type { Block, BlockReader } from "../bytes/block_reader.ts";
import { type Candidate, candidates } from "./candidate.ts";
import { exifTexts } from "./blocks/exif.ts";
import { extendedXmp, type XmpPart } from "./blocks/extended_xmp.ts";
import { jpegSegments } from "./jpeg_segments.ts";
import { decodeLatin1, decodeUtf8OrLatin1 } from "../bytes/text.ts";
import { xmpDescriptions } from "./blocks/xmp.ts";

const APP1 = 0xe1;
const COM = 0xfe;

/** What APP1 segments begin with (Exif 2.32, 4.7.2; XMP specification part 3, 1.1.3). */
const EXIF_ID = "Exif\0\0";
const XMP_ID = "http://ns.adobe.com/xap/1.0/\0";
const EXTENSION_ID = "http://ns.adobe.com/xmp/extension/\0";
const LONGEST_ID = EXTENSION_ID.length;
/** GUID, full length and offset before a part of extended XMP. */
const EXTENSION_HEADER_LENGTH = 40;
/** So many segments of a kind are remembered; 16 MiB of extended XMP are 257. */
const MAX_SEGMENTS = 1024;

interface JpegBlocks {
  readonly exif: Block[];
  readonly xmp: Block[];
  readonly extensions: Block[];
  readonly comments: Block[];
}

/** Finds the segments that may hold text, up to the scan. */
function locateBlocks(reader: BlockReader): JpegBlocks {
  const blocks: JpegBlocks = { exif: [], xmp: [], extensions: [], comments: [] };
  const keep = (list: Block[], data: Block, skipped: number): void => {
    if (list.length >= MAX_SEGMENTS) list.shift();
    list.push({ offset: data.offset + skipped, length: data.length - skipped });
  };
  for (const { marker, data } of jpegSegments(reader)) {
    if (marker === COM) keep(blocks.comments, data, 0);
    if (marker !== APP1) continue;
    const start = reader.peek(data.offset, Math.min(data.length, LONGEST_ID));
    if (hasText(start, 0, EXIF_ID)) keep(blocks.exif, data, EXIF_ID.length);
    else if (hasText(start, 0, XMP_ID)) keep(blocks.xmp, data, XMP_ID.length);
    else if (hasText(start, 0, EXTENSION_ID)) keep(blocks.extensions, data, EXTENSION_ID.length);
  }
  return blocks;
}

function readAll(reader: BlockReader, blocks: readonly Block[], what: string): Uint8Array[] {
  return blocks.flatMap((block) => {
    const bytes = reader.block(block, `${what} at byte ${block.offset}`);
    return bytes === null ? [] : [bytes.slice()];
  });
}

function partOf(bytes: Uint8Array): XmpPart | null {
  if (bytes.length < EXTENSION_HEADER_LENGTH) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return {
    guid: decodeLatin1(bytes.subarray(0, 32)),
    fullLength: view.getUint32(32),
    offset: view.getUint32(36),
    bytes: bytes.subarray(EXTENSION_HEADER_LENGTH),
  };
}

function* xmpTexts(reader: BlockReader, blocks: JpegBlocks): Generator<Candidate> {
  const packets = readAll(reader, blocks.xmp, "XMP").reverse();
  for (const packet of packets) yield* candidates("xmp:dc:description", xmpDescriptions(packet));
  if (blocks.extensions.length === 0) return;
  const parts = readAll(reader, blocks.extensions, "extended XMP")
    .flatMap((bytes) => partOf(bytes) ?? []);
  const packet = extendedXmp(concat(packets), parts, (damage) => reader.note(damage));
  yield* candidates("xmp:dc:description", xmpDescriptions(packet));
}

/**
 * The texts of a JPEG file, the most important first; nothing is read of those that are not asked for.
 * The scan data and what stands behind it are not looked at.
 */
export function* jpegTexts(reader: BlockReader): Generator<Candidate> {
  const blocks = locateBlocks(reader);
  const exif = exifTexts(readAll(reader, blocks.exif, "EXIF"), (damage) => reader.note(damage));
  yield* exif.userComments;
  yield* xmpTexts(reader, blocks);
  yield* exif.imageDescriptions;
  for (const block of blocks.comments.reverse()) {
    const bytes = reader.block(block, `comment at byte ${block.offset}`);
    if (bytes !== null) yield { source: "jpeg:COM", text: decodeUtf8OrLatin1(bytes) };
  }
}
