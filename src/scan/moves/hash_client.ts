/**
 * Files that a scan wants hashed.
 *
 * @module
 */

/** A new file. */
export interface NewFile {
  /** Its row. */
  readonly id: bigint;
  readonly path: string;
  readonly size: number;
  /** Whether this very scan added its row, not one that was stopped. */
  readonly isAdded: boolean;
}

/** Gives files to hash one by one, and hears of their hashes. */
export interface HashClient {
  /** Bytes of all files. */
  readonly bytes: number;
  /** Bytes of the files that are still to come. */
  bytesLeft(): number;
  /** The next file whose hash is still of use; null when there is none. */
  next(): NewFile | null;
  /** Hears of bytes that were read. */
  told(bytes: number): void;
  /** Takes the SHA-256 of a file in lower-case hexadecimal; null when it could not be read. */
  done(file: NewFile, sha256: string | null): void;
}
