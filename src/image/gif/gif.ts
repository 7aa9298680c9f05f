/**
 * GIF (https://www.w3.org/Graphics/GIF/spec-gif89a.txt): its comments and its XMP, and its size.
 *
 * @module
 */

import type { BlockReader } from "../../bytes/block_reader.ts";
import { decodeUtf8OrLatin1 } from "../../bytes/text.ts";
import { xmpEntries } from "../blocks/xmp.ts";
import { inOrderOf, oncePerReader } from "../entries.ts";
import type { ImageFormat, PictureSize, TextEntry } from "../format.ts";
import { hasSignature, type Signature } from "../signature.ts";
import { locateGifBlocks } from "./blocks.ts";
import { joinSubBlocks } from "./sub_blocks.ts";

const SIGNATURE: Signature = [[0, "GIF8"]];

const layoutOf = oncePerReader(locateGifBlocks);

function size(reader: BlockReader): PictureSize | null {
  const start = reader.peek(0, 10);
  if (start.length < 10) return null;
  const view = new DataView(start.buffer, start.byteOffset);
  const [width, height] = [view.getUint16(6, true), view.getUint16(8, true)];
  return width > 0 && height > 0 ? { width, height } : null;
}

/** Bytes at the end of XMP that lead readers of sub-blocks to a length of 0 (XMP Specification Part 3, 1.1.2). */
const TRAILER_LENGTH = 258;

function withoutTrailer(packet: Uint8Array): Uint8Array {
  const at = packet.length - TRAILER_LENGTH;
  return packet[at] === 1 && packet[at + 1] === 0xff ? packet.subarray(0, at) : packet;
}

function* entries(reader: BlockReader, keys: readonly string[]): Generator<TextEntry> {
  const { comments, packets } = layoutOf(reader);
  for (const block of comments.slice().reverse()) {
    yield {
      key: "comment",
      source: "gif:comment",
      read: (): string | null => {
        const bytes = reader.block(block, `comment at byte ${block.offset}`);
        return bytes && decodeUtf8OrLatin1(joinSubBlocks(bytes));
      },
    };
  }
  const others: TextEntry[] = [];
  for (const block of packets.slice().reverse()) {
    const packet = reader.block(block, `XMP at byte ${block.offset}`);
    if (packet === null) continue;
    const xmp = xmpEntries(withoutTrailer(packet), keys);
    yield* xmp.descriptions;
    others.push(...xmp.others);
  }
  yield* inOrderOf(keys, others);
}

/** GIF. */
export const GIF: ImageFormat = {
  name: "gif",
  title: "GIF",
  version: 1,
  endings: [".gif"],
  signature: SIGNATURE,
  is: (start) => hasSignature(start, SIGNATURE),
  entries,
  size,
};
