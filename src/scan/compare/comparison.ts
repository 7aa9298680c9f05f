/**
 * Compares files with their rows, one by one, and reads what is new or changed.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { FileFacts } from "../../files/facts.ts";
import { type FileRow, type ReadFile, valuesOf } from "../../files/row.ts";
import { stampsThatCount } from "../../files/stamps.ts";
import type { WalkError } from "../../files/walk.ts";
import { NO_COUNTS, type ScanCounts } from "../counts.ts";
import { MoveFinder } from "../moves/move_finder.ts";
import { NewFiles } from "../moves/new_files.ts";
import type { ScannerOptions } from "../options.ts";
import type { ReadEntry } from "../read/entry.ts";
import { Changes } from "../rows/changes.ts";
import { FileStore } from "../rows/file_store.ts";
import { WriteQueue } from "../rows/write_queue.ts";
import { type Found, lookFromOutside } from "./found.ts";
import { isCurrent, isCurrentAtAGlance, isForeign, isStillUnreadable } from "./news.ts";

/** The comparison of one scan. Nothing in it waits. */
export class Comparison {
  readonly counts: ScanCounts = { ...NO_COUNTS, status: {} };
  /** Files and folders that could not be looked at, or not be written. */
  readonly errors: WalkError[] = [];
  /** Files that were there, by their roots. */
  readonly there = new Map<string, number>();
  readonly store: FileStore;
  readonly moves: MoveFinder;
  readonly newFiles: NewFiles;
  readonly writes: WriteQueue;
  readonly changes: Changes;
  /** Stamps of today's readers. */
  private readonly stamps: ReadonlySet<string | null>;

  constructor(db: DatabaseSync, private readonly options: ScannerOptions) {
    const stamps = new Set(stampsThatCount(options.stamps, options.readHidden));
    this.stamps = stamps;
    this.store = new FileStore(db, stamps);
    this.moves = new MoveFinder(this.store);
    this.newFiles = new NewFiles(db, this.store);
    this.writes = new WriteQueue(db, this.store, options.chunk, (error) => this.errors.push(error));
    this.changes = new Changes(this.store, this.newFiles, this.writes, this.counts);
  }

  /** Looks at a file from outside. @returns Whether it has to be looked at more closely. */
  isNews(found: Found): boolean {
    this.counts.found++;
    if (found.entry.kind === "model") this.counts.models++;
    // Facts that were seen ahead count only with what was read then: else the file may have gone since.
    const error = found.reading === undefined ? lookFromOutside(found) : null;
    if (error !== null) this.errors.push(error);
    if (found.facts === undefined) return false;
    if (!this.isUnchanged(found, found.facts)) return true;
    this.isThere(found);
    return false;
  }

  /** Compares a file with its row. @param reads Reads it when that is necessary. */
  lookAt(found: Found, reads: ReadEntry): void {
    const { entry, facts } = found;
    if (facts === undefined) return;
    const read = (): ReadFile => this.read(found, facts, reads);
    const row = found.glance && this.store.byPath(entry.path);
    if (row === undefined) this.lookAtNew(found, facts, read);
    else if ((row.kind === "model") !== (entry.kind === "model")) {
      // A row that was adopted counts as an image's; else somebody says that it is something else than its name says.
      if (entry.kind !== "model" || !this.isUnread(row)) return;
      this.changes.update("changed", row.id, read());
    } else this.lookAtKnown(row, found, facts, read);
    this.isThere(found);
  }

  private isThere({ root }: Found): void {
    this.there.set(root, (this.there.get(root) ?? 0) + 1);
  }

  private isUnchanged({ entry, glance }: Found, facts: FileFacts): boolean {
    const mayGlance = glance !== undefined && !this.options.mergeSidecars;
    if (!mayGlance || !isCurrentAtAGlance(glance, entry, facts)) return false;
    this.counts.unchanged++;
    if (this.writes.hasErrors) this.writes.wentWell(this.store.byPath(entry.path)?.id);
    return true;
  }

  private lookAtNew(found: Found, facts: FileFacts, read: () => ReadFile): void {
    const { path, sidecars } = found.entry;
    const moved = found.moved === undefined ? this.moves.byInode(facts) : found.moved;
    if (moved === undefined || moved === null) this.changes.add(read());
    else if (!isCurrent(moved, facts, sidecars, this.options.mergeSidecars)) {
      this.changes.update("moved", moved.id, read());
    } else if (this.isStale(moved)) {
      this.counts.reread++;
      this.changes.update("moved", moved.id, read());
    } else this.changes.move(moved.id, path, facts);
  }

  private lookAtKnown(row: FileRow, found: Found, facts: FileFacts, read: () => ReadFile): void {
    const { sidecars } = found.entry;
    const isSame = isCurrent(row, facts, sidecars, this.options.mergeSidecars) &&
      !this.isUnread(row);
    if (!isSame) this.renew(row, read());
    else if (this.isStale(row)) this.reread(row, read());
    else this.keep(row, facts);
  }

  /** Whether another program found no text, which is no proof that there is none. */
  private isUnread(row: FileRow): boolean {
    return isForeign(row) && !this.store.hasText(row.id);
  }

  /** Whether another reader read the file of a row than would today. */
  private isStale(row: FileRow): boolean {
    return !isForeign(row) && !this.stamps.has(row.read_with);
  }

  private keep(row: FileRow, { inode }: FileFacts): void {
    this.counts.unchanged++;
    const { id, file_path: path } = row;
    if (row.file_inode === null && inode !== null) {
      this.writes.add({ path, id, run: () => this.store.setInode(id, inode) });
    } else this.writes.wentWell(id);
  }

  /** Writes what was read of a file that is as it was, but read by another reader. */
  private reread(row: FileRow, file: ReadFile): void {
    this.counts.reread++;
    if (this.store.holds(row.id, valuesOf(file))) this.changes.restamp(row.id, file);
    else this.changes.update("changed", row.id, file);
  }

  /** Writes what was read of a file that is not as it was. */
  private renew(row: FileRow, file: ReadFile): void {
    if (isStillUnreadable(row, valuesOf(file))) this.counts.unchanged++;
    else if (
      isForeign(row) && row.file_size === null && file.reading.status === "no_metadata" &&
      !this.isUnread(row)
    ) {
      this.changes.learn(row.id, file);
    } else this.changes.update("changed", row.id, file, row.status === "missing");
  }

  private read({ entry, reading: ahead }: Found, facts: FileFacts, reads: ReadEntry): ReadFile {
    const reading = ahead ?? reads(entry, facts.size);
    const { status } = reading;
    this.counts.opened++;
    this.counts.bytes_read += reading.bytesRead;
    this.counts.status[status] = (this.counts.status[status] ?? 0) + 1;
    return { path: entry.path, facts, reading };
  }
}
