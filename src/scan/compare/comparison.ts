/**
 * Compares files with their rows, one by one, and reads what is new or changed.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { FileFacts } from "../../files/facts.ts";
import { isSameFile, isSameState, mayBeInode } from "../../files/identity.ts";
import { type FileRow, type ReadFile, valuesOf } from "../../files/row.ts";
import { stampsThatCount } from "../../files/stamps.ts";
import type { WalkError } from "../../files/walk.ts";
import { NO_COUNTS, type ScanCounts } from "../counts.ts";
import type { ChangedPlace } from "../moves/changed_places.ts";
import { MoveFinder } from "../moves/move_finder.ts";
import { NewFiles } from "../moves/new_files.ts";
import type { ScannerOptions } from "../options.ts";
import type { ReadEntry } from "../read/entry.ts";
import { Changes } from "../rows/changes.ts";
import { FileStore } from "../rows/file_store.ts";
import { Glances } from "../rows/glances.ts";
import { WriteQueue } from "../rows/write_queue.ts";
import { type Found, lookFromOutside } from "./found.ts";
import { isCurrent, isCurrentAtAGlance, isForeign, isStillUnreadable } from "./news.ts";

/** Whether a row cannot tell whether a file is its own: only its name does. */
function isUntold({ file_inode, file_hash }: FileRow): boolean {
  return file_inode === null && file_hash === null;
}

/** The comparison of one scan. Nothing in it waits. */
export class Comparison {
  readonly counts: ScanCounts = { ...NO_COUNTS, status: {} };
  /** Files and folders that could not be looked at, or not be written. */
  readonly errors: WalkError[] = [];
  /** Files that were there, by their roots. */
  readonly there = new Map<string, number>();
  /** Roots in which a known file was where its row says. */
  readonly kept = new Set<string>();
  /** Known places with another file: whose it is, is known when all files were seen. */
  readonly changedPlaces: ChangedPlace[] = [];
  readonly glances: Glances;
  readonly store: FileStore;
  readonly moves: MoveFinder;
  readonly newFiles: NewFiles;
  readonly writes: WriteQueue;
  readonly changes: Changes;
  /** Stamps of today's readers. */
  private readonly stamps: ReadonlySet<string | null>;

  constructor(db: DatabaseSync, private readonly options: ScannerOptions) {
    const { rescan, readHidden } = options;
    const stamps = new Set(rescan ? [] : stampsThatCount(options.stamps, readHidden));
    this.stamps = stamps;
    this.glances = new Glances(db, stamps);
    this.store = new FileStore(db);
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
    this.isThere(found, true);
    return false;
  }

  /** Compares a file with its row. @param reads Reads it when that is necessary. */
  lookAt(found: Found, reads: ReadEntry): void {
    const { entry, facts } = found;
    if (facts === undefined) return;
    const row = found.glance && this.store.byPath(entry.path);
    if (row === undefined) this.lookAtNew(found, facts, reads);
    else if ((row.kind === "model") !== (entry.kind === "model")) {
      // A row that was adopted counts as an image's; else somebody says that it is something else than its name says.
      if (entry.kind !== "model" || !this.isUnread(row)) return;
      this.changes.update(row.id, this.read(found, facts, reads));
      this.isThere(found, true);
    } else if (isSameFile(row, facts) || isUntold(row)) this.lookAtKnown(row, found, facts, reads);
    else {
      // It is read when its turn comes: many texts would wait.
      found.reading = undefined;
      this.changedPlaces.push({ found, row, owner: null, isHashed: false });
    }
  }

  /** Writes the row of the file that is in a changed place. It is looked at once more: it may have waited for long. */
  settle({ found, row, owner, isHashed }: ChangedPlace, reads: ReadEntry): void {
    const before = found.facts;
    const error = lookFromOutside(found);
    if (error !== null) this.errors.push(error);
    const { facts } = found;
    if (before === undefined || facts === undefined) return;
    const isProved = facts.size === before.size && facts.time === before.time &&
      facts.ino === before.ino;
    if (owner !== null && owner.id !== row.id && isProved) {
      this.lookAtMoved(owner, found, facts, reads, isHashed);
      this.isThere(found, false);
      return;
    }
    const isOwn = !this.moves.hasClaimed(row) || owner?.id === row.id;
    const file = this.read(found, facts, reads);
    if (!isOwn) this.changes.add(file, true);
    else this.renew(row, file, isHashed && isProved);
    this.isThere(found, isOwn && (mayBeInode(row, facts) || isSameState(row, facts)));
  }

  /** @param isKept Whether it is where its row says, as far as can be seen. */
  private isThere({ root }: Found, isKept: boolean): void {
    this.there.set(root, (this.there.get(root) ?? 0) + 1);
    if (isKept) this.kept.add(root);
  }

  private isUnchanged({ entry, glance }: Found, facts: FileFacts): boolean {
    const mayGlance = glance !== undefined && !this.options.mergeSidecars;
    if (!mayGlance || !isCurrentAtAGlance(glance, entry, facts)) return false;
    this.counts.unchanged++;
    if (this.writes.hasErrors) this.writes.wentWell(this.store.byPath(entry.path)?.id);
    return true;
  }

  private lookAtNew(found: Found, facts: FileFacts, reads: ReadEntry): void {
    const { entry, known = this.moves.find(entry.path, facts) } = found;
    if (known === null) this.changes.add(this.read(found, facts, reads));
    else if (!known.isHere) this.lookAtMoved(known.row, found, facts, reads);
    else {
      const here = found.under(known.row.file_path);
      if (isSameFile(known.row, facts)) this.lookAtKnown(known.row, here, facts, reads);
      else this.renew(known.row, this.read(here, facts, reads));
      return;
    }
    this.isThere(found, false);
  }

  private lookAtMoved(
    row: FileRow,
    found: Found,
    facts: FileFacts,
    reads: ReadEntry,
    isHashed = false,
  ): void {
    const { path, sidecars } = found.entry;
    const isCurrentRow = isCurrent(row, facts, sidecars, this.options.mergeSidecars);
    const isStale = isCurrentRow && this.isStale(row);
    if (isStale) this.counts.reread++;
    if (isCurrentRow && !isStale) this.changes.move(row.id, path, facts);
    else {
      const file = this.read(found, facts, reads);
      this.changes.moveAndUpdate(row.id, file, isHashed ? row.file_hash : null);
    }
  }

  private lookAtKnown(row: FileRow, found: Found, facts: FileFacts, reads: ReadEntry): void {
    const { sidecars } = found.entry;
    const isSame = isCurrent(row, facts, sidecars, this.options.mergeSidecars) &&
      !this.isUnread(row);
    if (!isSame) this.renew(row, this.read(found, facts, reads));
    else if (this.isStale(row)) this.reread(row, this.read(found, facts, reads));
    else this.keep(row, facts);
    if (found.isUnderOwnName) this.isThere(found, true);
  }

  /** Whether another program found no text, which is no proof that there is none. */
  private isUnread(row: FileRow): boolean {
    return isForeign(row) && !this.store.hasText(row.id);
  }

  /** Whether another reader read the file of a row than would today, or it is to be read again anyway. */
  private isStale(row: FileRow): boolean {
    return (this.options.rescan || !isForeign(row)) && !this.stamps.has(row.read_with);
  }

  private keep(row: FileRow, { inode }: FileFacts): void {
    this.counts.unchanged++;
    const { id, file_path: path } = row;
    if (row.file_inode === null && inode !== null) {
      this.writes.add({ path, id, run: () => this.store.setInode(id, inode) });
    } else this.writes.wentWell(id);
  }

  /** Writes what was read again of a file that is as it was. */
  private reread(row: FileRow, file: ReadFile): void {
    this.counts.reread++;
    // What another program found in a file that has no text stays.
    if (isForeign(row) && file.reading.metadata_json === null && this.store.hasText(row.id)) return;
    if (this.store.holds(row.id, valuesOf(file))) this.changes.restamp(row.id, file);
    else this.changes.reread(row.id, file, !this.options.rescan);
  }

  /** Writes what was read of a file that is not as it was. @param isTouched Whether its bytes are. */
  private renew(row: FileRow, file: ReadFile, isTouched = false): void {
    const hash = isTouched ? row.file_hash : null;
    if (isStillUnreadable(row, valuesOf(file))) this.counts.unchanged++;
    else if (
      isForeign(row) && row.file_size === null && file.reading.status === "no_metadata" &&
      !this.isUnread(row)
    ) this.changes.learn(row.id, file);
    else this.changes.update(row.id, file, row.status === "missing", hash);
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
