/**
 * The segments of a JPEG file that matter here (https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B).
 *
 * @module
 */

import type { Block, BlockReader } from "../../bytes/block_reader.ts";
import { hasText } from "../../bytes/bytes.ts";
import type { PictureSize } from "../format.ts";
import { jpegSegments } from "./segments.ts";

const APP1 = 0xe1;
const APP11 = 0xeb;
const COM = 0xfe;

/**
 * Texts that APP1 segments begin with
 * (https://www.cipa.jp/std/documents/e/DC-008-2012_E.pdf, 4.7.2;
 * https://github.com/adobe/XMP-Toolkit-SDK/blob/main/docs/XMPSpecificationPart3.pdf, 1.1.3).
 */
const EXIF_ID = "Exif\0\0";
const XMP_ID = "http://ns.adobe.com/xap/1.0/\0";
const EXTENSION_ID = "http://ns.adobe.com/xmp/extension/\0";
const LONGEST_ID = EXTENSION_ID.length;
/** Segments of a kind that are remembered; 16 MiB of extended XMP are 257. */
const MAX_SEGMENTS = 1024;

/** Sample precision, height and width in a frame header. */
const FRAME_HEADER_LENGTH = 5;
/** Markers in the range of frame headers that are none: DHT, JPG and DAC. */
const NO_FRAMES: readonly number[] = [0xc4, 0xc8, 0xcc];

/** Places of the texts of a JPEG file, in file order, and its size. */
export interface JpegLayout {
  readonly exif: readonly Block[];
  readonly xmp: readonly Block[];
  /** Parts of extended XMP. */
  readonly extensions: readonly Block[];
  readonly comments: readonly Block[];
  /** Parts of content credentials. */
  readonly credentials: readonly Block[];
  readonly size: PictureSize | null;
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && !NO_FRAMES.includes(marker);
}

/** A height of 0 is stated after the first scan only (DNL), which is not looked at. */
function sizeOf(reader: BlockReader, frame: Block): PictureSize | null {
  const header = reader.peek(frame.offset, Math.min(frame.length, FRAME_HEADER_LENGTH));
  if (header.length < FRAME_HEADER_LENGTH) return null;
  const view = new DataView(header.buffer, header.byteOffset);
  const [height, width] = [view.getUint16(1), view.getUint16(3)];
  return width > 0 && height > 0 ? { width, height } : null;
}

function keep(list: Block[], data: Block, skipped = 0): void {
  if (list.length >= MAX_SEGMENTS) list.shift();
  list.push({ offset: data.offset + skipped, length: data.length - skipped });
}

/** A box in segments (https://www.iso.org/standard/84635.html, annex D): an identifier, two numbers, the head of the box. */
const BOX_ID = "JP";
const BOX_AT = 8;
const BOX_HEAD = 8;
const BOX_TYPE_AT = BOX_AT + 4;

/** Where the box goes on in a segment: each but the first repeats its head. Null where none of JUMBF stands. */
function boxStart(reader: BlockReader, data: Block, isFirst: boolean): number | null {
  const length = BOX_AT + BOX_HEAD;
  const start = reader.peek(data.offset, Math.min(data.length, length));
  const isPart = start.length === length && hasText(start, 0, BOX_ID) &&
    hasText(start, BOX_TYPE_AT, "jumb");
  return !isPart ? null : isFirst ? BOX_AT : length;
}

/** Finds the segments that may hold text, and the size, up to the scan. */
export function locateJpegSegments(reader: BlockReader): JpegLayout {
  const exif: Block[] = [];
  const xmp: Block[] = [];
  const extensions: Block[] = [];
  const comments: Block[] = [];
  const credentials: Block[] = [];
  let size: PictureSize | null = null;
  for (const { marker, data } of jpegSegments(reader)) {
    if (marker === COM) keep(comments, data);
    if (isFrame(marker)) size = size ?? sizeOf(reader, data);
    if (marker === APP11) {
      const skipped = boxStart(reader, data, credentials.length === 0);
      if (skipped !== null) keep(credentials, data, skipped);
    }
    if (marker !== APP1) continue;
    const start = reader.peek(data.offset, Math.min(data.length, LONGEST_ID));
    if (hasText(start, 0, EXIF_ID)) keep(exif, data, EXIF_ID.length);
    else if (hasText(start, 0, XMP_ID)) keep(xmp, data, XMP_ID.length);
    else if (hasText(start, 0, EXTENSION_ID)) keep(extensions, data, EXTENSION_ID.length);
  }
  return { exif, xmp, extensions, comments, credentials, size };
}
