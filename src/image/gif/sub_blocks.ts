/**
 * Sub-blocks of a GIF file: a length, then as many bytes, up to a length of 0
 * (https://www.w3.org/Graphics/GIF/spec-gif89a.txt, 15).
 *
 * @module
 */

import type { BlockReader } from "../../bytes/block_reader.ts";
import { concat } from "../../bytes/bytes.ts";

/** Files up to this length are read in windows, which is faster; of longer ones the lengths alone are read. */
const READ_WHOLE = 16 * 1024 * 1024;
const WINDOW = 16 * 1024;
/** More sub-blocks than any file has: of full ones, 250 MB. */
const MAX_SUB_BLOCKS = 1_000_000;

/**
 * Finds the end of sub-blocks.
 *
 * @returns The offset behind the one of length 0; the end of the file where there is none.
 */
export function endOfSubBlocks(reader: BlockReader, start: number): number {
  const span = reader.size <= READ_WHOLE ? WINDOW : 1;
  let window: Uint8Array = new Uint8Array(0);
  let windowStart = start;
  for (let at = start, count = 0; at < reader.size; count++) {
    if (count === MAX_SUB_BLOCKS) {
      reader.note(`more than ${MAX_SUB_BLOCKS} sub-blocks`);
      return reader.size;
    }
    if (at < windowStart || at >= windowStart + window.length) {
      window = reader.readAhead(at, span);
      windowStart = at;
      if (window.length === 0) return reader.size;
    }
    const length = window[at - windowStart] ?? 0;
    if (length === 0) return at + 1;
    at += 1 + length;
  }
  return reader.size;
}

/** Joins the contents of sub-blocks; a character may go on from one to the next. */
export function joinSubBlocks(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes[at] ?? 0;
    if (length === 0) break;
    parts.push(bytes.subarray(at + 1, at + 1 + length));
    at += 1 + length;
  }
  return concat(parts);
}
