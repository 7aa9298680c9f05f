/**
 * Files that have a new place, known by their hashes: only files of the size of one that is gone are read.
 *
 * @module
 */
import { isAwayOrChanged } from "../../files/identity.ts";
import type { FileRow } from "../../files/row.ts";
import { Interrupted, type Pace } from "../pace.ts";
import type { FileStore } from "../rows/file_store.ts";
import type { ScanWorld, StageProgress } from "../world.ts";
import type { Candidate, HashClient } from "./hash_client.ts";
import type { MoveFinder } from "./move_finder.ts";
import { SameSize } from "./same_size.ts";

const SHA256 = /^[0-9a-f]{64}$/i;

/** Compares files in new places, and changed files in known ones, with known files that are gone. */
export class HashMoves implements HashClient {
  private readonly sizes = new Map<number, SameSize>();
  /** Files to hash, the next one last. */
  private candidates: Candidate[] = [];
  private left = 0;
  private read = 0;
  bytes = 0;

  constructor(candidates: readonly Candidate[], private readonly progress: StageProgress) {
    const bySize = new Map<number, Candidate[]>();
    for (const candidate of candidates) {
      const others = bySize.get(candidate.size);
      if (others === undefined) bySize.set(candidate.size, [candidate]);
      else others.push(candidate);
    }
    for (const [size, some] of bySize) this.sizes.set(size, new SameSize(some));
  }

  /** Finds them. @throws {Interrupted} If the user wants to stop; what was found by then was taken. */
  async find(store: FileStore, moves: MoveFinder, world: ScanWorld): Promise<void> {
    await this.findGone(store, moves, world.pace);
    // The largest first: so threads end at about the same time.
    const sizes = [...this.sizes.entries()].sort(([a], [b]) => a - b);
    this.candidates = sizes.flatMap(([, group]) => group.inOrder().reverse());
    if (this.candidates.length === 0) return;
    this.bytes = this.left = this.candidates.reduce((sum, { size }) => sum + size, 0);
    await world.hashFiles(this);
    if (world.pace.shouldStop()) throw new Interrupted();
  }

  private async findGone(store: FileStore, moves: MoveFinder, pace: Pace): Promise<void> {
    for (const rows of store.hashed()) {
      for (const row of rows) {
        if (pace.needsBreath()) await pace.breathe();
        const group = this.sizes.get(Number(row.file_size));
        const hash = hashOf(row);
        if (group === undefined || hash === null || moves.hasClaimed(row)) continue;
        if (isAwayOrChanged(row)) group.miss(row, hash);
      }
    }
  }

  bytesLeft(): number {
    return this.left;
  }

  next(): Candidate | null {
    for (let file = this.candidates.pop(); file !== undefined; file = this.candidates.pop()) {
      this.left -= file.size;
      if (this.sizes.get(file.size)?.isOpen) return file;
    }
    return null;
  }

  told(bytes: number): void {
    this.read += bytes;
    this.progress.update(this.read, Math.max(this.read, this.bytes));
  }

  done(file: Candidate, sha256: string | null): void {
    this.sizes.get(file.size)?.done(file, sha256);
  }
}

function hashOf({ file_hash }: FileRow): string | null {
  return file_hash !== null && SHA256.test(file_hash) ? file_hash.toLowerCase() : null;
}
