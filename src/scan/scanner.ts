/**
 * Compares folders with the rows of `files`, and reads what is new or changed.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { Changes } from "./rows/changes.ts";
import { NO_COUNTS, type ScanCounts } from "./counts.ts";
import type { FileFacts } from "../files/facts.ts";
import { type FileRow, type ReadFile, valuesOf } from "../files/row.ts";
import { Found, lookFromOutside } from "./compare/found.ts";
import { MoveFinder } from "./moves/move_finder.ts";
import {
  isCurrent,
  isCurrentAtAGlance,
  isForeign,
  isGone,
  isStillUnreadable,
} from "./compare/news.ts";
import type { ScannerOptions, ScanStep } from "./options.ts";
import type { ReadAhead, Turn } from "./ahead/read_ahead.ts";
import type { ReadEntry } from "./read/entry.ts";
import { FileStore } from "./rows/file_store.ts";
import { walk, type WalkError } from "../files/walk.ts";
import { WriteQueue } from "./rows/write_queue.ts";

/** Scans into one database. */
export class Scanner {
  readonly counts: ScanCounts = { ...NO_COUNTS, status: {} };
  /** What could not be looked at, or not be written. */
  readonly errors: WalkError[] = [];
  /** What reads files; null until a file has to be read or a row to be written, which mostly is not so. */
  reads: ReadEntry | null;
  /** What reads new files ahead; it is used as soon as it is ready. */
  ahead: ReadAhead | null = null;
  private readonly store: FileStore;
  /** Whether no file was known before, so that none has to be looked up. */
  private readonly isFirst: boolean;
  private readonly moves: MoveFinder;
  private readonly writes: WriteQueue;
  private readonly changes: Changes;
  /** Files that were there, by their roots. */
  private readonly looked = new Map<string, number>();
  private isAhead = false;
  private isAnnounced = false;
  /** Files that were read and have no row. */
  private readNew = 0;

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
    this.changes = new Changes(this.store, this.moves, this.writes, this.counts);
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
    if (this.writes.hasErrors) yield* this.unready();
    try {
      for (const root of roots) {
        for (const entries of walk(root, (error) => this.failed(error))) {
          yield* this.announce(this.isFirst ? entries.length : 0);
          for (const [entry, glance] of this.store.withGlances(entries, this.isFirst)) {
            const found = new Found(root, entry, glance);
            if (this.isAhead) yield* this.lookAhead(found);
            else if (this.isNews(found)) yield* this.lookCloser(found);
            else yield "looked";
          }
        }
      }
      yield* this.lookAtTurns(true);
    } finally {
      this.writes.flush();
    }
    // Only now: a file that moved from one root to another is not missing.
    for (const move of this.moves.byHash()) this.changes.settle(move);
    this.writes.flush();
    for (const root of roots) {
      if (!this.mayMiss(root, this.looked.get(root) ?? 0)) continue;
      yield* this.unready();
      this.findMissing(root);
    }
  }

  private *unready(): Generator<ScanStep> {
    if (this.reads === null) yield "unready";
  }

  /** Says once that many files are new. @param coming How many are certainly new, of those that come. */
  private *announce(coming: number): Generator<ScanStep> {
    if (this.isAnnounced || this.readNew + coming < this.options.many) return;
    this.isAnnounced = true;
    yield "many";
  }

  /** Hears of a folder that cannot be read. */
  private failed(error: WalkError): void {
    if (this.isAhead) this.ahead?.addError(error);
    else this.errors.push(error);
  }

  /** Looks at a file from outside. @returns Whether it has to be looked at more closely. */
  private isNews(found: Found): boolean {
    this.counts.found++;
    if (found.entry.kind === "model") this.counts.models++;
    // What was seen ahead counts as long as it is what was read: else the file may have gone since.
    const error = found.reading === undefined ? lookFromOutside(found) : null;
    if (error !== null) this.errors.push(error);
    if (found.facts === undefined) return false;
    if (!this.isUnchanged(found, found.facts)) return true;
    this.isThere(found);
    return false;
  }

  private *lookCloser(found: Found): Generator<ScanStep> {
    yield* this.unready();
    if (found.facts !== undefined && this.lookAt(found, found.facts)) this.isThere(found);
    yield "looked";
    if (!this.isAnnounced) yield* this.announce(0);
    this.isAhead ||= this.ahead?.isReady ?? false;
  }

  private isThere({ root }: Found): void {
    this.looked.set(root, (this.looked.get(root) ?? 0) + 1);
  }

  /** Has a file read ahead, and looks at those whose turn it is. */
  private *lookAhead(found: Found): Generator<ScanStep> {
    if (found.glance === undefined) {
      if (this.moves.hasFiles) lookFromOutside(found);
      else found.moved = null;
      if (found.facts !== undefined) found.moved = this.moves.byInode(found.facts) ?? null;
    }
    this.ahead?.add(found, found.moved === null);
    yield* this.lookAtTurns(false);
  }

  private *lookAtTurns(isEnd: boolean): Generator<ScanStep> {
    const look = (turn: Turn): Iterable<ScanStep> => {
      if (turn instanceof Found) return this.isNews(turn) ? this.lookCloser(turn) : ["looked"];
      this.errors.push(turn);
      return [];
    };
    if (this.ahead !== null) yield* this.ahead.turns(isEnd, look);
  }

  private isUnchanged({ entry, glance }: Found, facts: FileFacts): boolean {
    const mayGlance = glance !== undefined && !this.options.mergeSidecars;
    if (!mayGlance || !isCurrentAtAGlance(glance, entry, facts)) return false;
    this.counts.unchanged++;
    if (this.writes.hasErrors) this.writes.wentWell(this.store.byPath(entry.path)?.id);
    return true;
  }

  /** @returns Whether the file was there. */
  private lookAt(found: Found, facts: FileFacts): boolean {
    const { entry, glance } = found;
    const row = glance && this.store.byPath(entry.path);
    if (row === undefined) this.lookAtNew(found, facts);
    else if ((row.kind === "model") !== (entry.kind === "model")) {
      // A row that was adopted counts as an image's; else somebody says that it is something else than its name says.
      if (entry.kind !== "model" || !this.isUnread(row)) return false;
      this.changes.becomeModel(row.id, this.read(found, facts));
    } else if (
      isCurrent(row, facts, entry.sidecars, this.options.mergeSidecars) && !this.isUnread(row)
    ) {
      this.keep(row, facts);
    } else this.reread(row, found, facts);
    return true;
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

  private lookAtNew(found: Found, facts: FileFacts): void {
    const { path, sidecars } = found.entry;
    const moved = found.moved === undefined ? this.moves.byInode(facts) : found.moved;
    if (moved === undefined || moved === null) this.changes.add(this.read(found, facts));
    else if (isCurrent(moved, facts, sidecars, this.options.mergeSidecars)) {
      this.changes.move(moved.id, path, facts);
    } else this.changes.update("moved", moved.id, this.read(found, facts));
  }

  private reread(row: FileRow, found: Found, facts: FileFacts): void {
    const file = this.read(found, facts);
    if (isStillUnreadable(row, valuesOf(file))) this.counts.unchanged++;
    else if (
      isForeign(row) && row.file_size === null && file.reading.status === "no_metadata" &&
      !this.isUnread(row)
    ) {
      this.changes.learn(row.id, file);
    } else this.changes.update("changed", row.id, file, row.status === "missing");
  }

  private read({ entry, glance, reading: ahead }: Found, facts: FileFacts): ReadFile {
    if (this.reads === null) throw new Error("Scanner.reads is not set");
    const reading = ahead ?? this.reads(entry, facts.size);
    const { status } = reading;
    if (glance === undefined) this.readNew++;
    this.counts.opened++;
    this.counts.bytes_read += reading.bytesRead;
    this.counts.status[status] = (this.counts.status[status] ?? 0) + 1;
    return { path: entry.path, kind: entry.kind, facts, reading };
  }

  private mayMiss(root: string, looked: number): boolean {
    // As many rows as files say nothing where a file has no row, since SQLite refused it.
    const isWhole = this.changes.unwritten === 0 && this.store.countBelow(root) === looked;
    return !isWhole || this.options.prune;
  }

  /** Marks or removes the files below a root that are gone. */
  private findMissing(root: string): void {
    const { prune } = this.options;
    // In a folder that could not be read, nobody knows what is gone.
    const unseen = new Set(this.errors.map(({ path }) => path));
    for (const rows of this.store.below(root)) {
      for (const row of rows) if (isGone(row, unseen, prune)) this.changes.lose(row, prune);
      this.writes.flush();
    }
  }
}
