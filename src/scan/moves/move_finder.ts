/**
 * Files that have a new place, known by their inodes: their rows stay theirs.
 *
 * @module
 */
import { type FileFacts, isSameTime, isTaken } from "../../files/facts.ts";
import type { FileRow } from "../../files/row.ts";
import type { FileStore } from "../rows/file_store.ts";

/** Finds moved files during one scan. */
export class MoveFinder {
  private readonly claimed = new Set<bigint>();
  /** Whether there is any file that may have moved. */
  readonly hasFiles: boolean;

  constructor(private readonly store: FileStore) {
    this.hasFiles = !store.isEmpty();
  }

  /** The row of a file that has this inode, size and time, and is no longer where it was. */
  byInode({ inode, size, mtime }: FileFacts): FileRow | undefined {
    if (inode === null || !this.hasFiles) return undefined;
    const row = this.store.byInode(inode, size).find((candidate) =>
      isSameTime(candidate.file_mtime, mtime) && !this.claimed.has(candidate.id) &&
      !isTaken(candidate.file_path)
    );
    if (row !== undefined) this.claimed.add(row.id);
    return row;
  }
}
