/**
 * Decompressing Brotli (https://www.rfc-editor.org/rfc/rfc7932): bounded, and as far as it goes. The runtime's own tells no
 * fault of a stream, and writes notes of its own to standard output.
 *
 * @module
 */

import type { Inflated } from "../inflate.ts";
import { BitReader, Refused } from "./bit_reader.ts";
import { BlockType, readContextMap, readCount } from "./blocks.ts";
import { literalContext } from "./contexts.ts";
import { wordOf } from "./dictionary.ts";
import { Output, Over } from "./output.ts";
import { type PrefixCode, readPrefixCode } from "./prefix_code.ts";

/** Least insert and copy lengths with their extra bits, by code (5). */
// deno-fmt-ignore
const INSERTS: readonly (readonly [least: number, bits: number])[] = [
  [0, 0], [1, 0], [2, 0], [3, 0], [4, 0], [5, 0], [6, 1], [8, 1], [10, 2], [14, 2], [18, 3], [26, 3], [34, 4], [50, 4], [66, 5],
  [98, 5], [130, 6], [194, 7], [322, 8], [578, 9], [1090, 10], [2114, 12], [6210, 14], [22594, 24],
];
// deno-fmt-ignore
const COPIES: readonly (readonly [least: number, bits: number])[] = [
  [2, 0], [3, 0], [4, 0], [5, 0], [6, 0], [7, 0], [8, 0], [9, 0], [10, 1], [12, 1], [14, 2], [18, 2], [22, 3], [30, 3], [38, 4],
  [54, 4], [70, 5], [102, 5], [134, 6], [198, 7], [326, 8], [582, 9], [1094, 10], [2118, 24],
];
/** First insert and copy codes of the cells of 64 symbols (5). */
const INSERT_CELLS = [0, 0, 0, 0, 8, 8, 0, 16, 8, 16, 16];
const COPY_CELLS = [0, 8, 0, 8, 0, 8, 16, 0, 16, 8, 16];
const INSERT_AND_COPY = 704;
/** Symbols below this one use the last distance again. */
const WITH_DISTANCE = 128;
/** What the first distance codes add to which of the last four distances (4). */
// deno-fmt-ignore
const RECENT: readonly (readonly [back: number, plus: number])[] = [
  [1, 0], [2, 0], [3, 0], [4, 0], [1, -1], [1, 1], [1, -2], [1, 2], [1, -3], [1, 3], [2, -1], [2, 1], [2, -2], [2, 2], [2, -3], [2, 3],
];
const FIRST_DISTANCES = [16, 15, 11, 4];

/** Decompresses Brotli up to `limit` bytes; what comes before a fault counts. */
export function decompressBrotli(stream: Uint8Array, limit: number): Inflated {
  const output = new Output(limit);
  try {
    decode(new BitReader(stream), output);
  } catch (error) {
    if (error instanceof Over) {
      return { bytes: null, damage: "inflates to more than the budget", work: limit };
    }
    if (!(error instanceof Refused)) throw error;
    return { bytes: output.bytes(), damage: error.message, work: output.length };
  }
  return { bytes: output.bytes(), damage: null, work: output.length };
}

/** Prefix codes in one stream, thousands of times as many as one of metadata has: each costs time, and few bits. */
const MAX_CODES = 65_536;

function decode(reader: BitReader, output: Output): void {
  let codes = 0;
  const window = (1 << windowBits(reader)) - 16;
  const distances = FIRST_DISTANCES.slice();
  for (let isLast = false; !isLast;) {
    isLast = reader.read(1) === 1;
    if (isLast && reader.read(1) === 1) return;
    const nibbles = reader.read(2);
    if (nibbles === 3) {
      skipMetadata(reader);
      continue;
    }
    const low = reader.read(16);
    const length = low + reader.read(4 * nibbles) * 0x10000 + 1;
    if (!isLast && reader.read(1) === 1) {
      const bytes = reader.take(length);
      output.append(bytes);
      if (bytes.length < length) throw new Refused("is cut off");
      continue;
    }
    const meta = new Meta(reader, output, window, distances);
    codes += meta.codes;
    if (codes > MAX_CODES) throw new Refused("is broken");
    meta.decode(length);
  }
}

/** Reads the bits of the window's size (9.1). */
function windowBits(reader: BitReader): number {
  if (reader.read(1) === 0) return 16;
  const high = reader.read(3);
  if (high > 0) return 17 + high;
  const low = reader.read(3);
  if (low === 1) throw new Refused("is broken");
  return low === 0 ? 17 : 8 + low;
}

function skipMetadata(reader: BitReader): void {
  if (reader.read(1) === 1) throw new Refused("is broken");
  const bytes = reader.read(2);
  const length = bytes === 0 ? 0 : reader.read(8 * bytes) + 1;
  if (reader.take(length).length < length) throw new Refused("is cut off");
}

/** A meta-block that is compressed (9.2). */
class Meta {
  /** Number of its prefix codes. */
  readonly codes: number;
  private readonly literals: BlockType;
  private readonly commands: BlockType;
  private readonly jumps: BlockType;
  private readonly postfix: number;
  private readonly direct: number;
  private readonly modes: readonly number[];
  private readonly literalMap: Uint8Array;
  private readonly jumpMap: Uint8Array;
  private readonly literalCodes: readonly PrefixCode[];
  private readonly commandCodes: readonly PrefixCode[];
  private readonly jumpCodes: readonly PrefixCode[];

  constructor(
    private readonly reader: BitReader,
    private readonly output: Output,
    private readonly window: number,
    private readonly distances: number[],
  ) {
    this.literals = new BlockType(reader);
    this.commands = new BlockType(reader);
    this.jumps = new BlockType(reader);
    this.postfix = reader.read(2);
    this.direct = reader.read(4) << this.postfix;
    this.modes = Array.from({ length: this.literals.types }, () => reader.read(2));
    const literalTrees = readCount(reader);
    this.literalMap = readContextMap(reader, literalTrees, 64 * this.literals.types);
    const jumpTrees = readCount(reader);
    this.jumpMap = readContextMap(reader, jumpTrees, 4 * this.jumps.types);
    this.codes = literalTrees + this.commands.types + jumpTrees;
    const codes = (count: number, size: number): PrefixCode[] =>
      Array.from({ length: count }, () => readPrefixCode(reader, size));
    this.literalCodes = codes(literalTrees, 256);
    this.commandCodes = codes(this.commands.types, INSERT_AND_COPY);
    this.jumpCodes = codes(jumpTrees, 16 + this.direct + (48 << this.postfix));
  }

  decode(length: number): void {
    const { reader, output } = this;
    const end = output.length + length;
    while (output.length < end) {
      this.commands.next();
      const symbol = pick(this.commandCodes, this.commands.type).read(reader);
      const cell = symbol >> 6;
      const [insert, insertBits] = INSERTS[(INSERT_CELLS[cell] ?? 0) + (symbol >> 3 & 7)] ?? [0, 0];
      const [copy, copyBits] = COPIES[(COPY_CELLS[cell] ?? 0) + (symbol & 7)] ?? [0, 0];
      const inserted = insert + reader.read(insertBits);
      const copied = copy + reader.read(copyBits);
      if (output.length + inserted > end) throw new Refused("is broken");
      for (let n = 0; n < inserted; n++) this.literal();
      if (output.length === end) return;
      this.copy(copied, symbol < WITH_DISTANCE);
      if (output.length > end) throw new Refused("is broken");
    }
  }

  private literal(): void {
    const { literals, output } = this;
    literals.next();
    const mode = this.modes[literals.type] ?? 0;
    const context = literalContext(mode, output.back(1), output.back(2));
    const code = pick(this.literalCodes, this.literalMap[64 * literals.type + context] ?? 0);
    output.push(code.read(this.reader));
  }

  private copy(length: number, isRepeated: boolean): void {
    const { output, distances } = this;
    const symbol = isRepeated ? 0 : this.jump(length);
    const distance = isRepeated ? distances[3] ?? 0 : this.distanceOf(symbol);
    const reach = Math.min(this.window, output.length);
    if (distance > reach) return output.append(wordOf(length, distance - reach - 1));
    if (symbol > 0) {
      distances.shift();
      distances.push(distance);
    }
    output.copy(distance, length);
  }

  private jump(length: number): number {
    this.jumps.next();
    const context = Math.min(length, 5) - 2;
    const code = pick(this.jumpCodes, this.jumpMap[4 * this.jumps.type + context] ?? 0);
    return code.read(this.reader);
  }

  private distanceOf(symbol: number): number {
    const recent = RECENT[symbol];
    if (recent !== undefined) {
      const [back, plus] = recent;
      const distance = (this.distances[4 - back] ?? 0) + plus;
      if (distance <= 0) throw new Refused("is broken");
      return distance;
    }
    const code = symbol - RECENT.length - this.direct;
    if (code < 0) return symbol - RECENT.length + 1;
    const bits = 1 + (code >> this.postfix + 1);
    const offset = (2 + (code >> this.postfix & 1)) * 2 ** bits - 4;
    const extra = this.reader.read(bits);
    return (offset + extra) * 2 ** this.postfix + (code & (1 << this.postfix) - 1) + this.direct +
      1;
  }
}

/** A map may name a code that is not there. */
function pick(codes: readonly PrefixCode[], index: number): PrefixCode {
  const code = codes[index];
  if (code === undefined) throw new Refused("is broken");
  return code;
}
