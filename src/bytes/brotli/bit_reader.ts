/**
 * Bits of a Brotli stream, the lowest of each byte first (https://www.rfc-editor.org/rfc/rfc7932, 1.5.1).
 *
 * @module
 */

/** The stream ends too early, or is none; the message says which. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** Reads bits. */
export class BitReader {
  private at = 0;
  private bits = 0;
  private count = 0;

  /** Reads `bytes` from their beginning. */
  constructor(private readonly bytes: Uint8Array) {}

  /** Reads up to 24 bits as a number. Throws `Refused` at the end. */
  read(length: number): number {
    while (this.count < length) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new Refused("is cut off");
      this.bits |= byte << this.count;
      this.count += 8;
    }
    const value = this.bits & ((1 << length) - 1);
    this.bits >>>= length;
    this.count -= length;
    return value;
  }

  /** Takes whole bytes behind the one that is begun; fewer at the end. */
  take(length: number): Uint8Array {
    this.at -= this.count >> 3;
    this.bits = 0;
    this.count = 0;
    const taken = this.bytes.subarray(this.at, this.at + length);
    this.at += taken.length;
    return taken;
  }
}
