/**
 * Block types, their lengths, and maps of contexts (https://www.rfc-editor.org/rfc/rfc7932, 6 and 7.3).
 *
 * @module
 */

import { type BitReader, Refused } from "./bit_reader.ts";
import { type PrefixCode, readPrefixCode } from "./prefix_code.ts";

/** Least block length and its extra bits, by symbol. */
// deno-fmt-ignore
const LENGTHS: readonly (readonly [least: number, bits: number])[] = [
  [1, 2], [5, 2], [9, 2], [13, 2], [17, 3], [25, 3], [33, 3], [41, 3], [49, 4], [65, 4], [81, 4], [97, 4], [113, 5], [145, 5],
  [177, 5], [209, 5], [241, 6], [305, 6], [369, 7], [497, 8], [753, 9], [1265, 10], [2289, 11], [4337, 12], [8433, 13], [16625, 24],
];

/** Reads a number from 1 to 256 (9.2). */
export function readCount(reader: BitReader): number {
  if (reader.read(1) === 0) return 1;
  const bits = reader.read(3);
  return (1 << bits) + 1 + reader.read(bits);
}

/** The type of the block that a category of symbols is in. */
export class BlockType {
  /** The type. */
  type = 0;
  /** Number of types. */
  readonly types: number;
  private previous = 1;
  private left = 1 << 24;
  private readonly codes: { readonly type: PrefixCode; readonly length: PrefixCode } | null;

  /** Reads the header of a category. */
  constructor(private readonly reader: BitReader) {
    this.types = readCount(reader);
    this.codes = this.types === 1 ? null : {
      type: readPrefixCode(reader, this.types + 2),
      length: readPrefixCode(reader, LENGTHS.length),
    };
    if (this.codes !== null) this.left = this.readLength(this.codes.length);
  }

  /** Counts a symbol, and goes on to the next block where one ends. */
  next(): void {
    if (this.left === 0 && this.codes !== null) {
      const symbol = this.codes.type.read(this.reader);
      const next = symbol === 0 ? this.previous : symbol === 1 ? this.type + 1 : symbol - 2;
      this.previous = this.type;
      this.type = next === this.types ? 0 : next;
      this.left = this.readLength(this.codes.length);
    }
    this.left--;
  }

  private readLength(code: PrefixCode): number {
    const [least, bits] = LENGTHS[code.read(this.reader)] ?? [1, 0];
    return least + this.reader.read(bits);
  }
}

/** Reads which of `trees` codes each of `size` contexts has. */
export function readContextMap(reader: BitReader, trees: number, size: number): Uint8Array {
  const map = new Uint8Array(size);
  if (trees === 1) return map;
  const most = reader.read(1) === 0 ? 0 : reader.read(4) + 1;
  const code = readPrefixCode(reader, trees + most);
  for (let at = 0; at < size;) {
    const symbol = code.read(reader);
    if (symbol > most) map[at++] = symbol - most;
    else if (symbol === 0) at++;
    else {
      at += (1 << symbol) + reader.read(symbol);
      if (at > size) throw new Refused("is broken");
    }
  }
  if (reader.read(1) === 1) moveToFront(map);
  return map;
}

function moveToFront(map: Uint8Array): void {
  const order = Uint8Array.from({ length: 256 }, (_, n) => n);
  for (let at = 0; at < map.length; at++) {
    const index = map[at] ?? 0;
    const value = order[index] ?? 0;
    map[at] = value;
    order.copyWithin(1, 0, index);
    order[0] = value;
  }
}
