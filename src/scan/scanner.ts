/**
 * A scan: walks through folders, compares what it finds with the rows of `files`, and settles what moved or is gone.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { FileRow } from "../files/row.ts";
import { walk, type WalkError } from "../files/walk.ts";
import type { ReadAhead } from "./ahead/read_ahead.ts";
import { Comparison } from "./compare/comparison.ts";
import { Found, lookFromOutside } from "./compare/found.ts";
import { isGone } from "./compare/news.ts";
import type { ScanCounts } from "./counts.ts";
import { goneBelow } from "./missing.ts";
import { HashMoves } from "./moves/hash_moves.ts";
import type { ScannerOptions } from "./options.ts";
import type { ReadEntry } from "./read/entry.ts";
import type { ScanWorld, StageProgress } from "./world.ts";

/** Scans into one database. */
export class Scanner {
  private readonly comparison: Comparison;
  /** Whether no file was known before, so that none has to be looked up. */
  private readonly isFirst: boolean;
  /** Reads files; null until a file has to be read or a row to be written. */
  private reads: ReadEntry | null = null;
  /** Reads files ahead; it is used as soon as its thread has started. */
  private ahead: ReadAhead | null = null;
  private isAhead = false;
  private isAnnounced = false;

  constructor(
    db: DatabaseSync,
    private readonly options: ScannerOptions,
    private readonly world: ScanWorld,
  ) {
    this.comparison = new Comparison(db, options);
    this.isFirst = this.comparison.store.isEmpty();
  }

  get counts(): ScanCounts {
    return this.comparison.counts;
  }

  /** Files and folders that could not be looked at, or not be written. */
  get errors(): readonly WalkError[] {
    return this.comparison.errors;
  }

  /** Rows of `files` that were written. */
  get rowsWritten(): number {
    return this.comparison.writes.committed;
  }

  /**
   * Looks at every image and model below the roots, and writes what is new chunk by chunk.
   *
   * @param roots Absolute paths, none inside another.
   * @throws {Interrupted} If the user wants to stop: what was found is written, and nothing counts as missing.
   */
  async scan(roots: readonly string[]): Promise<void> {
    const { writes } = this.comparison;
    if (writes.hasErrors) await this.getReady();
    await this.stage("Scanning", "files", async (progress) => {
      for (const root of roots) await this.lookBelow(root, progress);
      await this.lookAtTurns(true, progress);
    });
    // Only now: a file that moved from one root to another is not missing.
    await this.settleMoves();
    await this.findMissing(roots);
  }

  /** Does a part of the scan; whatever ends it, what it found is written. */
  private async stage(
    title: string,
    unit: string,
    work: (progress: StageProgress) => Promise<void>,
  ): Promise<void> {
    const progress = this.world.progress(title, unit);
    try {
      await work(progress);
    } finally {
      progress.end();
      this.comparison.writes.flush();
    }
  }

  private async getReady(): Promise<ReadEntry> {
    return this.reads ??= await this.world.getReady();
  }

  private async lookBelow(root: string, progress: StageProgress): Promise<void> {
    const { comparison, isFirst, world: { pace } } = this;
    for (const entries of walk(root, (error) => this.failed(error))) {
      await this.announce(isFirst ? entries.length : 0);
      for (const [entry, glance] of comparison.store.withGlances(entries, isFirst)) {
        const found = new Found(root, entry, glance);
        if (this.isAhead) await this.lookAhead(found, progress);
        else if (comparison.isNews(found)) await this.lookCloser(found);
        if (pace.needsBreath()) await this.breathe(progress);
      }
    }
  }

  private async breathe(progress: StageProgress): Promise<void> {
    progress.update(this.counts.found);
    await this.world.pace.breathe();
  }

  /** Has files read ahead once there are many. @param coming How many certainly have to be read, of those that come. */
  private async announce(coming: number): Promise<void> {
    if (this.isAnnounced || this.counts.opened + coming < this.options.many) return;
    this.isAnnounced = true;
    this.ahead = await this.world.readAhead();
  }

  /** Hears of a folder that cannot be read. */
  private failed(error: WalkError): void {
    if (this.isAhead) this.ahead?.addError(error);
    else this.comparison.errors.push(error);
  }

  private async lookCloser(found: Found): Promise<void> {
    this.comparison.lookAt(found, await this.getReady());
    if (!this.isAnnounced) await this.announce(0);
    this.isAhead ||= this.ahead?.isReady ?? false;
  }

  /** Has a file read ahead, and looks at those whose turn it is. */
  private async lookAhead(found: Found, progress: StageProgress): Promise<void> {
    const { glance, entry } = found;
    const { moves } = this.comparison;
    if (glance === undefined) {
      if (moves.hasFiles) lookFromOutside(found);
      else found.moved = null;
      if (found.facts !== undefined) found.moved = moves.byInode(found.facts) ?? null;
    }
    const isStale = glance !== undefined && glance.isStale &&
      glance.isModel === (entry.kind === "model");
    this.ahead?.add(found, found.moved === null || isStale);
    if (this.ahead?.isFull) await this.lookAtTurns(false, progress);
  }

  private async lookAtTurns(isEnd: boolean, progress: StageProgress): Promise<void> {
    const { comparison, world: { pace } } = this;
    for await (const turns of this.ahead?.turns(isEnd) ?? []) {
      for (const turn of turns) {
        if (!(turn instanceof Found)) comparison.errors.push(turn);
        else if (comparison.isNews(turn)) await this.lookCloser(turn);
        if (pace.needsBreath()) await this.breathe(progress);
      }
    }
  }

  private async settleMoves(): Promise<void> {
    const { changes, newFiles, store } = this.comparison;
    newFiles.takeUp();
    if (newFiles.bySize.size > 0) {
      await this.getReady();
      await this.stage("Comparing", "bytes", async (progress) => {
        const moves = new HashMoves(newFiles, progress, (move) => changes.settle(move));
        await moves.find(store, this.world);
      });
    }
    newFiles.forget();
  }

  private async findMissing(roots: readonly string[]): Promise<void> {
    const { changes, errors, store } = this.comparison;
    const { options: { prune }, world: { pace } } = this;
    const some = roots.filter((root) => this.mayMiss(root));
    if (some.length === 0) return;
    await this.getReady();
    await this.stage("Comparing", "files", async (progress) => {
      // In a folder that could not be read, nobody knows what is gone.
      const unseen = new Set(errors.map(({ path }) => path));
      const isNews = (row: FileRow): boolean => isGone(row, unseen, prune);
      for (const id of await goneBelow(some, store, isNews, pace, progress)) {
        const row = store.byId(id);
        if (row !== undefined) changes.lose(row, prune);
        if (pace.needsBreath()) await pace.breathe();
      }
    });
  }

  private mayMiss(root: string): boolean {
    const { changes, store, there } = this.comparison;
    // As many rows as files say nothing where a file has no row, since SQLite refused it.
    const isWhole = changes.unwritten === 0 && store.countBelow(root) === (there.get(root) ?? 0);
    return !isWhole || this.options.prune;
  }
}
