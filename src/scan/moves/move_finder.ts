/**
 * Files that have a new place: their rows stay theirs.
 *
 * @module
 */
import { type FileFacts, isSameTime, isTaken } from "../../files/facts.ts";
import type { FileRow } from "../../files/row.ts";
import type { FileStore } from "../rows/file_store.ts";

/** A row that a scan added. */
interface Added {
  readonly id: bigint;
  readonly path: string;
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
  private readonly claimed = new Set<bigint>();
  private readonly addedBySize = new Map<number, Added[]>();
  private readonly hashes = new Map<string, string | null>();
  /** Whether it has to hear of new rows. */
  readonly wantsIds: boolean;
  /** Whether there is any file that may have moved. */
  readonly hasFiles: boolean;

  constructor(private readonly store: FileStore) {
    this.wantsIds = store.hasHashes();
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

  /** Remembers a new file, in case that it turns out to be a known one. */
  added(id: bigint, path: string, size: number): void {
    if (!this.wantsIds) return;
    const others = this.addedBySize.get(size);
    if (others === undefined) this.addedBySize.set(size, [{ id, path }]);
    else others.push({ id, path });
  }

  /** New files whose bytes are those of a known file that is no longer where it was. Only files of equal size are read. */
  *byHash(): Generator<Move> {
    if (this.addedBySize.size === 0) return;
    for (const rows of this.store.hashed()) {
      for (const row of rows) {
        const candidates = this.addedBySize.get(Number(row.file_size));
        if (candidates === undefined || candidates.length === 0) continue;
        if (row.file_hash === null || !SHA256.test(row.file_hash) || isTaken(row.file_path)) {
          continue;
        }
        const hash = row.file_hash.toLowerCase();
        const index = candidates.findIndex(({ path }) => this.hashOf(path) === hash);
        const [added] = index < 0 ? [] : candidates.splice(index, 1);
        if (added !== undefined) yield { row, added };
      }
    }
  }

  private hashOf(path: string): string | null {
    const known = this.hashes.get(path);
    if (known !== undefined) return known;
    const hash = hashFile(path);
    this.hashes.set(path, hash);
    return hash;
  }
}

/** The SHA-256 of a file in lower-case hexadecimal; null when it cannot be read. */
function hashFile(path: string): string | null {
  try {
    using file = Deno.openSync(path);
    const digest = globalThis.process.getBuiltinModule("node:crypto").createHash("sha256");
    const buffer = new Uint8Array(BUFFER_BYTES);
    for (let n = file.readSync(buffer); n !== null; n = file.readSync(buffer)) {
      digest.update(buffer.subarray(0, n));
    }
    return digest.digest("hex");
  } catch {
    return null; // it vanished, or may not be read: then it is no known file
  }
}
