/**
 * The places of metadata in a PNG file (https://www.w3.org/TR/png-3/, 5 and 11.3).
 *
 * @module
 */

import type { Block, BlockReader } from "../../bytes/block_reader.ts";
import { fourCharacters, uint32At } from "../../bytes/bytes.ts";
import { decodeLatin1 } from "../../bytes/text.ts";

/**
 * The types of text chunks (https://www.w3.org/TR/png-3/#11textinfo), and `comf`, which ComfyUI writes into animated ones in
 * the form of tEXt (https://github.com/comfyanonymous/ComfyUI, `nodes_images.py`).
 */
export type TextType = "tEXt" | "zTXt" | "iTXt" | "comf";

/** A text chunk under a wanted keyword. */
export interface TextChunk extends Block {
  readonly type: TextType;
  /** Offset of the chunk, for messages. */
  readonly at: number;
}

/** The chunks of a PNG file that matter here; the others are never read. */
export interface PngChunks {
  /** Text chunks by keyword in lower case, in file order. */
  readonly texts: ReadonlyMap<string, readonly TextChunk[]>;
  /** The eXIf chunks, in file order. */
  readonly exif: readonly Block[];
  /** Offset of the first chunk of the picture; null where there is none. */
  readonly firstData: number | null;
  /** The chunk caBX, with content credentials; null where there is none. */
  readonly credentials: Block | null;
}

const SIGNATURE_LENGTH = 8;
const HEADER_LENGTH = 8;
/** Length, type and CRC around the data of a chunk. */
const CHUNK_OVERHEAD = 12;
const MAX_CHUNK_LENGTH = 0x7fffffff;
const MAX_KEYWORD_LENGTH = 79;
/** Chunks under one keyword that are remembered, the last ones. */
const MAX_DUPLICATES = 16;
/** Equal IDAT chunks in a row after which the rest of the row is jumped over. */
const ROW_OF_EQUALS = 4;

const TEXT_TYPES: readonly string[] = ["tEXt", "zTXt", "iTXt", "comf"] satisfies TextType[];

function isTextType(type: string): type is TextType {
  return TEXT_TYPES.includes(type);
}

/** Reads the keyword of a text chunk; null when it has none. */
function keywordOf(reader: BlockReader, data: Block): string | null {
  const start = reader.peek(data.offset, Math.min(data.length, MAX_KEYWORD_LENGTH + 1));
  const end = start.indexOf(0);
  return end < 0 ? null : decodeLatin1(start.subarray(0, end));
}

/**
 * Walks the chunks from the signature to IEND by seeking and remembers those under a wanted keyword
 * (in lower case). Notes a file that ends before IEND.
 */
export function locatePngChunks(reader: BlockReader, wanted: ReadonlySet<string>): PngChunks {
  const texts = new Map<string, TextChunk[]>();
  const exif: Block[] = [];
  let firstData: number | null = null;
  let credentials: Block | null = null;
  let row = 0;
  let rowLength = -1;

  const keep = <T>(list: T[], item: T): void => {
    if (list.length >= MAX_DUPLICATES) list.shift();
    list.push(item);
  };

  for (let at = SIGNATURE_LENGTH;;) {
    const header = readHeader(reader, at);
    if (header === null || header.type === "IEND") return { texts, exif, firstData, credentials };
    const { type, length } = header;
    const data = { offset: at + HEADER_LENGTH, length };
    if (type === "eXIf") keep(exif, data);
    if (type === "IDAT") firstData = firstData ?? at;
    if (type === "caBX") credentials = data;
    if (isTextType(type)) {
      const keyword = keywordOf(reader, data);
      const key = keyword?.toLowerCase() ?? "";
      if (keyword !== null && wanted.has(key)) {
        const skipped = keyword.length + 1;
        const list = texts.get(key) ?? [];
        keep(list, { type, at, offset: data.offset + skipped, length: length - skipped });
        texts.set(key, list);
      }
    }
    if (length > MAX_CHUNK_LENGTH || data.offset + length > reader.size) {
      reader.note(`chunk ${type} at byte ${at} is cut off`);
      return { texts, exif, firstData, credentials };
    }
    row = type === "IDAT" && length === rowLength ? row + 1 : 0;
    rowLength = type === "IDAT" ? length : -1;
    at += row < ROW_OF_EQUALS ? CHUNK_OVERHEAD + length : lengthOfRow(reader, at, length);
  }
}

interface ChunkHeader {
  readonly type: string;
  readonly length: number;
}

/** Reads the header at a place; null where the file has none. */
function peekHeader(reader: BlockReader, at: number): ChunkHeader | null {
  const bytes = reader.peek(at, HEADER_LENGTH);
  if (bytes.length < HEADER_LENGTH) return null;
  return { type: fourCharacters(bytes, 4), length: uint32At(bytes, 0) };
}

function readHeader(reader: BlockReader, at: number): ChunkHeader | null {
  const header = peekHeader(reader, at);
  if (header === null) reader.note(`file is cut off at byte ${reader.size}, before its last chunk`);
  if (header === null || /^[A-Za-z]{4}$/.test(header.type)) return header;
  reader.note(`no chunk at byte ${at}`);
  return null;
}

/**
 * Measures a row of equal IDAT chunks in bytes: IDAT chunks follow each other by the standard, so an
 * equal header farther on means that all between are equal. Doubles the step while that holds.
 */
function lengthOfRow(reader: BlockReader, at: number, length: number): number {
  const stride = CHUNK_OVERHEAD + length;
  let last = 0;
  for (let step = 1; step > 0;) {
    const header = peekHeader(reader, at + (last + step) * stride);
    if (header?.type === "IDAT" && header.length === length) {
      last += step;
      step *= 2;
    } else step = Math.floor(step / 2);
  }
  return (last + 1) * stride;
}
