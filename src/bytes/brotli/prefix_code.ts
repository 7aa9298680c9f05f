/**
 * Prefix codes of Brotli (https://www.rfc-editor.org/rfc/rfc7932, 3).
 *
 * @module
 */

import { type BitReader, Refused } from "./bit_reader.ts";

const MAX_LENGTH = 15;
/** Order in which lengths of the code of lengths are stored (3.5). */
const LENGTHS_ORDER = [1, 2, 3, 4, 0, 5, 17, 6, 16, 7, 8, 9, 10, 11, 12, 13, 14, 15];
const REPEAT_LAST = 16;
/** Length that is repeated where none stands before. */
const FIRST_LENGTH = 8;

/** A code: how many symbols have each length, and the symbols in order. */
export class PrefixCode {
  private readonly counts = new Uint16Array(MAX_LENGTH + 1);
  private readonly symbols: Uint16Array;
  private readonly only: number | null;

  /** Makes the code of the lengths of the symbols, 0 for one that is not used. */
  constructor(lengths: Uint8Array) {
    const starts = new Uint16Array(MAX_LENGTH + 2);
    for (const length of lengths) {
      if (length > 0) this.counts[length] = (this.counts[length] ?? 0) + 1;
    }
    for (let n = 1; n <= MAX_LENGTH; n++) {
      starts[n + 1] = (starts[n] ?? 0) + (this.counts[n] ?? 0);
    }
    const used = starts[MAX_LENGTH + 1] ?? 0;
    this.symbols = new Uint16Array(used);
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      const length = lengths[symbol] ?? 0;
      if (length === 0) continue;
      const place = starts[length] ?? 0;
      this.symbols[place] = symbol;
      starts[length] = place + 1;
    }
    this.only = used < 2 ? this.symbols[0] ?? 0 : null;
  }

  /** Reads a symbol. */
  read(reader: BitReader): number {
    if (this.only !== null) return this.only;
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length <= MAX_LENGTH; length++) {
      code |= reader.read(1);
      const count = this.counts[length] ?? 0;
      if (code - first < count) return this.symbols[index + code - first] ?? 0;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new Refused("is broken");
  }
}

/** Reads a code for an alphabet of `size` symbols. */
export function readPrefixCode(reader: BitReader, size: number): PrefixCode {
  const skipped = reader.read(2);
  return new PrefixCode(
    skipped === 1 ? simpleLengths(reader, size) : complexLengths(reader, size, skipped),
  );
}

/** Lengths by the number of symbols, for the symbols as they come or in order; the last for a tree of three depths (3.4). */
const SIMPLE = [[1], [1, 1], [1, 2, 2], [2, 2, 2, 2], [1, 2, 3, 3]];
const DEEP = 4;

function simpleLengths(reader: BitReader, size: number): Uint8Array {
  const lengths = new Uint8Array(size);
  const count = reader.read(2) + 1;
  const bits = 32 - Math.clz32(size - 1);
  const symbols = Array.from({ length: count }, () => reader.read(bits));
  const form = SIMPLE[count === 4 && reader.read(1) === 1 ? DEEP : count - 1] ?? [];
  symbols.forEach((symbol, n) => {
    if (symbol >= size || symbols.indexOf(symbol) !== n) throw new Refused("is broken");
    lengths[symbol] = form[n] ?? 0;
  });
  return lengths;
}

function complexLengths(reader: BitReader, size: number, skipped: number): Uint8Array {
  const code = new PrefixCode(lengthsOfLengths(reader, skipped));
  const lengths = new Uint8Array(size);
  let space = 1 << MAX_LENGTH;
  let last = FIRST_LENGTH;
  let repeated = 0;
  let repeat = 0;
  for (let symbol = 0; space > 0;) {
    if (symbol >= size) throw new Refused("is broken");
    const length = code.read(reader);
    if (length < REPEAT_LAST) {
      repeat = 0;
      lengths[symbol++] = length;
      if (length === 0) continue;
      last = length;
      space -= (1 << MAX_LENGTH) >> length;
      continue;
    }
    const bits = length === REPEAT_LAST ? 2 : 3;
    const value = length === REPEAT_LAST ? last : 0;
    const before = repeat > 0 && repeated === length ? repeat : 0;
    repeat = (before > 0 ? (before - 2) << bits : 0) + reader.read(bits) + 3;
    repeated = length;
    const more = repeat - before;
    if (symbol + more > size) throw new Refused("is broken");
    lengths.fill(value, symbol, symbol + more);
    symbol += more;
    if (value > 0) space -= more * ((1 << MAX_LENGTH) >> value);
  }
  if (space !== 0) throw new Refused("is broken");
  return lengths;
}

function lengthsOfLengths(reader: BitReader, skipped: number): Uint8Array {
  const lengths = new Uint8Array(LENGTHS_ORDER.length);
  let space = 32;
  let used = 0;
  for (let n = skipped; n < LENGTHS_ORDER.length && space > 0; n++) {
    const length = lengthOfLength(reader);
    lengths[LENGTHS_ORDER[n] ?? 0] = length;
    if (length === 0) continue;
    space -= 32 >> length;
    used++;
  }
  if (space !== 0 && used !== 1) throw new Refused("is broken");
  return lengths;
}

/** Reads a length from 0 to 5 in its own code (3.5). */
function lengthOfLength(reader: BitReader): number {
  const two = reader.read(2);
  if (two !== 3) return [0, 4, 3][two] ?? 0;
  if (reader.read(1) === 0) return 2;
  return reader.read(1) === 0 ? 1 : 5;
}
