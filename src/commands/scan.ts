/**
 * `scan`: brings `files` up to date with folders of images.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { readSettings } from "../db/settings.ts";
import { detect } from "../infotext/detect.ts";
import { parse } from "../infotext/parse.ts";
import type { SqlPlugin } from "../host/plugin.ts";
import type { TextJudge } from "../scan/read_file.ts";
import { Scanner } from "../scan/scanner.ts";
import { reasonOf, scanRoots } from "../scan/walk.ts";
import type { CommandContext, Report } from "./command.ts";
import { breathe, checkChunk, DEFAULT_CHUNK, naming, needsBreath } from "./database.ts";
import { openForWork } from "./ready.ts";
import { listed, plural } from "./report.ts";

/** What `scan` is asked for. */
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
  /** How long to wait for another program's lock, in milliseconds. Default: 30,000. */
  readonly busyTimeoutMs?: number;
}

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
  using db = openForWork(database, { ...options, create: true });
  return await naming(database, () => scanInto(db, roots, options, context));
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

/** Scans roots into an open database. */
export async function scanInto(
  db: DatabaseSync,
  roots: readonly string[],
  { chunk = DEFAULT_CHUNK, allowSidecarMerge, prune = false }: Omit<ScanOptions, "paths">,
  context: CommandContext,
): Promise<Report> {
  const mergeSidecars = allowSidecarMerge ?? readSettings(db).allow_sidecar_merge;
  const scanner = new Scanner(db, JUDGE, { chunk, mergeSidecars, prune });
  const progress = context.progress("Scanning", "files");
  try {
    const interrupted = await runWithBreaths(scanner.scan(roots), () => {
      progress.update(scanner.counts.found);
      return context.interrupted();
    });
    return report(scanner, interrupted);
  } finally {
    progress.end();
  }
}

let last = { text: "", format: null as string | null };

/** `detect`, remembering the last text, which is judged twice. */
function formatOf(text: string): string | null {
  if (last.text !== text) last = { text, format: detect(text) };
  return last.format;
}

const JUDGE: TextJudge = {
  isGenerationText: (text) => formatOf(text) !== null,
  // An infotext always gives a record; to see that it is one is cheaper than to make the record.
  isUnderstood: (text) => formatOf(text) === "a1111" || parse(text) !== null,
};

/** @returns Whether the scan was stopped. */
async function runWithBreaths(
  files: Iterable<void>,
  shouldStop: () => boolean,
): Promise<boolean> {
  for (const _file of files) {
    if (!needsBreath()) continue;
    await breathe();
    if (shouldStop()) return true;
  }
  return false;
}

function report({ counts, errors, rowsWritten }: Scanner, interrupted: boolean): Report {
  const { found, opened, added, changed, unchanged, moved, missing, pruned } = counts;
  const lines = [
    `Scanned ${plural(found, "image file")}: ${plural(opened, "file")} opened (` +
    `${added} new, ${changed} changed, ${moved} moved, ${unchanged} unchanged), ` +
    `${plural(rowsWritten, "row")} written.`,
  ];
  if (opened > 0) lines.push(`Found in them: ${listed(counts.status)}.`);
  if (missing > 0) lines.push(`Gone: ${plural(missing, "file")}.`);
  if (pruned > 0) lines.push(`Removed: ${plural(pruned, "row")} of files that are gone.`);
  for (const { path, reason } of errors) lines.push(`Cannot scan "${path}": ${reason}`);
  if (interrupted) lines.push("Stopped before the end; run again to go on.");
  const json = { ...counts, rows_written: rowsWritten, errors };
  return { lines, json, errors: errors.length, interrupted };
}
