/**
 * The RIFF chunks of a WebP file (https://www.rfc-editor.org/rfc/rfc9649, 2.3 to 2.7).
 *
 * @module
 */

import type { Block, BlockReader } from "../../bytes/block_reader.ts";
import { fourCharacters } from "../../bytes/bytes.ts";
import type { PictureSize } from "../format.ts";
import { SIZE_LENGTH, sizeReaderOf } from "./size.ts";

const FIRST_CHUNK = 12;
const HEADER_LENGTH = 8;
/** Chunks are named in ASCII. */
const FOUR_CC = /^[ -~]{4}$/;
/** Writers that do not know the size yet leave one of these. */
const UNKNOWN_SIZES: readonly number[] = [0, 0xffffffff];
/** Chunks of a kind that are remembered, the last ones. */
const MAX_CHUNKS = 16;

/** Places of the texts of a WebP file, in file order, and its size. */
export interface WebpLayout {
  readonly exif: readonly Block[];
  readonly xmp: readonly Block[];
  /** Content credentials. */
  readonly credentials: readonly Block[];
  readonly size: PictureSize | null;
}

/**
 * Walks the RIFF chunks. The flags of VP8X are not asked: files exist that hold EXIF without saying so.
 * Notes a file that is shorter than its RIFF header or a chunk says.
 */
export function locateWebpChunks(reader: BlockReader): WebpLayout {
  const exif: Block[] = [];
  const xmp: Block[] = [];
  const credentials: Block[] = [];
  let size: PictureSize | null = null;
  const kinds: ReadonlyMap<string, Block[]> = new Map([
    ["EXIF", exif],
    ["XMP ", xmp],
    ["C2PA", credentials],
  ]);
  const stated = sizeField(reader.peek(0, HEADER_LENGTH));
  const end = UNKNOWN_SIZES.includes(stated) ? reader.size : stated + HEADER_LENGTH;
  for (let at = FIRST_CHUNK; at < reader.size;) {
    const header = reader.peek(at, HEADER_LENGTH);
    const kind = fourCharacters(header, 0);
    if (at >= end && !kinds.has(kind)) break; // what some programs append is not of the file
    if (header.length < HEADER_LENGTH) {
      reader.note(`file is cut off at byte ${reader.size}`);
      break;
    }
    if (!FOUR_CC.test(kind)) {
      reader.note(`no chunk at byte ${at}`);
      break;
    }
    const data = { offset: at + HEADER_LENGTH, length: sizeField(header) };
    const list = kinds.get(kind);
    if (list !== undefined && list.length >= MAX_CHUNKS) list.shift();
    list?.push(data);
    size = size ?? sizeIn(reader, kind, data);
    at = data.offset + data.length;
    if (at > reader.size) reader.note(`chunk ${kind.trim()} at byte ${data.offset - 8} is cut off`);
    at += data.length & 1;
  }
  const missing = end - reader.size;
  if (missing > 1) {
    reader.note(`file is cut off at byte ${reader.size}, ${missing} bytes too early`);
  }
  return { exif, xmp, credentials: credentials.slice(-1), size };
}

function sizeField(header: Uint8Array): number {
  return new DataView(header.buffer, header.byteOffset).getUint32(4, true);
}

function sizeIn(reader: BlockReader, kind: string, data: Block): PictureSize | null {
  const read = sizeReaderOf(kind);
  return read === null ? null : read(reader.peek(data.offset, Math.min(data.length, SIZE_LENGTH)));
}
