/**
 * Sources of bytes.
 *
 * @module
 */

/** Bytes that can be read at any place. */
export interface ByteSource {
  /** Length in bytes. */
  readonly size: number;
  /**
   * Reads `length` bytes from `offset` on, fewer only where the source ends.
   * They are valid until the next call. Throws `ReadRefused` where that is not possible.
   */
  read(offset: number, length: number): Uint8Array;
}

/** What is behind a source refuses to read; the message is the reason, in one line. */
export class ReadRefused extends Error {
  override readonly name = "ReadRefused";
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
