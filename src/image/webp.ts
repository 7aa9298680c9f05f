/**
 * The texts of a WebP file, in the order in which they count.
 *
 * @module
 */

import type { Block, BlockReader } from "../bytes/block_reader.ts";
import { fourCharacters } from "../bytes/bytes.ts";
import { type Candidate, candidates } from "./candidate.ts";
import { exifTexts } from "./blocks/exif.ts";
import { xmpDescriptions } from "./blocks/xmp.ts";

const FIRST_CHUNK = 12;
const HEADER_LENGTH = 8;
/** Chunks are named in ASCII. */
const FOUR_CC = /^[ -~]{4}$/;
/** Writers that do not know the size yet leave one of these. */
const UNKNOWN_SIZES: readonly number[] = [0, 0xffffffff];
/** So many chunks of a kind are remembered, the last ones. */
const MAX_CHUNKS = 16;

/** The chunks that may hold text, in file order. */
interface WebpChunks {
  readonly exif: readonly Block[];
  readonly xmp: readonly Block[];
}

/**
 * Walks the RIFF chunks. The flags of VP8X are not asked: files exist that hold EXIF without saying so.
 * Notes a file that is shorter than its RIFF header or a chunk says.
 */
function locateChunks(reader: BlockReader): WebpChunks {
  const exif: Block[] = [];
  const xmp: Block[] = [];
  const kinds: ReadonlyMap<string, Block[]> = new Map([["EXIF", exif], ["XMP ", xmp]]);
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
    at = data.offset + data.length;
    if (at > reader.size) reader.note(`chunk ${kind.trim()} at byte ${data.offset - 8} is cut off`);
    at += data.length & 1;
  }
  const missing = end - reader.size;
  if (missing > 1) {
    reader.note(`file is cut off at byte ${reader.size}, ${missing} bytes too early`);
  }
  return { exif, xmp };
}

function sizeField(header: Uint8Array): number {
  return new DataView(header.buffer, header.byteOffset).getUint32(4, true);
}

/** The texts of a WebP file, the most important first; of several chunks of a kind the last first. */
export function* webpTexts(reader: BlockReader): Generator<Candidate> {
  const chunks = locateChunks(reader);
  const blocks = chunks.exif.flatMap((block) => reader.block(block, "chunk EXIF")?.slice() ?? []);
  const exif = exifTexts(blocks, (damage) => reader.note(damage));
  yield* exif.userComments;
  yield* exif.imageDescriptions;
  for (const block of chunks.xmp.toReversed()) {
    const packet = reader.block(block, "chunk XMP");
    if (packet !== null) yield* candidates("xmp:dc:description", xmpDescriptions(packet));
  }
}
