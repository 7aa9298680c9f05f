/**
 * `scan`: brings `files` up to date with folders of images and models.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { isMigrated } from "../db/migrate.ts";
import { readSettings } from "../db/settings.ts";
import { openDatabase } from "../host/open.ts";
import type { SqlPlugin } from "../host/plugin.ts";
import { Interrupted, type Pace } from "../scan/pace.ts";
import { STAMPS } from "../scan/read/stamps.ts";
import { Scanner } from "../scan/scanner.ts";
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
import { listed, plural } from "../work/report.ts";

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
  /** Whether files that are gone are removed from the database. Default: false. */
  readonly prune?: boolean;
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
    ...(busyTimeoutMs !== undefined && { busyTimeoutMs }),
  });
  return await naming(database, async () => {
    const makeReady = async (): Promise<void> => {
      const ready = await import("../work/ready.ts");
      ready.makeReady(db, plugins);
    };
    // Functions are for triggers, and mostly nothing is written: then neither they nor the parser are loaded.
    const isNeededNow = plugins.length > 0 || !isMigrated(db);
    if (isNeededNow) await makeReady();
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

/**
 * Scans roots into an open database that is migrated.
 *
 * @param makeReady Installs all functions before anything is written, if that was not done.
 */
export async function scanInto(
  db: DatabaseSync,
  roots: readonly string[],
  { chunk = DEFAULT_CHUNK, allowSidecarMerge, prune = false, plugins = [] }: Omit<
    ScanOptions,
    "paths"
  >,
  context: CommandContext,
  makeReady: () => Promise<void> = () => Promise.resolve(),
): Promise<Report> {
  const stored = readSettings(db);
  const mergeSidecars = allowSidecarMerge ?? stored.allow_sidecar_merge;
  const settings = { mergeSidecars, readHidden: stored.read_hidden };
  using ticks = new Ticks();
  using threads = new DisposableStack();
  const pace = paceOf(context, ticks);
  const world: ScanWorld = {
    pace,
    progress: (title, unit) => context.progress(title, unit),
    getReady: async () => {
      await makeReady();
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
  const options = { chunk, ...settings, prune, many: MANY, stamps: STAMPS };
  const scanner = new Scanner(db, options, world);
  try {
    await scanner.scan(roots);
    return report(scanner, false);
  } catch (error) {
    if (error instanceof Interrupted) return report(scanner, true);
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

function report({ counts, errors, rowsWritten }: Scanner, interrupted: boolean): Report {
  const { found, models, opened, added, changed, unchanged, reread, moved, missing, pruned } =
    counts;
  const lines = [
    `Scanned ${plural(found - models, "image file")}` +
    `${models === 0 ? "" : ` and ${plural(models, "model file")}`}: ` +
    `${plural(opened, "file")} opened (` +
    `${added} new, ${changed} changed, ${moved} moved, ${unchanged} unchanged), ` +
    `${plural(rowsWritten, "row")} written.`,
  ];
  if (opened > 0) lines.push(`Found in them: ${listed(counts.status)}.`);
  if (reread > 0) {
    const files = plural(reread, "file");
    lines.push(`Read again, since this version reads them differently: ${files}.`);
  }
  if (missing > 0) lines.push(`Gone: ${plural(missing, "file")}.`);
  if (pruned > 0) lines.push(`Removed: ${plural(pruned, "row")} of files that are gone.`);
  for (const { path, reason } of errors) lines.push(`Cannot scan "${path}": ${reason}`);
  if (interrupted) lines.push("Stopped before the end; run again to go on.");
  const json = { ...counts, rows_written: rowsWritten, errors };
  return { lines, json, errors: errors.length, interrupted };
}
