/**
 * WebP (https://www.rfc-editor.org/rfc/rfc9649): its texts in the order in which they count, and its size.
 *
 * @module
 */

import type { BlockReader } from "../../bytes/block_reader.ts";
import { exifEntries } from "../blocks/exif.ts";
import { xmpEntries } from "../blocks/xmp.ts";
import { inOrderOf, oncePerReader } from "../entries.ts";
import type { ImageFormat, TextEntry } from "../format.ts";
import { hasSignature, type Signature } from "../signature.ts";
import { locateWebpChunks } from "./chunks.ts";

const SIGNATURE: Signature = [[0, "RIFF"], [8, "WEBP"]];

const layoutOf = oncePerReader(locateWebpChunks);

function* entries(reader: BlockReader, keys: readonly string[]): Generator<TextEntry> {
  const layout = layoutOf(reader);
  const blocks = layout.exif.flatMap((block) => reader.block(block, "chunk EXIF")?.slice() ?? []);
  const exif = exifEntries(blocks, keys, (damage) => reader.note(damage));
  const others = [...exif.others];
  yield* exif.userComments;
  yield* exif.imageDescriptions;
  for (const block of layout.xmp.slice().reverse()) {
    const packet = reader.block(block, "chunk XMP");
    if (packet === null) continue;
    const xmp = xmpEntries(packet, keys);
    yield* xmp.descriptions;
    others.push(...xmp.others);
  }
  yield* inOrderOf(keys, others);
}

/** WebP: lossy, lossless and extended. */
export const WEBP: ImageFormat = {
  name: "webp",
  title: "WebP",
  version: 2,
  endings: [".webp"],
  signature: SIGNATURE,
  is: (start) => hasSignature(start, SIGNATURE),
  entries,
  size: (reader) => layoutOf(reader).size,
  credentials: (reader) => layoutOf(reader).credentials,
};
