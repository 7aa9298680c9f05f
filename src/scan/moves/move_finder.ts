/**
 * Who a file is. The rule of a scan, in the order in which it is applied:
 *
 * 1. A file is its place's row's when inode, size and time are the row's: it is unchanged. Where no inode is known, size and time
 *    decide.
 * 2. Else it is the row's that has its inode, size and time and whose own place does not hold that inode any more: it moved, be
 *    its new place free, or another row's. A place that holds the inode of a row keeps it, so a hard link is a file of its own.
 * 3. Else, where a hash is known: it is its own row's when the bytes are still those (only the time changed), then any row's
 *    whose bytes it has and whose place holds other bytes by now.
 * 4. Else, in a known place whose row was not taken elsewhere by 2 or 3, it is that row's, with new contents; in a place whose
 *    row was, and in a new one, it is a new file.
 * 5. A row whose place was taken and whose own file was not found is missing. It stands below its former name then, since a name
 *    belongs to one row.
 *
 * New places are looked at as the walk comes by (1, 2); known places with another file wait until all files were seen, since
 * only then it is known which rows are still without one.
 *
 * @module
 */
import { type FileFacts, isSamePlace } from "../../files/facts.ts";
import { isAway, isSameState } from "../../files/identity.ts";
import { nameOf } from "../../files/paths.ts";
import type { FileRow } from "../../files/row.ts";
import type { FileStore } from "../rows/file_store.ts";

/** The row of a file that stands under a name without a row. */
export interface KnownFile {
  readonly row: FileRow;
  /** Whether it did not move: its row names the same place by another path to its folder. */
  readonly isHere: boolean;
}

/** Finds the rows of files by their inodes during one scan; each row is given once. */
export class MoveFinder {
  private readonly claimed = new Set<bigint>();
  /** Whether there is any file that may have moved. */
  readonly hasFiles: boolean;

  constructor(private readonly store: FileStore) {
    this.hasFiles = !store.isEmpty();
  }

  /** The row of the file at a path, unless that is the path of the row. */
  find(path: string, facts: FileFacts): KnownFile | null {
    if (facts.inode === null || !this.hasFiles) return null;
    const rows = this.store.byInode(facts.inode)
      .filter(({ id, file_path }) => !this.claimed.has(id) && file_path !== path);
    const here = rows.find(({ file_path }) => isSamePlace(file_path, path));
    const row = here ?? rows.find((row) => isSameState(row, facts) && isAway(row));
    if (row === undefined) return null;
    this.claim(row);
    return { row, isHere: row === here && nameOf(row.file_path) === nameOf(path) };
  }

  /** Says that the file of a row was found elsewhere. */
  claim({ id }: FileRow): void {
    this.claimed.add(id);
  }

  /** Whether the file of a row was found elsewhere. */
  hasClaimed({ id }: FileRow): boolean {
    return this.claimed.has(id);
  }
}
