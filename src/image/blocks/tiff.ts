/**
 * Finding tags in a TIFF block, the form EXIF comes in
 * (https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf, section 2).
 *
 * @module
 */

import { hasText } from "../../bytes/bytes.ts";

/** A value with the tag it stands under. */
export interface TiffValue {
  readonly tag: number;
  /** The bytes of the value, whatever its type; fewer than stated where the block ends. */
  readonly bytes: Uint8Array;
  /** The byte order of the whole block. */
  readonly littleEndian: boolean;
}

const HEADER_LENGTH = 8;
const ENTRY_LENGTH = 12;
const EXIF_IFD_POINTER = 0x8769;
/** IFD0, its Exif IFD, and some room for odd writers; a loop ends here at the latest. */
const MAX_IFDS = 8;

/** Bytes of one unit by type (129 is UTF-8 of Exif 3.0); 1 for all others. */
const TYPE_SIZES: ReadonlyMap<number, number> = new Map([
  [3, 2],
  [4, 4],
  [5, 8],
  [8, 2],
  [9, 4],
  [10, 8],
  [11, 4],
  [12, 8],
  [13, 4],
]);

/** Tells whether bytes begin as a TIFF block does. */
export function isTiff(bytes: Uint8Array): boolean {
  return hasText(bytes, 0, "II*\0") || hasText(bytes, 0, "MM\0*");
}

/**
 * Finds the values of the wanted tags in IFD0 and the Exif IFD; those of the Exif IFD first. Where a tag repeats
 * within an IFD, the last counts. Offsets and counts are not trusted; `note` hears of what is wrong.
 *
 * @example
 * ```ts
 * import { tiffValues } from "./tiff.ts";
 * const broken = new TextEncoder().encode("II*\0\xff\xff\xff\x7f");
 * const notes: string[] = [];
 * const values = tiffValues(broken, new Set([0x9286]), (damage) => notes.push(damage));
 * if (values.length !== 0 || notes.length !== 1) throw new Error("the IFD is outside");
 * ```
 */
export function tiffValues(
  block: Uint8Array,
  wanted: ReadonlySet<number>,
  note: (damage: string) => void,
): TiffValue[] {
  if (!isTiff(block) || block.length < HEADER_LENGTH) {
    note("EXIF block has no TIFF header");
    return [];
  }
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const littleEndian = block[0] === 0x49;
  const pending = [view.getUint32(4, littleEndian)];
  const visited = new Set<number>();
  const found: TiffValue[][] = [];

  const readEntries = (start: number, count: number): TiffValue[] => {
    const values = new Map<number, TiffValue>();
    for (let index = 0; index < count; index++) {
      const at = start + index * ENTRY_LENGTH;
      const tag = view.getUint16(at, littleEndian);
      if (tag === EXIF_IFD_POINTER) pending.push(view.getUint32(at + 8, littleEndian));
      if (!wanted.has(tag)) continue;
      const unit = TYPE_SIZES.get(view.getUint16(at + 2, littleEndian)) ?? 1;
      const length = view.getUint32(at + 4, littleEndian) * unit;
      const offset = length <= 4 ? at + 8 : view.getUint32(at + 8, littleEndian);
      if (offset + length > block.length) note("EXIF value reaches beyond its block");
      values.set(tag, { tag, bytes: block.subarray(offset, offset + length), littleEndian });
    }
    return [...values.values()];
  };

  for (let offset = pending.pop(); offset !== undefined; offset = pending.pop()) {
    if (visited.has(offset) || visited.size >= MAX_IFDS) {
      note("EXIF directories form a loop or are too many");
      continue;
    }
    visited.add(offset);
    if (offset + 2 > block.length) {
      note("EXIF directory lies outside its block");
      continue;
    }
    const stated = view.getUint16(offset, littleEndian);
    const present = Math.floor((block.length - offset - 2) / ENTRY_LENGTH);
    if (stated > present) note("EXIF directory is cut off");
    found.unshift(readEntries(offset + 2, Math.min(stated, present)));
  }
  return found.flat();
}
