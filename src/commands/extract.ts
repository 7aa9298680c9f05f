/**
 * `extract`: fills `models`, `lora_usages` and `image_resources` from the texts in `files`.
 *
 * @module
 */
import { MIN_INTEGER } from "../host/values.ts";
import type { DatabaseSync } from "node:sqlite";
import { type OnMissing, readSettings } from "../db/settings.ts";
import { type Counts, noCounts } from "../extract/counts.ts";
import type { Prune } from "../scan/options.ts";
import { isIdle } from "../extract/idle.ts";
import { renewOnMissing, renewStamp, stampsOf } from "../extract/stamp.ts";
import { VERSIONS } from "../generators/versions.ts";
import { hasLibrary, libraryWaits } from "../library/pending.ts";
import { openDatabase } from "../host/open.ts";
import { generatorsOf } from "../host/guarded.ts";
import type { SqlPlugin } from "../host/plugin.ts";
import type { CommandContext, Report } from "../work/command.ts";
import { breathe, checkChunk, DEFAULT_CHUNK, naming, needsBreath } from "../work/database.ts";
import type { WatchContext } from "../work/keep_up.ts";
import type { LibraryReports } from "../work/library.ts";
import { joinReports, listed, plural } from "../work/report.ts";

/** Options of `extract`. */
export interface ExtractOptions {
  /** The database's file; it is created when paths are given. */
  readonly database: string;
  /** Files and folders to scan first. */
  readonly paths?: readonly string[];
  /** Rows in one transaction. Default: 500. */
  readonly chunk?: number;
  /** Fate of rows whose text disappeared. Default: the setting `on_missing`. */
  readonly onMissing?: OnMissing;
  /** Whether sidecars fill what the embedded text leaves open. Default: the setting. */
  readonly allowSidecarMerge?: boolean;
  /** Whether files that are gone are removed from the database; below a root in which nothing is left only with `all`. Default: false. */
  readonly prune?: Prune;
  /** Whether every file is read again. Default: false. */
  readonly rescan?: boolean;
  /** The user's own functions, for triggers and views that call them. */
  readonly plugins?: readonly SqlPlugin[];
  /** Longest wait for another program's lock, in milliseconds. Default: 30,000. */
  readonly busyTimeoutMs?: number;
}

/**
 * Scans the paths, if any, then extracts every waiting row.
 *
 * @throws {DatabaseError} If the database cannot be opened, migrated or written.
 * @throws {ScanError} If a path cannot be read; nothing is changed then.
 */
export async function extract(options: ExtractOptions, context: CommandContext): Promise<Report> {
  const { database, paths = [], plugins = [], chunk = DEFAULT_CHUNK, busyTimeoutMs } = options;
  checkChunk(chunk);
  // Nothing is loaded without need: no reader of images without paths, no parser when nothing waits.
  const scanner = paths.length === 0 ? null : await import("./scan.ts");
  const roots = scanner?.readableRoots(paths) ?? [];
  const create = roots.length > 0;
  using db = openDatabase(database, {
    create,
    keepJournal: true,
    ...(busyTimeoutMs !== undefined && { busyTimeoutMs }),
  });
  return await naming(database, async () => {
    const mayBeIdle = scanner === null && plugins.length === 0;
    if (mayBeIdle && isIdle(db, options.onMissing) && !libraryWaits(db)) {
      const nothing = report(noCounts(), 0, 0);
      return joinReports({ extract: nothing, ...await libraryOf(db, chunk, context) });
    }
    const { makeReady } = await import("../work/ready.ts");
    makeReady(db, { plugins, create });
    const scanned = await scanner?.scanInto(db, roots, options, context) ?? null;
    if (scanned?.interrupted) return joinReports({ scan: scanned });
    const extracted = await extractFrom(db, options, context);
    const library = extracted.interrupted ? {} : await libraryOf(db, chunk, context);
    return joinReports({
      ...(scanned === null ? {} : { scan: scanned }),
      extract: extracted,
      ...library,
    });
  });
}

/**
 * Extracts as `extract` does, and goes on with what changes below the paths until the user wants to stop.
 *
 * @throws {DatabaseError} As `extract`; a lock of another program is waited for. `missing` when the database is removed.
 * @throws {ScanError} If a path cannot be read at the start; one that goes later is waited for.
 */
export async function extractAndWatch(
  options: ExtractOptions & { readonly paths: readonly string[] },
  context: WatchContext,
): Promise<Report> {
  const { readableRoots, ScanError } = await import("./scan.ts");
  const { keepUp } = await import("../work/keep_up.ts");
  const { database } = options;
  const look = async (paths?: readonly string[]): Promise<Report | null> => {
    if (paths === undefined) return await extract(options, context);
    try {
      // Only a look at all tells what may be removed.
      return await extract({ ...options, paths, prune: false, rescan: false }, context);
    } catch (error) {
      if (error instanceof ScanError) return null;
      throw error;
    }
  };
  return await keepUp({ database, roots: readableRoots(options.paths), look }, context);
}

/** The model library is loaded only where there is one. */
async function libraryOf(
  db: DatabaseSync,
  chunk: number,
  context: CommandContext,
): Promise<LibraryReports> {
  if (!hasLibrary(db)) return {};
  const { updateLibrary } = await import("../work/library.ts");
  return await updateLibrary(db, chunk, context);
}

async function extractFrom(
  db: DatabaseSync,
  { chunk = DEFAULT_CHUNK, onMissing, plugins = [] }: ExtractOptions,
  context: CommandContext,
): Promise<Report> {
  const { Extractor } = await import("../extract/extractor.ts");
  const settings = readSettings(db);
  const { lora_weight_min, lora_weight_max } = settings;
  const stamps = stampsOf(settings, [...generatorsOf(plugins), ...VERSIONS]);
  const missing = onMissing ?? settings.on_missing;
  renewStamp(db, stamps);
  renewOnMissing(db, missing);
  const extractor = new Extractor(db, {
    chunk,
    stamps,
    usageOptions: JSON.stringify({ lora_weight_min, lora_weight_max, discarded: true }),
    deleteMissing: missing === "delete",
  });
  const waiting = extractor.waiting(MIN_INTEGER);
  if (waiting === 0) return report(extractor.counts, 0, 0);
  const progress = context.progress("Extracting", "files");
  try {
    let done = 0;
    let left = 0;
    for (let last: bigint | null = MIN_INTEGER; last !== null && left === 0;) {
      const result = extractor.next(last);
      last = result.last;
      done += result.files;
      progress.update(done, Math.max(done, waiting));
      if (needsBreath()) await breathe();
      if (last !== null && context.interrupted()) left = extractor.waiting(last);
    }
    return report(extractor.counts, done, left);
  } finally {
    progress.end();
  }
}

/** @param left How many files the user's wish to stop left waiting. */
function report(counts: Counts, files: number, left: number): Report {
  const written = counts.models + counts.usages + counts.resources + counts.removed;
  const discarded = Object.values(counts.discarded).reduce((sum, tags) => sum + tags, 0);
  const lines = [
    `Extracted ${plural(files, "file")}: ${plural(counts.parsed, "text")} parsed, ` +
    `${plural(written, "row")} written (${plural(counts.models, "model")}, ` +
    `${plural(counts.usages, "LoRA usage")}, ${plural(counts.resources, "resource")}).`,
  ];
  if (counts.same > 0) lines.push(`Unchanged in meaning: ${plural(counts.same, "text")}.`);
  if (counts.unrecognized > 0) {
    lines.push(`No parser here understands: ${plural(counts.unrecognized, "text")}.`);
  }
  if (counts.former > 0) {
    lines.push(
      `Kept as former, since their text is gone: ${plural(counts.former, "record")}; ` +
        "--on-missing delete removes them.",
    );
  }
  if (counts.removed > 0) lines.push(`Removed: ${plural(counts.removed, "model row")}.`);
  if (discarded > 0) {
    lines.push(`Discarded LoRA tags: ${discarded} (${listed(counts.discarded)}).`);
  }
  if (counts.failed > 0) {
    lines.push(`Failed: ${plural(counts.failed, "file")}; see the table extraction_errors.`);
  }
  if (left > 0) lines.push(`Stopped: ${plural(left, "file")} left; run again to go on.`);
  return {
    lines,
    json: { files, ...counts, rows_written: written, left },
    errors: counts.failed,
    interrupted: left > 0,
  };
}
