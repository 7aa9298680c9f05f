/**
 * Reading fields one after another.
 *
 * @module
 */

import { decodeLatin1 } from "../../bytes/text.ts";

/** A place in bytes that moves on with each field; behind the end every number is 0 and every text empty. */
export class Cursor {
  private at = 0;

  /** Starts at the beginning. */
  constructor(readonly bytes: Uint8Array) {}

  /** Whether nothing is left. */
  get isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  /** Whether more was read than there is. */
  get isPastEnd(): boolean {
    return this.at > this.bytes.length;
  }

  /** Moves on. */
  skip(length: number): void {
    this.at += length;
  }

  /** Reads an unsigned number of so many bytes, the most significant first. */
  unsigned(length: number): number {
    let value = 0;
    for (let n = 0; n < length; n++) value = value * 256 + (this.bytes[this.at++] ?? 0);
    return value;
  }

  /** Reads so many bytes, fewer at the end. */
  take(length: number): Uint8Array {
    const start = this.at;
    this.at += Math.max(0, length);
    return this.bytes.subarray(start, this.at);
  }

  /** Reads so many bytes, each as one character. */
  text(length: number): string {
    return decodeLatin1(this.take(length));
  }

  /** Reads up to a NUL, which is passed over, each byte as one character. */
  untilNul(): string {
    const rest = this.bytes.subarray(this.at);
    const nul = rest.indexOf(0);
    const length = nul < 0 ? rest.length : nul;
    const text = this.text(length);
    this.skip(1);
    return text;
  }
}
