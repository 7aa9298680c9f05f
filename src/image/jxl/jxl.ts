/**
 * JPEG XL (https://www.iso.org/standard/85253.html for the container, https://www.iso.org/standard/85066.html for the
 * size): its texts in the order in which they count, wherever their boxes stand, and its size.
 *
 * @module
 */

import type { Block, BlockReader } from "../../bytes/block_reader.ts";
import { decodeLatin1 } from "../../bytes/text.ts";
import { exifEntries } from "../blocks/exif.ts";
import { xmpEntries } from "../blocks/xmp.ts";
import { inOrderOf, oncePerReader } from "../entries.ts";
import type { ImageFormat, PictureSize, TextEntry } from "../format.ts";
import { type Box, boxesIn, wholeFile } from "../isobmff/boxes.ts";
import { tiffOfItem } from "../isobmff/still.ts";
import { hasSignature, type Signature } from "../signature.ts";
import { CODESTREAM, readCodestreamSize, SIZE_LENGTH } from "./size.ts";

const SIGNATURE: Signature = [[0, "\0\0\0\x0cJXL \r\n\x87\n"]];
const BARE: Signature = [[0, CODESTREAM]];

const EXIF = "Exif";
const XMP = "xml ";
/** A box that is compressed with Brotli; its content begins with the type that it stands for. */
const COMPRESSED = "brob";
const TYPE_LENGTH = 4;
/** The picture as a whole, and in parts, each with a number of four bytes before it. */
const PICTURES: ReadonlyMap<string, number> = new Map([["jxlc", 0], ["jxlp", 4]]);
/** Boxes with metadata that are remembered, the last ones. */
const MAX_BLOCKS = 16;

interface JxlLayout {
  readonly metadata: readonly Box[];
  readonly size: PictureSize | null;
  /** The box `jumb`, head included; none where there is none. */
  readonly credentials: readonly Block[];
}

const layoutOf = oncePerReader((reader): JxlLayout => {
  if (hasSignature(reader.peek(0, 2), BARE)) {
    return { metadata: [], size: sizeAt(reader, 0), credentials: [] };
  }
  const metadata: Box[] = [];
  let size: PictureSize | null = null;
  let hasPicture = false;
  let credentials: readonly Block[] = [];
  for (const box of boxesIn(reader, wholeFile(reader))) {
    const before = PICTURES.get(box.type);
    if (before !== undefined) {
      hasPicture = true;
      size = size ?? sizeAt(reader, box.offset + before);
    }
    if (box.type === "jumb") {
      credentials = [{ offset: box.at, length: box.offset - box.at + box.length }];
    }
    if (![EXIF, XMP, COMPRESSED].includes(box.type)) continue;
    if (metadata.length >= MAX_BLOCKS) metadata.shift();
    metadata.push(box);
  }
  if (!hasPicture) reader.note("file has no codestream");
  return { metadata, size, credentials };
});

function sizeAt(reader: BlockReader, offset: number): PictureSize | null {
  return readCodestreamSize(reader.peek(offset, SIZE_LENGTH));
}

/** The type of a box, or the type that a compressed one stands for. */
function typeOf(reader: BlockReader, { type, offset, length }: Box): string {
  if (type !== COMPRESSED) return type;
  return decodeLatin1(reader.peek(offset, Math.min(length, TYPE_LENGTH)));
}

/** Reads a box, decompressed where it is compressed; null when that is not possible. */
function contentOf(reader: BlockReader, box: Box): Uint8Array | null {
  const what = `box ${box.type.trim()} at byte ${box.at}`;
  const bytes = reader.block(box, what);
  if (bytes === null || box.type !== COMPRESSED) return bytes?.slice() ?? null;
  return reader.decompressBrotli(bytes.subarray(TYPE_LENGTH), what);
}

function* entries(reader: BlockReader, keys: readonly string[]): Generator<TextEntry> {
  const { metadata } = layoutOf(reader);
  const boxesOf = (type: string): Box[] => metadata.filter((box) => typeOf(reader, box) === type);
  const blocks = boxesOf(EXIF).flatMap((box) => contentOf(reader, box) ?? []).map(tiffOfItem);
  const exif = exifEntries(blocks, keys, (damage) => reader.note(damage));
  const others = [...exif.others];
  yield* exif.userComments;
  yield* exif.imageDescriptions;
  for (const box of boxesOf(XMP).reverse()) {
    const packet = contentOf(reader, box);
    if (packet === null) continue;
    const xmp = xmpEntries(packet, keys);
    yield* xmp.descriptions;
    others.push(...xmp.others);
  }
  yield* inOrderOf(keys, others);
}

/** JPEG XL in its container, and as a bare codestream, which has no room for texts. */
export const JXL: ImageFormat = {
  name: "jxl",
  title: "JPEG XL",
  version: 1,
  endings: [".jxl"],
  signature: SIGNATURE,
  is: (start) => hasSignature(start, SIGNATURE) || hasSignature(start, BARE),
  entries,
  size: (reader) => layoutOf(reader).size,
  credentials: (reader) => layoutOf(reader).credentials,
};
