/**
 * The bytes of a file, chunk by chunk.
 *
 * @module
 */

/** Where the bytes of a file come from. */
export interface Chunks extends Disposable {
  /** The bytes that follow, to be used before the next call; null at the end. */
  next(): Uint8Array | null;
}

/** Large enough that reading costs little, small enough to stay in the cache until it is hashed twice. */
const CHUNK_BYTES = 256 * 1024;

let buffer: Uint8Array | undefined;

/** A file that one thread reads; the files of a thread share a buffer. */
export class OwnChunks implements Chunks {
  private readonly buffer = buffer ??= new Uint8Array(CHUNK_BYTES);

  constructor(private readonly file: Deno.FsFile) {}

  next(): Uint8Array | null {
    const n = readFull(this.file, this.buffer);
    return n === 0 ? null : this.buffer.subarray(0, n);
  }

  [Symbol.dispose](): void {}
}

/** Fills a buffer, unless the file ends. @returns How many bytes were read. */
export function readFull(file: Deno.FsFile, into: Uint8Array): number {
  let filled = 0;
  while (filled < into.length) {
    const n = file.readSync(filled === 0 ? into : into.subarray(filled));
    if (n === null) break;
    filled += n;
  }
  return filled;
}
