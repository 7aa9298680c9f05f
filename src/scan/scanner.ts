/**
 * Compares folders with the rows of `files`, and reads what is new or changed.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { NO_COUNTS, type ScanCounts } from "./counts.ts";
import { exists, factsOf, type FileFacts, isTaken } from "./facts.ts";
import type { FileRow, FileValues, Glance } from "./file_row.ts";
import { type Move, MoveFinder } from "./moves.ts";
import { isCurrent, isCurrentAtAGlance, isForeign, isStillUnreadable } from "./news.ts";
import type { ScannerOptions, ScanStep } from "./options.ts";
import type { ReadEntry } from "./read_entry.ts";
import { FileStore } from "./store.ts";
import { type Entry, isInside, reasonOf, walk, type WalkError } from "./walk.ts";
import { type Write, WriteQueue } from "./write_queue.ts";

/** A count that goes up once its write is committed. */
type Counter = "added" | "changed" | "moved" | "missing" | "pruned";

/** Scans into one database. */
export class Scanner {
  readonly counts: ScanCounts = { ...NO_COUNTS, status: {} };
  /** What could not be looked at, or not be written. */
  readonly errors: WalkError[] = [];
  /** What reads files; null until a file has to be read or a row to be written, which mostly is not so. */
  reads: ReadEntry | null;
  private readonly store: FileStore;
  /** Whether no file was known before, so that none has to be looked up. */
  private readonly isFirst: boolean;
  private readonly moves: MoveFinder;
  private readonly writes: WriteQueue;
  /** Files that were found, and whose row could not yet be written. */
  private unwritten = 0;

  constructor(
    db: DatabaseSync,
    private readonly options: ScannerOptions,
    reads: ReadEntry | null = null,
  ) {
    this.reads = reads;
    this.store = new FileStore(db);
    this.isFirst = this.store.isEmpty();
    this.moves = new MoveFinder(this.store);
    this.writes = new WriteQueue(db, this.store, options.chunk, (error) => this.errors.push(error));
  }

  /** Rows of `files` that were written. */
  get rowsWritten(): number {
    return this.writes.committed;
  }

  /**
   * Looks at every image and model below the roots, and writes what is new chunk by chunk. It yields after each file, so that the
   * caller can show progress, or stop: what was found is written then, and nothing counts as missing. It yields "unready" until
   * the caller has made the functions of triggers ready and set `reads`.
   *
   * @param roots Absolute paths, none inside another.
   */
  *scan(roots: readonly string[]): Generator<ScanStep> {
    const looked = new Map<string, number>();
    if (this.writes.hasErrors) yield* this.unready();
    try {
      for (const root of roots) {
        for (const entries of walk(root, (error) => this.errors.push(error))) {
          for (const [entry, glance] of this.store.withGlances(entries, this.isFirst)) {
            this.counts.found++;
            if (entry.kind === "model") this.counts.models++;
            const facts = this.factsOf(entry);
            if (facts !== null) {
              const isUnchanged = this.isUnchanged(entry, glance, facts);
              if (!isUnchanged) yield* this.unready();
              const isThere = isUnchanged || this.lookAt(entry, glance, facts);
              if (isThere) looked.set(root, (looked.get(root) ?? 0) + 1);
            }
            yield "looked";
          }
        }
      }
    } finally {
      this.writes.flush();
    }
    // Only now: a file that moved from one root to another is not missing.
    for (const move of this.moves.byHash()) this.settle(move);
    this.writes.flush();
    for (const root of roots) {
      if (!this.mayMiss(root, looked.get(root) ?? 0)) continue;
      yield* this.unready();
      this.findMissing(root);
    }
  }

  /** @param appears Whether the file has a row, and one that is not missing, only from then on. */
  private write(counter: Counter, write: Write, appears = false): void {
    if (appears) this.unwritten++;
    const done = (): void => {
      this.counts[counter]++;
      if (appears) this.unwritten--;
    };
    this.writes.add({ ...write, done });
  }

  private *unready(): Generator<ScanStep> {
    if (this.reads === null) yield "unready";
  }

  /** The facts of a file, or null when it cannot be looked at. */
  private factsOf({ path }: Entry): FileFacts | null {
    try {
      return factsOf(path);
    } catch (error) {
      // A name that is no UTF-8 cannot be opened under the name that it is given here.
      if (isTaken(path) || path.includes("\uFFFD")) {
        this.errors.push({ path, reason: reasonOf(error) });
      }
      return null;
    }
  }

  private isUnchanged(entry: Entry, glance: Glance | undefined, facts: FileFacts): boolean {
    const mayGlance = glance !== undefined && !this.options.mergeSidecars;
    if (!mayGlance || !isCurrentAtAGlance(glance, entry, facts)) return false;
    this.counts.unchanged++;
    if (this.writes.hasErrors) this.writes.wentWell(this.store.byPath(entry.path)?.id);
    return true;
  }

  /** @returns Whether the file was there. */
  private lookAt(entry: Entry, glance: Glance | undefined, facts: FileFacts): boolean {
    const row = glance && this.store.byPath(entry.path);
    if (row === undefined) this.lookAtNew(entry, facts);
    else if ((row.kind === "model") !== (entry.kind === "model")) {
      // A row that was adopted counts as an image's; else somebody says that it is something else than its name says.
      if (entry.kind !== "model" || !this.isUnread(row)) return false;
      this.becomeModel(row.id, entry, facts);
    } else if (
      isCurrent(row, facts, entry.sidecars, this.options.mergeSidecars) && !this.isUnread(row)
    ) {
      this.keep(row, facts);
    } else this.reread(row, entry, facts);
    return true;
  }

  private becomeModel(id: bigint, entry: Entry, facts: FileFacts): void {
    const values = this.read(entry, facts);
    const run = (): void => {
      this.store.setModel(id);
      this.store.update(id, values);
    };
    this.write("changed", { path: entry.path, id, run, characters: lengthOf(values) });
  }

  /** Whether another program found no text, which is no proof that there is none. */
  private isUnread(row: FileRow): boolean {
    return isForeign(row) && !this.store.hasText(row.id);
  }

  private keep(row: FileRow, { inode }: FileFacts): void {
    this.counts.unchanged++;
    const { id, file_path: path } = row;
    if (row.file_inode === null && inode !== null) {
      this.writes.add({ path, id, run: () => this.store.setInode(id, inode) });
    } else this.writes.wentWell(id);
  }

  private lookAtNew(entry: Entry, facts: FileFacts): void {
    const { path, sidecars } = entry;
    const moved = this.moves.byInode(facts);
    if (moved === undefined) {
      const values = this.read(entry, facts);
      const run = (): void => this.moves.added(this.store.insert(values), path, values.file_size);
      const write = { path, run, characters: lengthOf(values) };
      this.write("added", this.moves.wantsIds ? write : { ...write, added: values }, true);
    } else if (isCurrent(moved, facts, sidecars, this.options.mergeSidecars)) {
      const run = (): void => this.store.move(moved.id, path, facts);
      this.write("moved", { path, id: moved.id, run });
    } else this.update("moved", moved.id, this.read(entry, facts));
  }

  private reread(row: FileRow, entry: Entry, facts: FileFacts): void {
    const values = this.read(entry, facts);
    if (isStillUnreadable(row, values)) this.counts.unchanged++;
    else if (
      isForeign(row) && row.file_size === null && values.status === "no_metadata" &&
      !this.isUnread(row)
    ) {
      const run = (): void => this.store.learn(row.id, facts);
      this.write("changed", { path: entry.path, id: row.id, run });
    } else this.update("changed", row.id, values, row.status === "missing");
  }

  private update(counter: Counter, id: bigint, values: FileValues, appears = false): void {
    const run = (): void => this.store.update(id, values);
    const write = { path: values.file_path, id, run, characters: lengthOf(values) };
    this.write(counter, write, appears);
  }

  private read(entry: Entry, facts: FileFacts): FileValues {
    if (this.reads === null) throw new Error("Scanner.reads is not set");
    const reading = this.reads(entry, facts);
    const { status } = reading.values;
    this.counts.opened++;
    this.counts.bytes_read += reading.bytesRead;
    this.counts.status[status] = (this.counts.status[status] ?? 0) + 1;
    return reading.values;
  }

  /** A new row whose bytes are those of a file that is gone: the old row gets the place, the new one goes. */
  private settle({ row, added }: Move): void {
    this.counts.added--;
    const keepsText = isForeign(row) && row.status !== "missing";
    this.write("moved", {
      path: added.path,
      id: row.id,
      run: () => this.store.replace(row, added.id, !keepsText),
    });
  }

  private mayMiss(root: string, looked: number): boolean {
    // As many rows as files say nothing where a file has no row, since SQLite refused it.
    const isWhole = this.unwritten === 0 && this.store.countBelow(root) === looked;
    return !isWhole || this.options.prune;
  }

  /** Marks or removes the files below a root that are gone. */
  private findMissing(root: string): void {
    // In a folder that could not be read, nobody knows what is gone.
    const unseen = new Set(this.errors.map(({ path }) => path));
    for (const rows of this.store.below(root)) {
      for (const row of rows) if (!isInside(row.file_path, unseen)) this.checkGone(row);
      this.writes.flush();
    }
  }

  private checkGone({ id, file_path: path, status }: FileRow): void {
    const { prune } = this.options;
    const isKnown = status === "missing";
    if ((isKnown && !prune) || exists(path)) return;
    this.write(prune ? "pruned" : "missing", {
      path,
      id,
      run: () => prune ? this.store.remove(id) : this.store.setMissing(id),
    });
  }
}

function lengthOf({ metadata_json }: FileValues): number {
  return metadata_json?.length ?? 0;
}
