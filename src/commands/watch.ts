/**
 * `extract --watch`: goes on when it is done, and extracts what is new or changed.
 *
 * @module
 */
import { DatabaseError } from "../host/errors.ts";
import { exists } from "../files/facts.ts";
import { Watch } from "../watch/watch.ts";
import type { Round } from "../watch/dirt.ts";
import { lookAt } from "../watch/watcher.ts";
import type { CommandContext, Report } from "../work/command.ts";
import { extract, type ExtractOptions } from "./extract.ts";
import { readableRoots, ScanError } from "./scan.ts";

/** The world of a command that reports more than once. */
export interface WatchContext extends CommandContext {
  /** Hears what one look has found, as far as anything was. */
  report(report: Report): void | Promise<void>;
}

/** Options of `extract --watch`: paths are needed. */
export type WatchOptions = ExtractOptions & { readonly paths: readonly string[] };

/** Between two questions whether the user wants to stop. */
const TICK_MS = 200;

/**
 * Scans and extracts, then watches the paths, and scans and extracts what changes below them within two seconds of its last
 * write, until the user wants to stop.
 *
 * @throws {DatabaseError} As `extract`; a lock of another program is waited for. `missing` when the database is removed.
 * @throws {ScanError} If a path cannot be read at the start; one that goes later is waited for.
 */
export async function keepUpToDate(options: WatchOptions, context: WatchContext): Promise<Report> {
  const roots = readableRoots(options.paths);
  const tell = (line: string): void => void context.report(saying(line));
  // Before the first look: what comes meanwhile is not missed.
  using watch = new Watch(roots, tell);
  await context.report(await extract(options, context));
  while (!context.interrupted()) {
    const round = await nextOf(watch, context);
    if (round !== null) await lookAgain(round, watch, options, context);
  }
  return { lines: [], json: undefined, errors: 0, interrupted: true };
}

/** The next places to scan; null when the user wants to stop. */
async function nextOf(watch: Watch, context: CommandContext): Promise<Round | null> {
  let round: Round | null = null;
  const found = watch.next().then((next) => {
    round = next;
  });
  while (round === null && !context.interrupted()) {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tick = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, TICK_MS);
    });
    await Promise.race([found, tick]);
    clearTimeout(timer);
  }
  return round;
}

async function lookAgain(
  round: Round,
  watch: Watch,
  options: WatchOptions,
  context: WatchContext,
): Promise<void> {
  const { database } = options;
  if (!exists(database)) {
    throw new DatabaseError("missing", `Cannot open "${database}": it was removed; run again`);
  }
  const paths = [...round.folders, ...round.files].filter((path) => lookAt(path) !== null);
  if (paths.length === 0) return;
  try {
    // What is removed from the database is removed by a look at all.
    const report = await extract({ ...options, paths, prune: false, rescan: false }, context);
    if (hasNews(report)) await context.report(report);
  } catch (error) {
    const isLocked = error instanceof DatabaseError && error.code === "locked";
    if (!isLocked && !(error instanceof ScanError)) throw error;
    watch.giveBack(round);
    if (isLocked) await context.report(saying(`${error.message}; trying again`));
  }
}

/** Whether anything was read, written or refused. */
function hasNews({ json, errors, interrupted }: Report): boolean {
  const { scan, extract } = json as Readonly<Record<string, { readonly rows_written?: number }>>;
  const written = (scan?.rows_written ?? 0) + (extract?.rows_written ?? 0);
  return written > 0 || errors > 0 || interrupted === true;
}

function saying(line: string): Report {
  return { lines: [line], json: { notice: line }, errors: 0 };
}
