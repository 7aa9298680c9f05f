/**
 * Bytes of a source on their way in.
 *
 * @module
 */

/** Source of bytes. */
export interface ByteStream {
  /** Waits for bytes and puts them into the buffer; gives their number, or null at the end. */
  read(buffer: Uint8Array): number | null;
}

const BLOCK_BYTES = 1 << 18;

/** Bytes that were read and not taken yet, in one block. Its memory is that, or a little more than what is waited for. */
export class Intake {
  readonly #source: ByteStream;
  readonly #beforeWait: () => void;
  #block = new Uint8Array(BLOCK_BYTES);
  /** The part of the block that holds bytes. */
  #filled = this.#block.subarray(0, 0);
  #at = 0;

  /**
   * @param source Where bytes come from.
   * @param beforeWait Called before each read: whoever writes is waiting for answers then, perhaps.
   */
  constructor(source: ByteStream, beforeWait: () => void) {
    this.#source = source;
    this.#beforeWait = beforeWait;
  }

  /** Number of bytes that wait to be taken. */
  get waiting(): number {
    return this.#filled.length - this.#at;
  }

  /** Finds a byte among those that wait, from one of them on; its place among them, or -1. */
  find(byte: number, from: number): number {
    const found = this.#filled.indexOf(byte, this.#at + from);
    return found < 0 ? -1 : found - this.#at;
  }

  /** A byte of those that wait. */
  byteAt(index: number): number {
    return this.#filled[this.#at + index] ?? 0;
  }

  /** Takes bytes, of those that wait; they are the caller's until the next `more`. */
  take(count: number): Uint8Array {
    const taken = this.#filled.subarray(this.#at, this.#at + count);
    this.#at += taken.length;
    return taken;
  }

  /**
   * Reads on; the bytes that wait stay.
   *
   * @param needed Number of bytes that have to wait in the end, for which room is made at once.
   * @returns False at the end of the source.
   */
  more(needed = 0): boolean {
    this.#beforeWait();
    const begun = this.#filled.subarray(this.#at);
    this.#resize(begun, needed);
    const count = this.#source.read(this.#block.subarray(begun.length));
    this.#filled = this.#block.subarray(0, begun.length + (count ?? 0));
    this.#at = 0;
    return count !== null;
  }

  /** Puts what waits to the front of a block that has room for more, and is no larger than it must. */
  #resize(begun: Uint8Array, needed: number): void {
    const isFull = begun.length > this.#block.length / 2;
    const size = isFull
      ? this.#block.length * 2
      : begun.length < BLOCK_BYTES / 2
      ? BLOCK_BYTES
      : this.#block.length;
    const enough = needed > BLOCK_BYTES ? needed : size;
    if (enough !== this.#block.length) this.#block = new Uint8Array(enough);
    this.#block.set(begun);
  }
}
