/**
 * JPEG (https://www.w3.org/Graphics/JPEG/itu-t81.pdf): its texts in the order in which they count, and its size.
 *
 * @module
 */

import type { Block, BlockReader } from "../../bytes/block_reader.ts";
import { concat } from "../../bytes/bytes.ts";
import { decodeUtf8OrLatin1 } from "../../bytes/text.ts";
import { exifEntries } from "../blocks/exif.ts";
import { extendedXmp, xmpPart } from "../blocks/extended_xmp.ts";
import { type XmpEntries, xmpEntries } from "../blocks/xmp.ts";
import { inOrderOf, oncePerReader } from "../entries.ts";
import type { ImageFormat, TextEntry } from "../format.ts";
import { hasSignature, type Signature } from "../signature.ts";
import { type JpegLayout, locateJpegSegments } from "./layout.ts";

const SIGNATURE: Signature = [[0, "\xff\xd8\xff"]];

const layoutOf = oncePerReader(locateJpegSegments);

function readAll(reader: BlockReader, blocks: readonly Block[], what: string): Uint8Array[] {
  return blocks.flatMap((block) => {
    const bytes = reader.block(block, `${what} at byte ${block.offset}`);
    return bytes === null ? [] : [bytes.slice()];
  });
}

/** Reads the packets, the last first, then the one that was too long for a segment. */
function* xmpInOrder(
  reader: BlockReader,
  { xmp, extensions }: JpegLayout,
  keys: readonly string[],
): Generator<XmpEntries> {
  const packets = readAll(reader, xmp, "XMP").reverse();
  for (const packet of packets) yield xmpEntries(packet, keys);
  if (extensions.length === 0) return;
  const parts = readAll(reader, extensions, "extended XMP").flatMap((bytes) =>
    xmpPart(bytes) ?? []
  );
  yield xmpEntries(extendedXmp(concat(packets), parts, (damage) => reader.note(damage)), keys);
}

function* entries(reader: BlockReader, keys: readonly string[]): Generator<TextEntry> {
  const layout = layoutOf(reader);
  const exif = exifEntries(
    readAll(reader, layout.exif, "EXIF"),
    keys,
    (damage) => reader.note(damage),
  );
  const others = [...exif.others];
  yield* exif.userComments;
  for (const xmp of xmpInOrder(reader, layout, keys)) {
    yield* xmp.descriptions;
    others.push(...xmp.others);
  }
  yield* exif.imageDescriptions;
  for (const block of layout.comments.slice().reverse()) yield commentEntry(reader, block);
  yield* inOrderOf(keys, others);
}

/** Makes the entry of a comment, which is text of no stated encoding. */
function commentEntry(reader: BlockReader, block: Block): TextEntry {
  return {
    key: "com",
    source: "jpeg:COM",
    read(): string | null {
      const bytes = reader.block(block, `comment at byte ${block.offset}`);
      return bytes === null ? null : decodeUtf8OrLatin1(bytes);
    },
  };
}

/** JPEG, with JFIF or EXIF. */
export const JPEG: ImageFormat = {
  name: "jpeg",
  title: "JPEG",
  version: 2,
  endings: [".jpg", ".jpeg", ".jfif"],
  signature: SIGNATURE,
  is: (start) => hasSignature(start, SIGNATURE),
  entries,
  size: (reader) => layoutOf(reader).size,
  credentials: (reader) => layoutOf(reader).credentials,
};
