/**
 * Looking again and again where something changed.
 *
 * @module
 */
import { exists } from "../files/facts.ts";
import { DatabaseError } from "../host/errors.ts";
import type { Round } from "../watch/dirt.ts";
import { Watch } from "../watch/watch.ts";
import { lookAt } from "../watch/watcher.ts";
import type { CommandContext, Report } from "./command.ts";

/** The world of a command that reports more than once. */
export interface WatchContext extends CommandContext {
  /** Hears what one look has found, as far as anything was. */
  report(report: Report): void | Promise<void>;
}

/** A database that is kept up to date, and the look at its files. */
export interface Kept {
  /** The database's file. */
  readonly database: string;
  /** Absolute paths of files and folders that are watched. */
  readonly roots: readonly string[];
  /** Looks at the paths; at all of them when none are given. Null where one went while it was looked at. */
  look(paths?: readonly string[]): Promise<Report | null>;
}

/** Between two questions whether the user wants to stop. */
const TICK_MS = 200;

/**
 * Looks at all, then at what changes, within two seconds of its last write, until the user wants to stop.
 *
 * @throws {DatabaseError} As a look does; a lock of another program is waited for. `missing` when the database is removed.
 */
export async function keepUp(kept: Kept, context: WatchContext): Promise<Report> {
  const tell = (line: string): void => void context.report(saying(line));
  // Before the first look: what comes meanwhile is not missed.
  using watch = new Watch(kept.roots, tell);
  const first = await kept.look();
  if (first !== null) await context.report(first);
  while (!context.interrupted()) {
    const round = await nextOf(watch, context);
    if (round !== null) await lookAgain(round, watch, kept, context);
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
  { database, look }: Kept,
  context: WatchContext,
): Promise<void> {
  if (!exists(database)) {
    throw new DatabaseError("missing", `Cannot open "${database}": it was removed; run again`);
  }
  const paths = [...round.folders, ...round.files].filter((path) => lookAt(path) !== null);
  if (paths.length === 0) return;
  try {
    const report = await look(paths);
    if (report === null) watch.giveBack(round);
    else if (hasNews(report)) await context.report(report);
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== "locked") throw error;
    watch.giveBack(round);
    await context.report(saying(`${error.message}; trying again`));
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
