/**
 * `scan`: brings `files` up to date with folders of images and models.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { isMigrated } from "../db/migrate.ts";
import { readingSettings } from "../work/reading_settings.ts";
import { openDatabase, useWal } from "../host/open.ts";
import type { SqlPlugin } from "../host/plugin.ts";
import { Interrupted, type Pace } from "../scan/pace.ts";
import { STAMPS } from "../scan/read/stamps.ts";
import { Scanner } from "../scan/scanner.ts";
import type { Prune } from "../scan/options.ts";
import type { ScanWorld } from "../scan/world.ts";
import { reasonOf, scanRoots } from "../files/walk.ts";
import type { CommandContext, Report } from "../work/command.ts";
import {
  breathe,
  checkChunk,
  DEFAULT_CHUNK,
  naming,
  needsBreath,
  Ticks,
} from "../work/database.ts";
import { ScanLock } from "../work/scan_lock.ts";
import { scanReport } from "../work/scan_report.ts";

export type { Prune };

/** Options of `scan`. */
export interface ScanOptions {
  /** The database's file; it is created when there is none. */
  readonly database: string;
  /** Files and folders. */
  readonly paths: readonly string[];
  /** Rows in one transaction. Default: 500. */
  readonly chunk?: number;
  /** Whether sidecars fill what the embedded text leaves open. Default: the setting. */
  readonly allowSidecarMerge?: boolean;
  /** Whether files that are gone are removed from the database; below a root in which nothing is left only with `all`. Default: false. */
  readonly prune?: Prune;
  /** Whether every file is read again. Default: false. */
  readonly rescan?: boolean;
  /** The user's own functions, for triggers that call them. */
  readonly plugins?: readonly SqlPlugin[];
  /** Longest wait for another program's lock, in milliseconds. Default: 30,000. */
  readonly busyTimeoutMs?: number;
}

/** Fewer new files are read sooner than a thread starts. */
const MANY = 2000;

/** A path that cannot be scanned. */
export class ScanError extends Error {
  override readonly name = "ScanError";
}

/**
 * Scans folders into the database.
 *
 * @throws {DatabaseError} If the database cannot be opened, migrated or written.
 * @throws {ScanError} If a path cannot be read; nothing is changed then.
 */
export async function scan(options: ScanOptions, context: CommandContext): Promise<Report> {
  const { database, chunk = DEFAULT_CHUNK } = options;
  checkChunk(chunk);
  const roots = readableRoots(options.paths);
  const { plugins = [], busyTimeoutMs } = options;
  using db = openDatabase(database, {
    create: true,
    keepJournal: true,
    ...(busyTimeoutMs !== undefined && { busyTimeoutMs }),
  });
  return await naming(database, async () => {
    const makeReady = async (): Promise<void> => {
      const ready = await import("../work/ready.ts");
      ready.makeReady(db, { plugins, create: true });
    };
    // Functions are for triggers, and mostly nothing is written: then neither they nor the parser are loaded.
    const isNeededNow = plugins.length > 0 || !isMigrated(db);
    if (isNeededNow) await makeReady();
    else useWal(db);
    return await scanInto(db, roots, options, context, isNeededNow ? undefined : makeReady);
  });
}

/**
 * The roots that `paths` stand for.
 *
 * @throws {ScanError} If one cannot be read: a drive that is not there must not make its files missing.
 */
export function readableRoots(paths: readonly string[]): string[] {
  for (const path of paths) {
    const reason = whyUnreadable(path);
    if (reason !== null) throw new ScanError(`Cannot scan "${path}": ${reason}; check the path`);
  }
  return scanRoots(paths);
}

function whyUnreadable(path: string): string | null {
  try {
    const { isDirectory, isFile } = Deno.statSync(path);
    if (isDirectory) Deno.readDirSync(path)[Symbol.iterator]().next();
    return isDirectory || isFile ? null : "it is neither a file nor a folder";
  } catch (error) {
    return reasonOf(error);
  }
}

/** Options of a scan into an open database. */
type IntoOptions = Omit<ScanOptions, "paths">;

/** Ends a scan that has to begin anew: another one changed the database meanwhile. */
class Overtaken extends Error {
  override readonly name = "Overtaken";
}

/**
 * Scans roots into an open database that is migrated.
 *
 * @param makeReady Installs all functions before anything is written, if that was not done.
 */
export async function scanInto(
  db: DatabaseSync,
  roots: readonly string[],
  options: IntoOptions,
  context: CommandContext,
  makeReady: () => Promise<void> = () => Promise.resolve(),
): Promise<Report> {
  using lock = new ScanLock(options.database);
  for (let isReady = false;;) {
    const version = dataVersion(db);
    const prepare = async (): Promise<void> => {
      if (!isReady) await makeReady();
      isReady = true;
      if (lock.isHeld) return;
      await take(lock, context);
      // Asked before a file is opened or a row is written: nothing is lost by beginning anew.
      if (lock.isHeld && dataVersion(db) !== version) throw new Overtaken();
    };
    try {
      return await scanOnce(db, roots, options, context, prepare);
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
    }
  }
}

/** A number that changes when another connection has changed the database. */
function dataVersion(db: DatabaseSync): unknown {
  return db.prepare("PRAGMA data_version").get()?.["data_version"];
}

/** Takes the lock, and says when it has to wait for it. */
async function take(lock: ScanLock, context: CommandContext): Promise<void> {
  using stack = new DisposableStack();
  let isShown = false;
  await lock.take(() => {
    if (context.interrupted()) throw new Interrupted();
    if (isShown) return;
    isShown = true;
    const progress = context.progress("Waiting for another scan", "files");
    stack.defer(() => progress.end());
  });
}

async function scanOnce(
  db: DatabaseSync,
  roots: readonly string[],
  { chunk = DEFAULT_CHUNK, allowSidecarMerge, prune = false, rescan = false, plugins = [] }:
    IntoOptions,
  context: CommandContext,
  prepare: () => Promise<void>,
): Promise<Report> {
  const settings = readingSettings(db, allowSidecarMerge);
  using ticks = new Ticks();
  using threads = new DisposableStack();
  const pace = paceOf(context, ticks);
  const world: ScanWorld = {
    pace,
    progress: (title, unit) => context.progress(title, unit),
    getReady: async () => {
      await prepare();
      const { fileReader } = await import("../work/file_reader.ts");
      return fileReader(settings, plugins);
    },
    readAhead: async () => {
      const { readAhead } = await import("../work/read_ahead.ts");
      return readAhead(settings, plugins, threads, pace);
    },
    hashFiles: async (client) => {
      const { hashForScan } = await import("../work/scan_hash.ts");
      await hashForScan(client, pace);
    },
  };
  const options = { chunk, ...settings, prune, rescan, many: MANY, stamps: STAMPS };
  const scanner = new Scanner(db, options, world);
  const result = (interrupted: boolean): Report => scanReport(scanner, { rescan, interrupted });
  try {
    await scanner.scan(roots);
    return result(false);
  } catch (error) {
    if (error instanceof Interrupted) return result(true);
    throw error;
  }
}

function paceOf(context: CommandContext, ticks: Ticks): Pace {
  const stopIf = (isStopped: boolean): void => {
    if (isStopped) throw new Interrupted();
  };
  return {
    needsBreath,
    breathe: async () => {
      await breathe();
      stopIf(context.interrupted());
    },
    waitFor: async (end) => stopIf(await ticks.isStoppedBefore(end, () => context.interrupted())),
    shouldStop: () => context.interrupted(),
  };
}
