/**
 * Reading blocks out of a source within the budget, and noting what is wrong with them.
 *
 * @module
 */

import { bytesText, LIMITS, type Limits } from "./budget.ts";
import { decompressBrotli } from "./brotli/brotli.ts";
import { concat } from "./bytes.ts";
import { inflate, type Inflated } from "./inflate.ts";
import { type ByteSource, ReadRefused } from "./source.ts";
import { decompressGzip } from "./gzip.ts";

/** A stretch of the file that holds metadata. */
export interface Block {
  /** Offset of its first byte. */
  readonly offset: number;
  /** Its length as the file states it; the file may end earlier. */
  readonly length: number;
}

const NOTHING = new Uint8Array(0);

/** Bytes read at once where blocks follow each other. */
const WINDOW = 16 * 1024;
/** Blocks this close to what was read last count as following it. */
const NEAR = 64;
/** Skipped bytes for which one byte is read ahead after a jump … */
const SKIPPED_PER_BYTE_AHEAD = 128;
/** … and the most that is read ahead then. */
const MAX_AHEAD = 1024;

/** Reads one source, by seeking; keeps within its limits and remembers the first damage. */
export class BlockReader {
  /** What may be read, inflated and kept. */
  readonly limits: Limits;
  /** Length of the source in bytes. */
  readonly size: number;
  /** The first damage found; null while there is none. */
  damage: string | null = null;
  /** Number of times damage was noted. */
  damages = 0;
  /** Whether the operating system refused to read. */
  ioError = false;
  /** Bytes read so far. */
  bytesRead = 0;

  private readonly source: ByteSource;
  private window: Uint8Array = NOTHING;
  private windowStart = 0;
  private inflated = 0;
  private inflateWork = 0;

  /** Reads `source`; `limits` are those of the specification unless others are given. */
  constructor(source: ByteSource, limits: Limits = LIMITS) {
    this.source = source;
    this.limits = limits;
    this.size = source.size;
  }

  /** Notes damage of the file; only the first note is kept. */
  note(damage: string): void {
    this.damage = this.damage ?? damage;
    this.damages++;
  }

  /**
   * Reads up to `length` bytes from `offset` on, fewer at the end of the file or of the budget.
   * They are valid until the next read.
   */
  peek(offset: number, length: number): Uint8Array {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    const windowEnd = this.windowStart + this.window.length;
    if (offset < this.windowStart || offset + wanted > windowEnd) {
      const skipped = Math.abs(offset - windowEnd);
      const isNear = offset >= this.windowStart && skipped <= NEAR;
      const ahead = isNear
        ? WINDOW
        : Math.min(MAX_AHEAD, Math.ceil(skipped / SKIPPED_PER_BYTE_AHEAD));
      this.load(offset, wanted, ahead);
    }
    const at = offset - this.windowStart;
    return this.window.subarray(at, at + wanted);
  }

  /**
   * Gives what was read ahead from `offset` on, or reads ahead there: a byte at least, none at the end of the file or of the
   * budget.
   *
   * @param most Most bytes to read.
   */
  readAhead(offset: number, most: number): Uint8Array {
    const at = offset - this.windowStart;
    return at >= 0 && at < this.window.length ? this.window.subarray(at) : this.peek(offset, most);
  }

  private load(offset: number, wanted: number, ahead: number): void {
    const left = this.limits.file - this.bytesRead;
    if (wanted > left) this.note(`metadata is over the budget of ${bytesText(this.limits.file)}`);
    this.window = this.read(offset, Math.min(Math.max(wanted, ahead), left));
    this.windowStart = offset;
    this.bytesRead += this.window.length;
  }

  private read(offset: number, length: number): Uint8Array {
    try {
      return this.source.read(offset, length);
    } catch (error) {
      if (!(error instanceof ReadRefused)) throw error;
      this.note(`cannot be read: ${error.message}`);
      this.ioError = true;
      return NOTHING;
    }
  }

  /**
   * Reads a metadata block, whose bytes are valid until the next read; fewer than stated when the file ends
   * earlier (`what` is then noted as cut off), null when the block is over the budget.
   */
  block(block: Block, what: string): Uint8Array | null {
    const present = Math.min(block.length, this.size - block.offset);
    if (present > this.limits.block) {
      this.note(`${what} holds more than the budget of ${bytesText(this.limits.block)}`);
      return null;
    }
    const bytes = this.peek(block.offset, present);
    if (bytes.length < block.length) this.note(`${what} is cut off`);
    return bytes;
  }

  /** Reads blocks that make up one, within the budget of one; null when they are over it. The bytes stay valid. */
  joined(blocks: readonly Block[], what: string): Uint8Array | null {
    const present = blocks.map(({ offset, length }) => Math.min(length, this.size - offset));
    if (present.reduce((sum, length) => sum + Math.max(0, length), 0) > this.limits.block) {
      this.note(`${what} holds more than the budget of ${bytesText(this.limits.block)}`);
      return null;
    }
    return concat(blocks.map((block) => this.block(block, what)?.slice() ?? NOTHING));
  }

  /** Inflates a zlib stream as far as it can be; null when it is over the budget. */
  inflate(stream: Uint8Array, what: string): Uint8Array | null {
    return this.decompress(inflate, stream, what);
  }

  /** Decompresses a Brotli stream; null when it is broken or over the budget. */
  decompressBrotli(stream: Uint8Array, what: string): Uint8Array | null {
    return this.decompress(decompressBrotli, stream, what);
  }

  /** Decompresses a gzip stream; null when it is broken or over the budget. */
  decompressGzip(stream: Uint8Array, what: string): Uint8Array | null {
    return this.decompress(decompressGzip, stream, what);
  }

  private decompress(
    decompress: (stream: Uint8Array, limit: number) => Inflated,
    stream: Uint8Array,
    what: string,
  ): Uint8Array | null {
    const limits = this.limits;
    if (this.inflateWork >= limits.inflateWork || this.inflated >= limits.inflated) {
      this.note(`${what} is over the budget for inflating`);
      return null;
    }
    const { bytes, damage, work } = decompress(stream, limits.inflated - this.inflated);
    if (damage !== null) this.note(`${what} ${damage}`);
    this.inflateWork += work;
    this.inflated += bytes?.length ?? 0;
    return bytes;
  }
}
