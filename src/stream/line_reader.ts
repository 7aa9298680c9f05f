/**
 * Bytes to lines.
 *
 * @module
 */
import type { Intake } from "./intake.ts";
import { type FrameReader, TOO_LONG } from "./row_format.ts";

const NEWLINE = 0x0a;

/**
 * Gives the lines of a source one by one. Its memory is one block, or a little more than the longest line.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Intake } from "./intake.ts";
 * const texts = ["a c", "at\n", null];
 * const source = {
 *   read(buffer: Uint8Array) {
 *     const text = texts.shift() ?? null;
 *     return text === null ? null : new TextEncoder().encodeInto(text, buffer).written;
 *   },
 * };
 * const lines = new LineReader(new Intake(source, () => {}), 1000);
 * assert.equal(new TextDecoder().decode(lines.next() ?? undefined), "a cat");
 * assert.equal(lines.next(), null);
 * ```
 */
export class LineReader implements FrameReader {
  readonly #intake: Intake;
  readonly #maxBytes: number;
  /** The place up to which the end of the line was looked for. */
  #searched = 0;
  #skipping = false;

  /** @param maxBytes Longer lines are skipped. */
  constructor(intake: Intake, maxBytes: number) {
    this.#intake = intake;
    this.#maxBytes = maxBytes;
  }

  /** The next line without its line break, `TOO_LONG` instead of one that is, or null behind the last. */
  next(): Uint8Array | null {
    for (;;) {
      const newline = this.#intake.find(NEWLINE, this.#searched);
      if (newline >= 0) return this.#take(newline, 1);
      const { waiting } = this.#intake;
      if (waiting > this.#maxBytes) this.#skip();
      else this.#searched = waiting;
      if (!this.#intake.more()) {
        const left = this.#intake.waiting;
        return this.#skipping || left > 0 ? this.#take(left, 0) : null;
      }
    }
  }

  #skip(): void {
    this.#intake.take(this.#intake.waiting);
    this.#searched = 0;
    this.#skipping = true;
  }

  #take(length: number, lineBreak: number): Uint8Array {
    const tooLong = this.#skipping || length > this.#maxBytes;
    const bytes = this.#intake.take(length + lineBreak);
    this.#skipping = false;
    this.#searched = 0;
    return tooLong ? TOO_LONG : bytes.subarray(0, length);
  }
}
