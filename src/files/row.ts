/**
 * A row of `files`, as a scan compares and writes it.
 *
 * @module
 */
import {
  type LongName,
  READING_NAMES,
  type ReadingValues,
  type StoredReading,
  UNREADABLE_NAMES,
} from "./columns.ts";
import type { FileFacts } from "./facts.ts";

/** Kind of a file by its name; by its bytes a picture may be a video. */
export type FileKind = "image" | "model";

/** Columns of a row that a scan compares. Another program may have left any column empty. */
export interface FileRow extends Omit<StoredReading, LongName> {
  readonly id: bigint;
  readonly file_hash: string | null;
  readonly file_path: string;
  readonly file_size: bigint | null;
  /** A number or a text in rows of older programs. */
  readonly file_mtime: bigint | number | string | null;
  readonly file_inode: bigint | null;
}

/** Result of reading a file. */
export interface FileReading extends ReadingValues {
  /** Whether the system refused to open or to read the file. */
  readonly ioError: boolean;
  /** Number of bytes that were read. */
  readonly bytesRead: number;
}

/** Contents of a file, before the name of their reader is added. */
export type Contents = Omit<FileReading, "read_with">;

/** A file that was read. */
export interface ReadFile {
  readonly path: string;
  readonly facts: FileFacts;
  readonly reading: FileReading;
}

/** Columns of a row that a scan writes. */
export interface FileValues extends ReadingValues {
  readonly file_path: string;
  readonly file_size: number;
  /** Null makes the next scan look again. */
  readonly file_mtime: bigint | null;
  readonly file_inode: bigint | null;
}

/** Makes the row of a file that was read. */
export function valuesOf({ path, facts, reading }: ReadFile): FileValues {
  const { ioError, bytesRead: _, ...values } = reading;
  return {
    ...values,
    file_path: path,
    file_size: facts.size,
    // An error of the system passes: no time is stored, so that the next scan tries again.
    file_mtime: ioError ? null : facts.mtime,
    file_inode: facts.inode,
  };
}

/** From here on a double is no signed integer of 64 bits. */
const INT64_END = 2 ** 63;

/** Lists the values to be bound to an `insertion`: those of `valuesOf`, as doubles where that is exact. */
export function inserted(files: readonly ReadFile[]): (string | number | bigint | null)[] {
  const values: (string | number | bigint | null)[] = [];
  for (const { path, facts, reading } of files) {
    values.push(
      path,
      facts.size,
      reading.ioError ? null : facts.time,
      facts.ino !== null && facts.ino >= INT64_END ? facts.inode : facts.ino,
    );
    for (const name of READING_NAMES) values.push(reading[name]);
  }
  return values;
}

/** Whether a stored kind means the same: words of other programs, and NULL, count as images. */
function isSameKind(stored: string | null, kind: string): boolean {
  return stored === kind || (kind === "image" && stored !== "video" && stored !== "model");
}

/** Whether a file reads as its row says, whichever reader it was then. Columns that an unreadable file leaves alone do not count. */
export function isSameReading(stored: StoredReading, values: ReadingValues): boolean {
  const names = values.status === "unreadable" ? UNREADABLE_NAMES : READING_NAMES;
  return names.every((name) => {
    const value = values[name];
    return name === "read_with" || (name === "kind" && isSameKind(stored.kind, values.kind)) ||
      stored[name] === (typeof value === "number" ? BigInt(value) : value);
  });
}
