/**
 * Changes of rows, counted once they are committed.
 *
 * @module
 */
import type { ScanCounts } from "../counts.ts";
import type { FileFacts } from "../../files/facts.ts";
import { type FileRow, type FileValues, type ReadFile, valuesOf } from "../../files/row.ts";
import type { Move, NewFiles } from "../moves/new_files.ts";
import { isForeign } from "../compare/news.ts";
import type { FileStore } from "./file_store.ts";
import type { Write, WriteQueue } from "./write_queue.ts";

/** A count that goes up once its write is committed. */
type Counter = "added" | "changed" | "reread_differently" | "moved" | "missing" | "pruned";

/** The changes of one scan. */
export class Changes {
  /** Files that were found, and whose row could not yet be written. */
  unwritten = 0;
  private readonly wasAdded = this.counted("added", true);

  constructor(
    private readonly store: FileStore,
    private readonly newFiles: NewFiles,
    private readonly writes: WriteQueue,
    private readonly counts: ScanCounts,
  ) {}

  /** Adds the row of a new file. @param isKnownPlace Whether another row has its path. */
  add(file: ReadFile, isKnownPlace = false): void {
    const { path, facts, reading } = file;
    this.unwritten++;
    const run = (): boolean => {
      const id = this.store.insert(file);
      if (id !== null && !isKnownPlace) this.newFiles.add(id, path, facts.size);
      return id !== null;
    };
    this.writes.add({
      path,
      run: isKnownPlace ? () => this.store.place(path, null, run) : run,
      added: this.newFiles.areWanted || isKnownPlace ? undefined : file,
      done: this.wasAdded,
      characters: reading.metadata_json?.length ?? 0,
    });
  }

  /**
   * Writes what was read of a file that is not as it was.
   *
   * @param appears Whether it was missing.
   * @param hash The hash that still holds; null without.
   */
  update(id: bigint, file: ReadFile, appears = false, hash: string | null = null): void {
    this.write("changed", this.updating(id, file, hash), appears);
  }

  /** Writes what was read again of a file that is as it was. @param hasHash Whether its hash still holds. */
  reread(id: bigint, file: ReadFile, hasHash: boolean): void {
    const write = this.updating(id, file);
    const run = (): void => {
      write.run();
      if (!hasHash) this.store.setHash(id, null);
    };
    this.write("reread_differently", { ...write, run });
  }

  /** Writes what was read of a file that has moved. @param hash The hash by which it was known; null without. */
  moveAndUpdate(id: bigint, file: ReadFile, hash: string | null): void {
    const write = this.updating(id, file, hash);
    const run = (): boolean => this.store.place(file.path, id, write.run);
    this.write("moved", { ...write, run });
  }

  private updating(id: bigint, file: ReadFile, hash: string | null = null): Write {
    const values = valuesOf(file);
    const run = (): void => {
      this.store.update(id, values);
      if (hash !== null) this.store.setHash(id, hash);
    };
    return { path: file.path, id, run, characters: lengthOf(values) };
  }

  /** Says which reader read a file, when that is all that changed. */
  restamp(id: bigint, file: ReadFile): void {
    const values = valuesOf(file);
    this.write(null, { path: file.path, id, run: () => this.store.restamp(id, values) });
  }

  /** Stores size, time and inode of a file whose row another program wrote without them. */
  learn(id: bigint, { path, facts }: ReadFile): void {
    this.write("changed", { path, id, run: () => this.store.learn(id, facts) });
  }

  /** Gives the row of a file its new place. */
  move(id: bigint, path: string, facts: FileFacts): void {
    const run = (): boolean => this.store.place(path, id, () => this.store.move(id, path, facts));
    this.write("moved", { path, id, run });
  }

  /** A new row whose bytes are those of a file that is gone: the old row gets the place, the new one goes. */
  settle({ row, added }: Move): void {
    if (added.isAdded) this.counts.added--;
    const keepsText = isForeign(row) && row.status !== "missing";
    const run = (): void => this.store.replace(row, added.id, !keepsText);
    this.write("moved", { path: added.path, id: row.id, run });
  }

  /** Marks or removes a file that is gone. */
  lose({ id, file_path: path }: FileRow, prune: boolean): void {
    const run = (): void => prune ? this.store.remove(id) : this.store.setMissing(id);
    this.write(prune ? "pruned" : "missing", { path, id, run });
  }

  /** @param appears Whether the file has a row that is not missing only from then on. */
  private write(counter: Counter | null, write: Write, appears = false): void {
    if (appears) this.unwritten++;
    this.writes.add({ ...write, done: this.counted(counter, appears) });
  }

  private counted(counter: Counter | null, appears: boolean): (isStored: boolean) => void {
    return (isStored) => {
      if (!isStored) this.counts.unstored++;
      else if (counter !== null) this.counts[counter]++;
      if (appears) this.unwritten--;
    };
  }
}

function lengthOf({ metadata_json }: FileValues): number {
  return metadata_json?.length ?? 0;
}
