/**
 * One scan of a database at a time, so that each file is opened once.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { codeOf } from "../host/errors.ts";

/** The lock's file, beside the database. */
export const LOCK_SUFFIX = "-scan";

const LOOK_EVERY_MS = 100;

/**
 * The lock of a scan: a lock of SQLite's on an empty file beside the database, which the system takes back when the process ends,
 * however it ends. Where such a file cannot be made, a scan goes on without: then a file may be opened by two scans, which harms
 * nothing.
 */
export class ScanLock implements Disposable {
  private holder: DatabaseSync | null = null;

  private readonly path: string | null;

  /** @param database The database's file. */
  constructor(database: string) {
    this.path = database === ":memory:" ? null : realPathOf(database) + LOCK_SUFFIX;
  }

  /** Whether it was taken. */
  get isHeld(): boolean {
    return this.holder !== null;
  }

  /**
   * Takes the lock as soon as no other scan has it.
   *
   * @param wait Is called before each wait, and may throw to end it.
   */
  async take(wait: () => void): Promise<void> {
    const { path } = this;
    if (this.isHeld || path === null) return;
    while (!this.tryTake(path)) {
      wait();
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  /** @returns Whether to go on: it is taken, or cannot be. */
  private tryTake(path: string): boolean {
    // A file of somebody else's is left alone.
    if ((sizeOf(path) ?? 0) > 0) return true;
    let holder: DatabaseSync | null = null;
    try {
      holder = new DatabaseSync(path, { timeout: 0 });
      holder.exec("BEGIN EXCLUSIVE");
    } catch (error) {
      holder?.close();
      return codeOf(error) !== "locked";
    }
    // Whoever had it before removed the file on which this one waited.
    if (sizeOf(path) !== 0) {
      holder.close();
      return false;
    }
    this.holder = holder;
    return true;
  }

  /** Lets go of it. */
  [Symbol.dispose](): void {
    const { holder, path } = this;
    this.holder = null;
    if (holder === null || path === null) return;
    const isRemoved = remove(path);
    holder.close();
    // Some systems do not remove a file that is open.
    if (!isRemoved && sizeOf(path) === 0) remove(path);
  }
}

function realPathOf(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path;
  }
}

/** The size of a file; null where there is none, or none that may be looked at. */
function sizeOf(path: string): number | null {
  try {
    return Deno.statSync(path).size;
  } catch {
    return null;
  }
}

function remove(path: string): boolean {
  try {
    Deno.removeSync(path);
    return true;
  } catch {
    return false;
  }
}
