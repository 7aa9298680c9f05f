/**
 * Sources of bytes: an open file or memory.
 *
 * @module
 */

/** Bytes that can be read at any place. */
export interface ByteSource {
  /** Length in bytes. */
  readonly size: number;
  /**
   * Reads `length` bytes from `offset` on, fewer only where the source ends.
   * They are valid until the next call.
   */
  read(offset: number, length: number): Uint8Array;
}

/**
 * Makes a source over bytes in memory.
 *
 * @example
 * ```ts
 * import { bytesSource } from "./source.ts";
 * const source = bytesSource(new Uint8Array([1, 2, 3]));
 * if (source.read(1, 10).length !== 2) throw new Error("reads what there is");
 * ```
 */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + length),
  };
}

/** Reads up to this length share one buffer, so that a scan does not allocate for each file. */
const scratch = new Uint8Array(16 * 1024);

/** More would have to be read at once than is allowed. */
export class LongRead extends Error {
  override readonly name = "LongRead";
}

/** A source over an open file; the caller closes it. */
export class FileSource implements ByteSource {
  readonly size: number;
  readonly #file: Deno.FsFile;
  readonly #maxRead: number;
  #position = 0;

  /**
   * Takes a file that was just opened. Throws Deno's errors.
   *
   * @param size Its size in bytes, where that is known.
   * @param maxRead Most bytes to read at once.
   */
  constructor(file: Deno.FsFile, size = file.statSync().size, maxRead = Infinity) {
    this.#file = file;
    this.size = size;
    this.#maxRead = maxRead;
  }

  /** See {@link ByteSource.read}. Throws Deno's errors, and `LongRead`. */
  read(offset: number, length: number): Uint8Array {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    if (wanted > this.#maxRead) throw new LongRead(`${wanted} bytes at once`);
    const buffer = wanted <= scratch.length ? scratch.subarray(0, wanted) : new Uint8Array(wanted);
    if (wanted > 0 && offset !== this.#position) this.#file.seekSync(offset, Deno.SeekMode.Start);
    let filled = 0;
    while (filled < wanted) {
      const count = this.#file.readSync(filled === 0 ? buffer : buffer.subarray(filled));
      if (count === null) break; // the file shrank
      filled += count;
    }
    this.#position = wanted > 0 ? offset + filled : this.#position;
    return filled === wanted ? buffer : buffer.subarray(0, filled);
  }
}
