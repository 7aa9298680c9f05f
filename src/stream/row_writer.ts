/**
 * Lines on their way out.
 *
 * @module
 */

/** Goal of bytes. */
export interface ByteSink {
  /** Writes all of them, and waits until they are taken. */
  write(bytes: Uint8Array): void;
}

const BLOCK_BYTES = 1 << 18;
const MAX_BYTES_OF_UNIT = 3; // of a UTF-16 code unit in UTF-8

const encoder = new TextEncoder();

/**
 * Gathers text and bytes in one block of fixed size, and writes it when it is full or flushed.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * let written = "";
 * const writer = new RowWriter({ write: (bytes) => written += new TextDecoder().decode(bytes) });
 * writer.text("a cat");
 * writer.byte(10);
 * writer.flush();
 * assert.equal(written, "a cat\n");
 * ```
 */
export class RowWriter {
  readonly #sink: ByteSink;
  readonly #block = new Uint8Array(BLOCK_BYTES);
  #end = 0;

  /** @param sink Where the blocks go. */
  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  /** Adds text as UTF-8. */
  text(text: string): void {
    if (!this.#makeRoom(text.length * MAX_BYTES_OF_UNIT)) {
      return this.#sink.write(encoder.encode(text));
    }
    this.#end += encoder.encodeInto(text, this.#block.subarray(this.#end)).written;
  }

  /** Adds bytes. */
  bytes(bytes: Uint8Array): void {
    if (!this.#makeRoom(bytes.length)) return this.#sink.write(bytes);
    this.#block.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** Adds a byte. */
  byte(byte: number): void {
    this.#makeRoom(1);
    this.#block[this.#end++] = byte;
  }

  /** Writes what waits. */
  flush(): void {
    if (this.#end === 0) return;
    const block = this.#block.subarray(0, this.#end);
    this.#end = 0;
    this.#sink.write(block);
  }

  /** Whether `size` bytes fit; the block is empty when they do not. */
  #makeRoom(size: number): boolean {
    if (size > this.#block.length - this.#end) this.flush();
    return size <= this.#block.length;
  }
}
