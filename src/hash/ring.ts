/**
 * One file hashed by two threads and read only once: each reads every other chunk into shared memory.
 *
 * @module
 */
import { type Chunks, readFull } from "./chunks.ts";

/** Memory that two threads share for one file. */
export interface Ring {
  readonly memory: SharedArrayBuffer;
  /** Size of a chunk. */
  readonly bytes: number;
  /** How many chunks there is room for, which is how far one thread may be ahead of the other. */
  readonly slots: number;
}

/** One thread's side of a ring: 0 reads the even chunks, 1 the odd ones. */
export interface RingSide {
  readonly ring: Ring;
  readonly side: 0 | 1;
}

const BYTES = 1024 * 1024;
const SLOTS = 8;
/** Longer than a thread stands still on a busy machine. */
const PATIENCE_MS = 200;

/** Makes a ring for one file. */
export function makeRing(bytes: number = BYTES, slots: number = SLOTS): Ring {
  return { memory: new SharedArrayBuffer(wordBytes(slots) + slots * bytes), bytes, slots };
}

/** Both sides of a ring. */
export function sidesOf(ring: Ring): readonly [RingSide, RingSide] {
  return [{ ring, side: 0 }, { ring, side: 1 }];
}

/**
 * In front of the chunks: a number that every change raises; how many of its chunks each side has read, how many chunks it
 * is done with, whether it left; then the length of each slot's chunk.
 */
const WORD = { changes: 0, read: 1, done: 3, left: 5, lengths: 7 } as const;

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
    this.set(WORD.left, 1);
  }

  private shared(chunk: number): Uint8Array | null {
    if (this.hasRoom()) this.readAhead();
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
    for (;;) {
      const changes = Atomics.load(this.words, WORD.changes);
      if (this.get(WORD.left, 0) + this.get(WORD.left, 1) > 0) return false;
      if (holds()) return true;
      if (Atomics.wait(this.words, WORD.changes, changes, PATIENCE_MS) === "timed-out") {
        this.set(WORD.left, 1);
      }
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
    Atomics.add(this.words, WORD.changes, 1);
    Atomics.notify(this.words, WORD.changes);
  }
}
