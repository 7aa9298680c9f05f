/**
 * Files that have a new place, known by their hashes: only new files of the size of one that is gone are read.
 *
 * @module
 */
import { isTaken } from "../../files/facts.ts";
import type { FileRow } from "../../files/row.ts";
import { Interrupted, type Pace } from "../pace.ts";
import type { FileStore } from "../rows/file_store.ts";
import type { ScanWorld, StageProgress } from "../world.ts";
import type { HashClient, NewFile } from "./hash_client.ts";
import type { Move, NewFiles } from "./new_files.ts";

const SHA256 = /^[0-9a-f]{64}$/i;

/** Compares new files with known ones that are gone. */
export class HashMoves implements HashClient {
  /** Known files that are gone and have no new place yet, by size and hash. */
  private readonly gone = new Map<number, Map<string, FileRow[]>>();
  /** Files to hash, the next one last. */
  private candidates: NewFile[] = [];
  private left = 0;
  private read = 0;
  bytes = 0;

  /** @param moved Takes each file that has a new place. */
  constructor(
    private readonly newFiles: NewFiles,
    private readonly progress: StageProgress,
    private readonly moved: (move: Move) => void,
  ) {}

  /** Finds them. @throws {Interrupted} If the user wants to stop; what was found by then was taken. */
  async find(store: FileStore, world: ScanWorld): Promise<void> {
    await this.findGone(store, world.pace);
    // The largest first: so threads end at about the same time.
    const sizes = [...this.gone.keys()].sort((a, b) => a - b);
    const { bySize } = this.newFiles;
    this.candidates = sizes.flatMap((size) => [...bySize.get(size) ?? []].reverse());
    if (this.candidates.length === 0) return;
    this.bytes = this.left = this.candidates.reduce((sum, { size }) => sum + size, 0);
    await world.hashFiles(this);
    if (world.pace.shouldStop()) throw new Interrupted();
  }

  private async findGone(store: FileStore, pace: Pace): Promise<void> {
    for (const rows of store.hashed()) {
      for (const row of rows) {
        if (pace.needsBreath()) await pace.breathe();
        const size = Number(row.file_size);
        if (this.newFiles.bySize.has(size) && !isTaken(row.file_path)) this.miss(size, row);
      }
    }
  }

  private miss(size: number, row: FileRow): void {
    const { file_hash } = row;
    if (file_hash === null || !SHA256.test(file_hash)) return;
    const hash = file_hash.toLowerCase();
    const hashes = this.gone.get(size) ?? new Map<string, FileRow[]>();
    this.gone.set(size, hashes.set(hash, [...hashes.get(hash) ?? [], row]));
  }

  bytesLeft(): number {
    return this.left;
  }

  next(): NewFile | null {
    for (let file = this.candidates.pop(); file !== undefined; file = this.candidates.pop()) {
      this.left -= file.size;
      if (this.gone.has(file.size)) return file;
    }
    return null;
  }

  told(bytes: number): void {
    this.read += bytes;
    this.progress.update(this.read, Math.max(this.read, this.bytes));
  }

  done(added: NewFile, sha256: string | null): void {
    const hashes = this.gone.get(added.size);
    const [row, ...others] = hashes?.get(sha256 ?? "") ?? [];
    if (hashes === undefined || sha256 === null || row === undefined) return;
    if (others.length > 0) hashes.set(sha256, others);
    else hashes.delete(sha256);
    if (hashes.size === 0) this.gone.delete(added.size);
    this.moved({ row, added });
  }
}
