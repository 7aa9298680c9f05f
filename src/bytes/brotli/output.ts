/**
 * Bytes that a stream gives, up to a limit.
 *
 * @module
 */

/** There would be more than the limit. */
export class Over extends Error {
  override readonly name = "Over";
}

const FIRST_ROOM = 4096;

/** Grows as bytes come; its memory follows them, never what a stream states. */
export class Output {
  /** Number of bytes. */
  length = 0;
  private room = new Uint8Array(FIRST_ROOM);

  /** Takes up to `limit` bytes. */
  constructor(private readonly limit: number) {}

  /** The bytes so far. */
  bytes(): Uint8Array {
    return this.room.subarray(0, this.length);
  }

  /** The n-th last byte; 0 before the first. */
  back(n: number): number {
    return this.room[this.length - n] ?? 0;
  }

  /** Adds a byte. */
  push(byte: number): void {
    this.reserve(1);
    this.room[this.length++] = byte;
  }

  /** Adds bytes. */
  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.room.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Adds bytes that stand `distance` before, of which some may come only now. */
  copy(distance: number, length: number): void {
    this.reserve(length);
    for (let left = length; left > 0;) {
      const step = Math.min(left, distance);
      const from = this.length - distance;
      this.room.copyWithin(this.length, from, from + step);
      this.length += step;
      left -= step;
    }
  }

  private reserve(count: number): void {
    const needed = this.length + count;
    if (needed > this.limit) throw new Over();
    if (needed <= this.room.length) return;
    const larger = new Uint8Array(Math.max(needed, this.room.length * 2));
    larger.set(this.bytes());
    this.room = larger;
  }
}
