/**
 * Files that have a new place: their rows stay theirs.
 *
 * @module
 */
import process from "node:process";
import { exists, type FileFacts, isSameTime } from "./facts.ts";
import type { FileRow, FileStore, FileValues } from "./store.ts";

/** A row that a scan added, and what was read for it. */
interface Added {
  readonly id: number;
  readonly values: FileValues;
}

/** A known file, and the new row of the place where it is now. */
export interface Move {
  readonly row: FileRow;
  readonly added: Added;
}

const SHA256 = /^[0-9a-f]{64}$/i;
const BUFFER_BYTES = 1024 * 1024;

/** Finds moved files during one scan. */
export class MoveFinder {
  private readonly claimed = new Set<number>();
  private readonly addedBySize = new Map<number, Added[]>();
  private readonly hasHashes: boolean;

  constructor(private readonly store: FileStore) {
    this.hasHashes = store.hasHashes();
  }

  /** The row of a file that has this inode, size and time, and is no longer where it was. */
  byInode({ inode, size, mtime }: FileFacts): FileRow | undefined {
    if (inode === null) return undefined;
    const row = this.store.byInode(inode, size).find((candidate) =>
      isSameTime(candidate.file_mtime, mtime) && !this.claimed.has(candidate.id) &&
      !exists(candidate.file_path)
    );
    if (row !== undefined) this.claimed.add(row.id);
    return row;
  }

  /** Remembers a new file, in case that it turns out to be a known one. */
  added(id: number, values: FileValues): void {
    if (!this.hasHashes) return;
    const others = this.addedBySize.get(values.file_size);
    if (others === undefined) this.addedBySize.set(values.file_size, [{ id, values }]);
    else others.push({ id, values });
  }

  /** New files whose bytes are those of a known file that is no longer where it was. Only files of equal size are read. */
  *byHash(): Generator<Move> {
    if (this.addedBySize.size === 0) return;
    for (const rows of this.store.hashed()) {
      for (const row of rows) {
        const candidates = this.addedBySize.get(Number(row.file_size));
        if (candidates === undefined || candidates.length === 0) continue;
        if (row.file_hash === null || !SHA256.test(row.file_hash) || exists(row.file_path)) {
          continue;
        }
        const hash = row.file_hash.toLowerCase();
        const index = candidates.findIndex(({ values }) => hashFile(values.file_path) === hash);
        const [added] = index < 0 ? [] : candidates.splice(index, 1);
        if (added !== undefined) yield { row, added };
      }
    }
  }
}

const hashes = new Map<string, string | null>();

/** The SHA-256 of a file in lower-case hexadecimal; null when it cannot be read. */
function hashFile(path: string): string | null {
  const known = hashes.get(path);
  if (known !== undefined) return known;
  let hash: string | null = null;
  try {
    using file = Deno.openSync(path);
    const digest = process.getBuiltinModule("node:crypto").createHash("sha256");
    const buffer = new Uint8Array(BUFFER_BYTES);
    for (let n = file.readSync(buffer); n !== null; n = file.readSync(buffer)) {
      digest.update(buffer.subarray(0, n));
    }
    hash = digest.digest("hex");
  } catch {
    // It vanished, or may not be read: then it is no known file.
  }
  hashes.set(path, hash);
  return hash;
}
