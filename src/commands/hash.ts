/**
 * `hash`: SHA-256 of files, and the tensor hash of model files, then links.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { mayCallFunctions } from "../db/functions.ts";
import { isMigrated } from "../db/migrate.ts";
import type { HashCounts } from "../hash/job.ts";
import { type HashQueue, readQueue } from "../hash/queue.ts";
import { openDatabase, useWal } from "../host/open.ts";
import { hasLibrary, libraryWaits, modelsWait } from "../library/pending.ts";
import type { SqlPlugin } from "../host/plugin.ts";
import type { CommandContext, Report } from "../work/command.ts";
import { breathe, DEFAULT_CHUNK, naming, needsBreath } from "../work/database.ts";
import { type LibraryReports, updateLinks, updateModels } from "../work/library.ts";
import { bytesText, joinReports, plural } from "../work/report.ts";

/** Options of `hash`. */
export interface HashOptions {
  /** The database's file. */
  readonly database: string;
  /** Hash images. Default: true, unless only `models` is set. */
  readonly images?: boolean;
  /** Hash model files. Default: true, unless only `images` is set. */
  readonly models?: boolean;
  /** Begin with model files that images name. Default: false. */
  readonly usedFirst?: boolean;
  /** Leave out larger files; bytes. */
  readonly maxSize?: number;
  /** Hash files again that have a hash. Default: false. */
  readonly rehash?: boolean;
  /** Number of threads; 0 hashes in the main thread. Default: one for each core. */
  readonly threads?: number;
  /** The user's own functions, for triggers that call them. */
  readonly plugins?: readonly SqlPlugin[];
  /** Longest wait for another program's lock, in milliseconds. Default: 30,000. */
  readonly busyTimeoutMs?: number;
}

/**
 * Hashes every file that has no hash yet, each committed when it is done, and links what images name to model files.
 *
 * @throws {DatabaseError} If the database cannot be opened, migrated or written.
 */
export async function hash(options: HashOptions, context: CommandContext): Promise<Report> {
  const { database, plugins = [], busyTimeoutMs, threads: count = navigator.hardwareConcurrency } =
    options;
  using db = openDatabase(database, {
    keepJournal: true,
    ...(busyTimeoutMs !== undefined && { busyTimeoutMs }),
  });
  return await naming(database, async () => {
    let isReady = false;
    const makeReady = async (): Promise<void> => {
      if (isReady) return;
      const ready = await import("../work/ready.ts");
      ready.makeReady(db, { plugins, create: false });
      isReady = true;
    };
    if (plugins.length > 0 || !isMigrated(db)) await makeReady();
    else useWal(db);
    const { models, ...before } = await library(db, context, makeReady);
    const queue = queueOf(db, options);
    // Mostly nothing calls a function: then they, and the parser, are not loaded.
    const isAtWork = queue.ids.length > 0 || libraryWaits(db);
    if (isAtWork && mayCallFunctions(db)) await makeReady();
    const hashed = await hashInto(db, queue, context, count, plugins);
    const reports = { hash: hashed, ...before };
    if (hashed.interrupted || models?.interrupted) return joinReports(reports);
    // Only now: files that changed while they were hashed wait again, and links go by hashes.
    const after = { ...await library(db, context, makeReady), ...await links(db, context) };
    return joinReports({ ...reports, ...after });
  });
}

/** Brings the rows of model files up to date; what happened to files without error is not worth a line. */
async function library(
  db: DatabaseSync,
  context: CommandContext,
  makeReady: () => Promise<void>,
): Promise<LibraryReports> {
  if (!hasLibrary(db) || !modelsWait(db)) return {};
  await makeReady();
  const models = await updateModels(db, DEFAULT_CHUNK, context);
  return models.errors > 0 || models.lines.length > 0 ? { models } : {};
}

async function links(db: DatabaseSync, context: CommandContext): Promise<LibraryReports> {
  return hasLibrary(db) ? { links: await updateLinks(db, context) } : {};
}

function queueOf(db: DatabaseSync, options: HashOptions): HashQueue {
  const { images = false, models = false } = options;
  const either = images || models;
  return readQueue(db, {
    images: images || !either,
    models: models || !either,
    usedFirst: options.usedFirst ?? false,
    maxSize: options.maxSize ?? null,
    rehash: options.rehash ?? false,
  });
}

async function hashInto(
  db: DatabaseSync,
  queue: HashQueue,
  context: CommandContext,
  count: number,
  plugins: readonly SqlPlugin[],
): Promise<Report> {
  if (queue.ids.length === 0) return report(NOTHING, 0, queue, false);
  // The readers of files are loaded only now, since mostly there is nothing to do; the threads start meanwhile.
  const { HashThreads } = await import("../hash/threads.ts");
  using threads = new HashThreads(count, queue.bytes);
  const [{ HashJob }, { hashFiles }, { HashStore }] = await Promise.all([
    import("../hash/job.ts"),
    import("../hash/pool.ts"),
    import("../hash/store.ts"),
  ]);
  const progress = context.progress("Hashing", "bytes");
  const job = new HashJob(new HashStore(db), queue, {
    shouldStop: () => context.interrupted(),
    progressed: (done, total) => progress.update(done, total),
  });
  const run = (): Promise<void> =>
    hashFiles(job, threads, async () => {
      if (needsBreath()) await breathe();
    });
  try {
    await run();
    if (job.hasAside && !context.interrupted()) {
      const { rescan } = await import("../work/scan_files.ts");
      job.resume((path) => rescan(db, path, plugins));
      await run();
    }
  } finally {
    progress.end();
  }
  return report(job.counts, job.left, queue, context.interrupted() && job.left > 0);
}

const NOTHING: HashCounts = {
  hashed: 0,
  models: 0,
  bytes: 0,
  changed: 0,
  missing: 0,
  replaced: 0,
  failed: 0,
};

function report(counts: HashCounts, left: number, queue: HashQueue, interrupted: boolean): Report {
  const { hashed, models, bytes, changed, missing, replaced, failed } = counts;
  const { tooLarge, incomplete } = queue;
  const lines = [
    `Hashed ${plural(hashed, "file")} (${plural(models, "model")}, ` +
    `${plural(hashed - models, "image")}): ${bytesText(bytes)} read.`,
  ];
  if (changed > 0) lines.push(`Changed while read, and read again: ${plural(changed, "file")}.`);
  if (tooLarge > 0) lines.push(`Left out because of their size: ${plural(tooLarge, "file")}.`);
  if (incomplete > 0) {
    lines.push(`Left out because they are cut off: ${plural(incomplete, "model")}.`);
  }
  if (missing > 0) lines.push(`Gone: ${plural(missing, "file")}.`);
  if (replaced > 0) {
    lines.push(
      `Left to the next scan, since other files have their places: ${plural(replaced, "file")}.`,
    );
  }
  if (failed > 0) lines.push(`Failed: ${plural(failed, "file")}; see the table extraction_errors.`);
  if (interrupted) lines.push(`Stopped: ${plural(left, "file")} left; run again to go on.`);
  const json = { ...counts, too_large: tooLarge, incomplete, left };
  return { lines, json, errors: failed, interrupted };
}
