/**
 * Compares folders with the rows of `files`, and reads what is new or changed.
 *
 * @module
 */
import { exists, factsOf, type FileFacts, isSameTime, sidecarState } from "./facts.ts";
import { MoveFinder } from "./moves.ts";
import { readFile, type TextJudge } from "./read_file.ts";
import type { FileRow, FileStore, FileValues } from "./store.ts";
import { type Entry, isInside, reasonOf, walk, type WalkError } from "./walk.ts";

/** How to scan. */
export interface ScannerOptions {
  /** Whether a sidecar fills what the embedded text leaves open. */
  readonly mergeSidecars: boolean;
  /** Whether files that are gone are removed from the database. */
  readonly prune: boolean;
  /** Rows in one transaction. */
  readonly chunk: number;
}

/** Counts of nothing done. */
const NO_COUNTS = {
  /** Image files that were found. */
  found: 0,
  /** Files that were opened. */
  opened: 0,
  /** Bytes that were read from images. */
  bytes_read: 0,
  added: 0,
  changed: 0,
  unchanged: 0,
  moved: 0,
  /** Files that are gone since the last scan. */
  missing: 0,
  /** Rows that were removed because their file is gone. */
  pruned: 0,
  /** Rows of `files` that were written. */
  rows_written: 0,
};

/** What a scan did. */
export type ScanCounts = typeof NO_COUNTS & {
  /** Files that were opened, by their status. */
  status: Record<string, number>;
};

/** Texts that wait to be written take at most about this much memory. */
const MAX_WAITING_CHARACTERS = 16 * 1024 * 1024;

/** Scans into one database. */
export class Scanner {
  readonly counts: ScanCounts = { ...NO_COUNTS, status: {} };
  /** What could not be looked at. */
  readonly errors: WalkError[] = [];
  private writes: (() => void)[] = [];
  private waitingCharacters = 0;
  private readonly moves: MoveFinder;

  constructor(
    private readonly store: FileStore,
    private readonly judge: TextJudge,
    private readonly options: ScannerOptions,
  ) {
    this.moves = new MoveFinder(store);
  }

  /**
   * Looks at every image below a root, and writes what is new chunk by chunk. It yields after each file, so that the
   * caller can show progress, or stop: what was found is written then, and nothing counts as missing.
   *
   * @throws Deno's errors if the root cannot be read.
   */
  *scan(root: string): Generator<void> {
    let looked = 0;
    try {
      for (const entries of walk(root, (error) => this.errors.push(error))) {
        for (const entry of entries) {
          this.counts.found++;
          if (this.lookAt(entry)) looked++;
          if (this.isChunkFull()) this.flush();
          yield;
        }
      }
    } finally {
      this.flush();
    }
    this.settleMoves();
    this.findMissing(root, looked);
  }

  private isChunkFull(): boolean {
    return this.writes.length >= this.options.chunk ||
      this.waitingCharacters > MAX_WAITING_CHARACTERS;
  }

  private write(work: () => void): void {
    this.writes.push(work);
  }

  private flush(): void {
    const { writes } = this;
    if (writes.length === 0) return;
    this.writes = [];
    this.waitingCharacters = 0;
    this.store.transaction(() => writes.forEach((write) => write()));
    this.counts.rows_written += writes.length;
  }

  /** @returns Whether the file was there. */
  private lookAt(entry: Entry): boolean {
    let facts: FileFacts;
    try {
      facts = factsOf(entry.path);
    } catch (error) {
      if (exists(entry.path)) this.errors.push({ path: entry.path, reason: reasonOf(error) });
      return false;
    }
    const row = this.store.byPath(entry.path);
    if (row === undefined) this.lookAtNew(entry, facts);
    else if (this.isCurrent(row, facts, entry.sidecars)) this.keep(row, facts);
    else this.reread(row.id, entry, facts);
    return true;
  }

  private isCurrent(
    row: FileRow,
    { size, mtime }: FileFacts,
    sidecars: readonly string[],
  ): boolean {
    if (row.status === "missing") return false;
    if (Number(row.file_size) !== size || !isSameTime(row.file_mtime, mtime)) return false;
    // A row that another program wrote keeps its text as long as the image stays as it is.
    if (row.container === null) return true;
    const isEmbedded = row.metadata_source !== null && !row.metadata_source.startsWith("sidecar:");
    const wanted = this.options.mergeSidecars || !isEmbedded;
    return row.sidecar_state === (wanted ? sidecarState(sidecars) : null);
  }

  private keep(row: FileRow, { inode }: FileFacts): void {
    this.counts.unchanged++;
    if (row.file_inode === null && inode !== null) {
      this.write(() => this.store.setInode(row.id, inode));
    }
  }

  private lookAtNew(entry: Entry, facts: FileFacts): void {
    const moved = this.moves.byInode(facts);
    if (moved === undefined) {
      const values = this.read(entry, facts);
      this.counts.added++;
      this.write(() => this.moves.added(this.store.insert(values), values));
      return;
    }
    this.counts.moved++;
    if (this.isCurrent(moved, facts, entry.sidecars)) {
      this.write(() => this.store.move(moved.id, entry.path, facts));
    } else {
      const values = this.read(entry, facts);
      this.write(() => this.store.update(moved.id, values));
    }
  }

  private reread(id: number, entry: Entry, facts: FileFacts): void {
    const values = this.read(entry, facts);
    this.counts.changed++;
    this.write(() => this.store.update(id, values));
  }

  private read(entry: Entry, facts: FileFacts): FileValues {
    const reading = readFile(entry, facts, this.judge, this.options.mergeSidecars);
    const { status, metadata_json } = reading.values;
    this.counts.opened++;
    this.counts.bytes_read += reading.bytesRead;
    this.counts.status[status] = (this.counts.status[status] ?? 0) + 1;
    this.waitingCharacters += metadata_json?.length ?? 0;
    return reading.values;
  }

  /** New rows whose bytes are those of a file that is gone: the old row gets the place, the new one goes. */
  private settleMoves(): void {
    for (const { row, added } of this.moves.byHash()) {
      this.counts.moved++;
      this.counts.added--;
      this.write(() => {
        this.store.remove(added.id);
        this.store.move(row.id, added.values.file_path, {
          mtime: added.values.file_mtime,
          inode: added.values.file_inode,
        }, added.values.status);
      });
    }
    this.flush();
  }

  /** Marks or removes the files below a root that are gone. */
  private findMissing(root: string, looked: number): void {
    if (this.store.countBelow(root) === looked && !this.options.prune) return;
    for (const rows of this.store.below(root)) {
      for (const row of rows) this.checkGone(row);
      this.flush();
    }
  }

  private checkGone(row: FileRow): void {
    const { prune } = this.options;
    if ((row.status === "missing" && !prune) || this.isOutOfSight(row.file_path)) return;
    if (exists(row.file_path)) return;
    if (row.status !== "missing") this.counts.missing++;
    if (prune) this.counts.pruned++;
    this.write(() => prune ? this.store.remove(row.id) : this.store.setMissing(row.id));
  }

  /** Whether a file stands in a folder that could not be read: nobody knows whether it is gone. */
  private isOutOfSight(path: string): boolean {
    return this.errors.some((error) => isInside(path, error.path));
  }
}
