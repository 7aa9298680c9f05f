/**
 * A scan: walks through folders, compares what it finds with the rows of `files`, and settles what moved or is gone.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { FileRow } from "../files/row.ts";
import { countUpTo, walk, type WalkError } from "../files/walk.ts";
import type { ReadAhead } from "./ahead/read_ahead.ts";
import { Comparison } from "./compare/comparison.ts";
import { Found, lookFromOutside } from "./compare/found.ts";
import { isGone } from "./compare/news.ts";
import type { ScanCounts } from "./counts.ts";
import { goneBelow } from "./missing.ts";
import { candidatesOf, findOwners } from "./moves/changed_places.ts";
import { HashMoves } from "./moves/hash_moves.ts";
import type { ScannerOptions } from "./options.ts";
import type { ReadEntry } from "./read/entry.ts";
import { chooseRoots, type Root } from "./roots.ts";
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
  /** Roots in which nothing is left, with the rows below them. */
  readonly emptied: { readonly path: string; readonly kept: number }[] = [];

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
   * @param paths Absolute paths, none inside another.
   * @throws {Interrupted} If the user wants to stop: what was found is written, and nothing counts as missing.
   */
  async scan(paths: readonly string[]): Promise<void> {
    const { writes, store } = this.comparison;
    if (writes.hasErrors) await this.getReady();
    const roots = chooseRoots(paths, store);
    await this.stage("Scanning", "files", async (progress) => {
      for (const { path } of roots) await this.lookBelow(path, progress);
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
    // All are new: the sooner the other thread starts the better, by a twentieth of a scan of 20,000.
    if (isFirst && !this.isAnnounced) await this.announce(countUpTo(root, this.options.many));
    for (const entries of walk(root, (error) => this.failed(error), () => this.counts.unnamed++)) {
      for (const [entry, glance] of comparison.glances.of(entries, isFirst)) {
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
      else found.known = null;
      if (found.facts !== undefined) found.known = moves.find(entry.path, found.facts);
    }
    const isStale = glance !== undefined && glance.isStale &&
      glance.isModel === (entry.kind === "model");
    this.ahead?.add(found, found.known === null || isStale);
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
    const { changes, changedPlaces, moves, newFiles, store } = this.comparison;
    findOwners(changedPlaces, moves);
    newFiles.takeUp();
    const candidates = [
      ...newFiles.candidates((move) => {
        moves.claim(move.row);
        changes.settle(move);
      }),
      ...store.hasHashes() ? candidatesOf(changedPlaces, moves) : [],
    ];
    if (candidates.length > 0) {
      await this.getReady();
      await this.stage("Comparing", "bytes", async (progress) => {
        await new HashMoves(candidates, progress).find(store, moves, this.world);
      });
    }
    newFiles.forget();
    await this.settlePlaces();
  }

  private async settlePlaces(): Promise<void> {
    const { comparison, world: { pace } } = this;
    const places = comparison.changedPlaces;
    if (places.length === 0) return;
    const reads = await this.getReady();
    await this.stage("Reading", "files", async (progress) => {
      for (const [done, place] of places.entries()) {
        comparison.settle(place, reads);
        if (!pace.needsBreath()) continue;
        progress.update(done, places.length);
        await pace.breathe();
      }
    });
  }

  private async findMissing(roots: readonly Root[]): Promise<void> {
    const { changes, errors, store } = this.comparison;
    const { world: { pace } } = this;
    const some = roots.filter((root) => this.mayMiss(root));
    if (some.length === 0) return;
    await this.getReady();
    const emptied = some.filter((root) => this.options.prune !== false && !this.mayPrune(root));
    await this.stage("Comparing", "files", async (progress) => {
      // In a folder that could not be read, nobody knows what is gone.
      const unseen = new Set(errors.map(({ path }) => path));
      const gone: { readonly id: bigint; readonly prune: boolean }[] = [];
      for (const root of some) {
        const prune = this.mayPrune(root);
        const isNews = (row: FileRow): boolean => isGone(row, unseen, prune);
        const ids = await goneBelow(root.names, store, isNews, pace, progress);
        for (const id of ids) gone.push({ id, prune });
      }
      for (const { id, prune } of gone) {
        const row = store.byId(id);
        if (row !== undefined) changes.lose(row, prune);
        if (pace.needsBreath()) await pace.breathe();
      }
    });
    for (const root of emptied) this.countKept(root);
  }

  private mayMiss({ path, names }: Root): boolean {
    const { changes, store, there } = this.comparison;
    const known = names.reduce((sum, name) => sum + store.countBelow(name), 0);
    // As many rows as files say nothing where a file has no row, since SQLite refused it.
    const isWhole = changes.unwritten === 0 && known === (there.get(path) ?? 0);
    return !isWhole || this.options.prune !== false;
  }

  /** Whether rows below a root may be removed: not where nothing is left, as when a drive is not mounted. */
  private mayPrune({ path }: Root): boolean {
    const { prune } = this.options;
    return prune === "all" || (prune && this.comparison.kept.has(path));
  }

  /** Counts the rows below a root that would have been removed if something were left in it. */
  private countKept({ path, names }: Root): void {
    const { store } = this.comparison;
    const kept = names.reduce((sum, name) => sum + store.countMissing(name), 0);
    if (kept > 0) this.emptied.push({ path, kept });
    this.counts.kept += kept;
  }
}
