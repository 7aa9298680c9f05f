/**
 * EBML elements, of which Matroska and WebM files are made (https://www.rfc-editor.org/rfc/rfc8794, 4 to 6).
 *
 * @module
 */

import type { Block, BlockReader } from "../../bytes/block_reader.ts";

/** An element: its content is the block. */
export interface Element extends Block {
  /** Its number with the marker bit, as tables list it. */
  readonly id: number;
  /** Offset of its header. */
  readonly at: number;
  /** Whether it does not state its length: it fills its parent then. */
  readonly isOpen: boolean;
  /** Whether it states more than its parent holds. */
  readonly isCut: boolean;
}

const MAX_ID_LENGTH = 4;
const MAX_SIZE_LENGTH = 8;
/** More elements than any file has beside each other, clusters included. */
const MAX_ELEMENTS = 200_000;

/** Bytes that a number takes, by its first one; 0 is no number. */
function lengthOfNumber(first: number): number {
  return first === 0 ? 0 : Math.clz32(first) - 23;
}

/**
 * Walks elements beside each other, by seeking: their contents are not read.
 *
 * @param parent The stretch that they fill.
 */
export function* elementsIn(reader: BlockReader, parent: Block): Generator<Element> {
  const end = Math.min(parent.offset + parent.length, reader.size);
  let at = parent.offset;
  for (let count = 0; at < end; count++) {
    if (count === MAX_ELEMENTS) return reader.note(`more than ${MAX_ELEMENTS} elements`);
    const bytes = reader.peek(at, MAX_ID_LENGTH + MAX_SIZE_LENGTH);
    const idLength = lengthOfNumber(bytes[0] ?? 0);
    const sizeLength = lengthOfNumber(bytes[idLength] ?? 0);
    const isNone = idLength === 0 || idLength > MAX_ID_LENGTH || sizeLength === 0;
    if (isNone || bytes.length < idLength + sizeLength) {
      return reader.note(`no element at byte ${at}`);
    }
    const id = bytes.subarray(0, idLength).reduce((sum, byte) => sum * 256 + byte, 0);
    const digits = bytes.subarray(idLength, idLength + sizeLength);
    const offset = at + idLength + sizeLength;
    const isOpen = digits.every((byte, n) => byte === (n === 0 ? 0xff >> (sizeLength - 1) : 0xff));
    const stated = sizeOf(digits, sizeLength);
    const isCut = !isOpen && stated > end - offset;
    const length = isOpen ? end - offset : Math.min(stated, end - offset);
    if (isCut) reader.note(`element at byte ${at} is cut off`);
    yield { id, at, isOpen, isCut, offset, length };
    at = offset + length;
  }
}

/** The number without the bit that marks its length. */
function sizeOf(digits: Uint8Array, length: number): number {
  return digits.reduce(
    (sum, byte, n) => sum * 256 + (n === 0 ? byte & (0xff >> length) : byte),
    0,
  );
}

/** Reads an unsigned number that is an element's content; 0 where it is cut off. */
export function unsignedIn(reader: BlockReader, element: Element): number {
  if (element.isCut) return 0;
  const bytes = reader.peek(element.offset, Math.min(element.length, MAX_SIZE_LENGTH));
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}
