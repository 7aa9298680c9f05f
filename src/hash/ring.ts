/**
 * One file hashed by two threads and read only once: each reads every other chunk into shared memory.
 *
 * @module
 */
import { type Chunks, readFull } from "./chunks.ts";

/** How a ring is made. */
export interface RingShape {
  /** Size of a chunk. */
  readonly bytes: number;
  /** How many chunks there is room for, which is how far one thread may be ahead of the other. */
  readonly slots: number;
}

/** Memory that two threads share for one file. */
export interface Ring extends RingShape {
  readonly memory: SharedArrayBuffer;
}

/** One thread's side of a ring: 0 reads the even chunks, 1 the odd ones. */
export interface RingSide {
  readonly ring: Ring;
  readonly side: 0 | 1;
}

const USUAL: RingShape = { bytes: 1024 * 1024, slots: 16 };
/**
 * Chunks are read less than that far ahead. Memory that the other core has in its cache costs three times as much to write:
 * so a slot rests between its uses, and half of the ring is not in use.
 */
const AHEAD = 5;
/** A thread that waits looks again so often: to be woken for each chunk would cost both more. */
const NAP_MS = 1;
/** Longer, all in all, than a thread stands still on a busy machine. */
const MAX_NAPS = 200;

/** Makes a ring for one file. */
export function makeRing(shape: RingShape = USUAL): Ring {
  const { slots, bytes } = shape;
  return { ...shape, memory: new SharedArrayBuffer(wordBytes(slots) + slots * bytes) };
}

/** Both sides of a ring. */
export function sidesOf(ring: Ring): readonly [RingSide, RingSide] {
  return [{ ring, side: 0 }, { ring, side: 1 }];
}

/**
 * In front of the chunks: one word that never changes; how many of its chunks each side has read, how many chunks it is
 * done with, whether it left; then the length of each slot's chunk.
 */
const WORD = { still: 0, read: 1, done: 3, left: 5, lengths: 7 } as const;

const wordBytes = (slots: number): number => (WORD.lengths + slots) * Int32Array.BYTES_PER_ELEMENT;

/**
 * A file of which another thread reads half. Dispose of it before the file is closed.
 *
 * It waits for the other thread, but never for long: then, as when the other thread left, it reads the rest alone.
 */
export class RingChunks implements Chunks {
  private readonly words: Int32Array;
  private readonly ring: Ring;
  private readonly me: number;
  private readonly other: number;
  /** For what is read alone. */
  private buffer: Uint8Array | undefined;
  /** The chunk that comes next. */
  private at = 0;
  /** The chunk that this side reads next. */
  private ahead: number;
  private isAtEnd = false;

  constructor(private readonly file: Deno.FsFile, { ring, side }: RingSide) {
    this.ring = ring;
    this.me = side;
    this.other = 1 - side;
    this.ahead = side;
    this.words = new Int32Array(ring.memory, 0, WORD.lengths + ring.slots);
  }

  next(): Uint8Array | null {
    this.set(WORD.done, this.at);
    if (this.isAtEnd) return null;
    const bytes = this.shared(this.at) ?? this.alone(this.at);
    this.at++;
    this.isAtEnd = bytes.length < this.ring.bytes;
    return bytes.length === 0 ? null : bytes;
  }

  /** The other side takes nothing more from here: it may only now open the file, which may be another. */
  [Symbol.dispose](): void {
    this.leave();
  }

  private leave(): void {
    this.set(WORD.left, 1);
  }

  private shared(chunk: number): Uint8Array | null {
    if (this.ahead - chunk < AHEAD && this.hasRoom()) this.readAhead();
    if (chunk === this.ahead && this.waitFor(() => this.hasRoom())) this.readAhead();
    if (!this.waitFor(() => this.isRead(chunk))) return null;
    return this.slot(chunk).subarray(0, this.words[WORD.lengths + chunk % this.ring.slots]);
  }

  private alone(chunk: number): Uint8Array {
    this.buffer ??= new Uint8Array(this.ring.bytes);
    return this.buffer.subarray(0, this.read(chunk, this.buffer));
  }

  private readAhead(): void {
    const chunk = this.ahead;
    this.words[WORD.lengths + chunk % this.ring.slots] = this.read(chunk, this.slot(chunk));
    this.ahead += 2;
    this.set(WORD.read, this.ahead >> 1);
  }

  private read(chunk: number, into: Uint8Array): number {
    this.file.seekSync(chunk * this.ring.bytes, Deno.SeekMode.Start);
    return readFull(this.file, into);
  }

  /** Whether neither side needs any longer what stands where the next chunk would. */
  private hasRoom(): boolean {
    const last = this.ahead - this.ring.slots;
    return this.get(WORD.done, this.me) > last && this.get(WORD.done, this.other) > last;
  }

  private isRead(chunk: number): boolean {
    return this.get(WORD.read, chunk % 2) > chunk >> 1;
  }

  /** Waits until something holds. @returns False if either side left, or this one lost patience and leaves. */
  private waitFor(holds: () => boolean): boolean {
    for (let naps = 0;; naps++) {
      if (this.get(WORD.left, 0) + this.get(WORD.left, 1) > 0) return false;
      if (holds()) return true;
      if (naps === MAX_NAPS) this.leave();
      else Atomics.wait(this.words, WORD.still, 0, NAP_MS);
    }
  }

  private slot(chunk: number): Uint8Array {
    const { memory, bytes, slots } = this.ring;
    return new Uint8Array(memory, wordBytes(slots) + (chunk % slots) * bytes, bytes);
  }

  private get(word: number, side: number): number {
    return Atomics.load(this.words, word + side);
  }

  private set(word: number, value: number): void {
    Atomics.store(this.words, word + this.me, value);
  }
}
