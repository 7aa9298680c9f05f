/**
 * Places of the texts in a GIF file (https://www.w3.org/Graphics/GIF/spec-gif89a.txt, 17 to 26).
 *
 * @module
 */

import type { Block, BlockReader } from "../../bytes/block_reader.ts";
import { hasText } from "../../bytes/bytes.ts";
import { endOfSubBlocks } from "./sub_blocks.ts";

/** Places of the texts, in file order. */
export interface GifLayout {
  /** Comments: their sub-blocks. */
  readonly comments: readonly Block[];
  /** XMP packets, with the trailer that makes readers of sub-blocks find their end. */
  readonly packets: readonly Block[];
}

const HEADER_LENGTH = 13;
const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;
const COMMENT = 0xfe;
const APPLICATION = 0xff;
/** A length of 11, the application's name and its code (XMP Specification Part 3, 1.1.2). */
const XMP_APPLICATION = "\x0bXMP DataXMP";
/** Bytes of an image's descriptor, and of the size of its codes. */
const IMAGE_HEADER_LENGTH = 10;
const CODE_SIZE_LENGTH = 1;
/** Texts of a kind that are remembered, the last ones. */
const MAX_TEXTS = 16;

/** The length of a colour table by the flags that announce it. */
function tableLength(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

/** Walks the blocks to the trailer; of pictures the lengths of their parts alone are looked at. */
export function locateGifBlocks(reader: BlockReader): GifLayout {
  const comments: Block[] = [];
  const packets: Block[] = [];
  const keep = (list: Block[], offset: number, end: number): void => {
    if (list.length >= MAX_TEXTS) list.shift();
    list.push({ offset, length: end - offset });
  };
  let at = HEADER_LENGTH + tableLength(reader.peek(0, HEADER_LENGTH)[10] ?? 0);
  while (at < reader.size) {
    const bytes = reader.peek(at, 2 + XMP_APPLICATION.length);
    const [kind, label = 0] = bytes;
    if (kind === TRAILER || kind === undefined) return { comments, packets };
    if (kind === IMAGE) {
      const flags = reader.peek(at, IMAGE_HEADER_LENGTH)[IMAGE_HEADER_LENGTH - 1] ?? 0;
      at += IMAGE_HEADER_LENGTH + tableLength(flags) + CODE_SIZE_LENGTH;
      at = endOfSubBlocks(reader, at);
      continue;
    }
    if (kind !== EXTENSION) {
      reader.note(`no block at byte ${at}`);
      return { comments, packets };
    }
    const isXmp = label === APPLICATION && hasText(bytes, 2, XMP_APPLICATION);
    const start = at + 2;
    at = endOfSubBlocks(reader, start);
    if (label === COMMENT) keep(comments, start, at);
    if (isXmp) keep(packets, start + XMP_APPLICATION.length, at);
  }
  reader.note(`file is cut off at byte ${reader.size}, before its trailer`);
  return { comments, packets };
}
