/**
 * Files that a scan wants hashed.
 *
 * @module
 */
import type { FileRow } from "../../files/row.ts";

/** A file whose bytes may be those of a known file that is no longer where it was. */
export interface Candidate {
  readonly path: string;
  readonly size: number;
  /** The row of its place, null for a new place: it has the first claim. */
  readonly own: bigint | null;
  /** Takes the row whose bytes it has. */
  readonly take: (row: FileRow) => void;
}

/** Gives files to hash one by one, and hears of their hashes. */
export interface HashClient {
  /** Bytes of all files. */
  readonly bytes: number;
  /** Bytes of the files that are still to come. */
  bytesLeft(): number;
  /** The next file whose hash is still of use; null when there is none. */
  next(): Candidate | null;
  /** Hears of bytes that were read. */
  told(bytes: number): void;
  /** Takes the SHA-256 of a file in lower-case hexadecimal; null when it could not be read. */
  done(file: Candidate, sha256: string | null): void;
}
