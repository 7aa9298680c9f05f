/**
 * Whether a file is the one that a row describes: size, time and inode tell, as far as they are known.
 *
 * @module
 */
import { factsOf, type FileFacts, isSameTime, isTaken } from "./facts.ts";
import type { FileRow } from "./row.ts";

/** Columns of a row that say which file it is. */
export type Described = Pick<FileRow, "file_path" | "file_size" | "file_mtime" | "file_inode">;

/** Whether a file has the size and the time of a row's. */
export function isSameState(row: Described, { size, mtime }: FileFacts): boolean {
  return row.file_size !== null && Number(row.file_size) === size &&
    isSameTime(row.file_mtime, mtime);
}

/** Whether a file has not another inode than a row's. */
export function mayBeInode({ file_inode }: Described, { inode }: FileFacts): boolean {
  return file_inode === null || inode === null || file_inode === inode;
}

/** Whether a file is the one of a row, unchanged. */
export function isSameFile(row: Described, facts: FileFacts): boolean {
  return mayBeInode(row, facts) && isSameState(row, facts);
}

/** Whether the file of a row is no longer at its path: nothing is there, or a file of another inode. */
export function isAway(row: Described): boolean {
  return isNoLonger(row, mayBeInode);
}

/** Whether the bytes of a row's file are no longer at its path: nothing is there, or a file that is not the same, unchanged. */
export function isAwayOrChanged(row: Described): boolean {
  return isNoLonger(row, isSameFile);
}

/** A broken link counts as its file, and so does a path that cannot be looked at. */
function isNoLonger(
  row: Described,
  isIt: (row: Described, facts: FileFacts) => boolean,
): boolean {
  if (!isTaken(row.file_path)) return true;
  try {
    return !isIt(row, factsOf(row.file_path));
  } catch {
    return false;
  }
}
