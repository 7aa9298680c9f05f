/**
 * An open file as a source of bytes.
 *
 * @module
 */

import { type ByteSource, ReadRefused } from "../bytes/source.ts";
import { ioErrorReason } from "./io_error.ts";

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

  /** See {@link ByteSource.read}. Throws `LongRead` too. */
  read(offset: number, length: number): Uint8Array {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    if (wanted > this.#maxRead) throw new LongRead(`${wanted} bytes at once`);
    const buffer = wanted <= scratch.length ? scratch.subarray(0, wanted) : new Uint8Array(wanted);
    try {
      return this.#fill(buffer, offset);
    } catch (error) {
      const reason = ioErrorReason(error);
      throw reason === null ? error : new ReadRefused(reason, { cause: error });
    }
  }

  #fill(buffer: Uint8Array, offset: number): Uint8Array {
    const wanted = buffer.length;
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
