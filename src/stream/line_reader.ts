/**
 * Bytes to lines.
 *
 * @module
 */

/** Source of bytes. */
export interface ByteStream {
  /** Waits for bytes and puts them into the buffer; gives their number, or null at the end. */
  read(buffer: Uint8Array): number | null;
}

const NEWLINE = 0x0a;
const BLOCK_BYTES = 1 << 18;

/** Mark of a line that is longer than is kept. */
export const TOO_LONG: Uint8Array = new Uint8Array(0);

/**
 * Gives the lines of a source one by one. Its memory is one block, or a little more than the longest line.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const texts = ["a c", "at\n", null];
 * const lines = new LineReader({
 *   read(buffer) {
 *     const text = texts.shift() ?? null;
 *     return text === null ? null : new TextEncoder().encodeInto(text, buffer).written;
 *   },
 * }, 1000, () => {});
 * assert.equal(new TextDecoder().decode(lines.next() ?? undefined), "a cat");
 * assert.equal(lines.next(), null);
 * ```
 */
export class LineReader {
  readonly #source: ByteStream;
  readonly #maxBytes: number;
  readonly #beforeWait: () => void;
  #block = new Uint8Array(BLOCK_BYTES);
  /** The part of the block that holds bytes. */
  #filled = this.#block.subarray(0, 0);
  /** Start of the next line, and the place up to which its end was looked for. */
  #at = 0;
  #searched = 0;
  #skipping = false;

  /**
   * @param source Where bytes come from.
   * @param maxBytes Longer lines are skipped.
   * @param beforeWait Called before each read: whoever writes is waiting for answers then, perhaps.
   */
  constructor(source: ByteStream, maxBytes: number, beforeWait: () => void) {
    this.#source = source;
    this.#maxBytes = maxBytes;
    this.#beforeWait = beforeWait;
  }

  /**
   * The next line without its line break, `TOO_LONG` instead of one that is, or null behind the last. The bytes are the
   * caller's until the next call.
   */
  next(): Uint8Array | null {
    for (;;) {
      const newline = this.#filled.indexOf(NEWLINE, this.#searched);
      if (newline >= 0) return this.#take(newline, newline + 1);
      this.#searched = this.#filled.length;
      if (!this.#fill()) {
        const { length } = this.#filled;
        return this.#skipping || this.#at < length ? this.#take(length, length) : null;
      }
    }
  }

  #take(end: number, next: number): Uint8Array {
    const tooLong = this.#skipping || end - this.#at > this.#maxBytes;
    const line = tooLong ? TOO_LONG : this.#filled.subarray(this.#at, end);
    this.#skipping = false;
    this.#at = this.#searched = next;
    return line;
  }

  /** Reads on behind the beginning of a line, which moves to the front; false at the end. */
  #fill(): boolean {
    this.#beforeWait();
    if (this.#filled.length - this.#at > this.#maxBytes) this.#skipping = true;
    const begun = this.#filled.subarray(this.#skipping ? this.#filled.length : this.#at);
    this.#resize(begun);
    const count = this.#source.read(this.#block.subarray(begun.length));
    this.#filled = this.#block.subarray(0, begun.length + (count ?? 0));
    this.#at = 0;
    this.#searched = begun.length;
    return count !== null;
  }

  /** Puts the beginning of a line to the front of a block that has room for more, and is no larger than it must. */
  #resize(begun: Uint8Array): void {
    const isFull = begun.length > this.#block.length / 2;
    const size = isFull
      ? this.#block.length * 2
      : begun.length < BLOCK_BYTES / 2
      ? BLOCK_BYTES
      : this.#block.length;
    if (size !== this.#block.length) this.#block = new Uint8Array(size);
    this.#block.set(begun);
  }
}
