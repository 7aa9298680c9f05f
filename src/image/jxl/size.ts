/**
 * Width and height of a JPEG XL codestream (https://www.iso.org/standard/85066.html, annex D, `SizeHeader`).
 *
 * @module
 */

import { hasText } from "../../bytes/bytes.ts";
import type { PictureSize } from "../format.ts";

/** The two bytes with which a codestream begins. */
export const CODESTREAM = "\xff\n";

/** Bytes at the start of a codestream that hold its size. */
export const SIZE_LENGTH = 12;

/** Widths as parts of the height, by their number; 0 is a width of its own. */
const RATIOS: readonly (readonly [number, number])[] = [
  [1, 1],
  [1, 1],
  [12, 10],
  [4, 3],
  [3, 2],
  [16, 9],
  [5, 4],
  [2, 1],
];

/** Bits that a large dimension takes, by their number. */
const DIMENSION_BITS = [9, 13, 18, 30];

/** Reads the size out of the first bytes of a codestream; null when they are none, or too few. */
export function readCodestreamSize(bytes: Uint8Array): PictureSize | null {
  if (!hasText(bytes, 0, CODESTREAM)) return null;
  let at = 16;
  const bits = (count: number): number => {
    let value = 0;
    for (let n = 0; n < count; n++, at++) {
      value += (((bytes[at >> 3] ?? 0) >> (at & 7)) & 1) * 2 ** n;
    }
    return value;
  };
  const isSmall = bits(1) === 1;
  const dimension = (): number =>
    isSmall ? (bits(5) + 1) * 8 : bits(DIMENSION_BITS[bits(2)] ?? 0) + 1;
  const height = dimension();
  const ratio = bits(3);
  const [over, under] = RATIOS[ratio] ?? [1, 1];
  const width = ratio === 0 ? dimension() : Math.floor(height * over / under);
  return at <= 8 * bytes.length ? { width, height } : null;
}
