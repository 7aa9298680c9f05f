/**
 * `extract`: fills `models`, `lora_usages` and `image_resources` from the texts in `files`.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { type OnMissing, readSettings } from "../db/settings.ts";
import { type Counts, Extractor } from "../extract/extractor.ts";
import { renewStamp, stampOf } from "../extract/stamp.ts";
import type { SqlPlugin } from "../host/plugin.ts";
import type { CommandContext, Report } from "./command.ts";
import { breathe, DEFAULT_CHUNK, naming, openForWork } from "./database.ts";
import { joinReports, listed, plural } from "./report.ts";
import { readableRoots, scanInto } from "./scan.ts";

/** What `extract` is asked for. */
export interface ExtractOptions {
  /** The database's file; it is created when paths are given. */
  readonly database: string;
  /** Files and folders to scan first. */
  readonly paths?: readonly string[];
  /** Rows in one transaction. Default: 500. */
  readonly chunk?: number;
  /** What becomes of rows whose text disappeared. Default: the setting `on_missing`. */
  readonly onMissing?: OnMissing;
  /** Whether sidecars fill what the embedded text leaves open. Default: the setting. */
  readonly allowSidecarMerge?: boolean;
  /** Whether files that are gone are removed from the database. Default: false. */
  readonly prune?: boolean;
  /** The user's own functions, for triggers and views that call them. */
  readonly plugins?: readonly SqlPlugin[];
}

/**
 * Scans the paths, if any, then extracts every waiting row.
 *
 * @throws {DatabaseError} If the database cannot be opened, migrated or written.
 * @throws {ScanError} If a path cannot be read; nothing is changed then.
 */
export async function extract(options: ExtractOptions, context: CommandContext): Promise<Report> {
  const { database, paths = [], plugins = [] } = options;
  const roots = readableRoots(paths);
  using db = openForWork(database, { create: roots.length > 0, plugins });
  return await naming(database, async () => {
    const scanned = roots.length === 0 ? null : await scanInto(db, roots, options, context);
    if (scanned?.interrupted) return joinReports({ scan: scanned });
    const extracted = await extractFrom(db, options, context);
    return joinReports({ ...(scanned === null ? {} : { scan: scanned }), extract: extracted });
  });
}

async function extractFrom(
  db: DatabaseSync,
  { chunk = DEFAULT_CHUNK, onMissing }: ExtractOptions,
  context: CommandContext,
): Promise<Report> {
  const settings = readSettings(db);
  const { lora_weight_min, lora_weight_max } = settings;
  const stamp = stampOf(settings);
  renewStamp(db, stamp);
  const extractor = new Extractor(db, {
    chunk,
    stamp,
    usageOptions: JSON.stringify({ lora_weight_min, lora_weight_max, discarded: true }),
    deleteMissing: (onMissing ?? settings.on_missing) === "delete",
  });
  const waiting = extractor.waiting();
  let done = 0;
  let interrupted = false;
  if (waiting > 0) {
    const progress = context.progress("Extracting", "files");
    for (let last: number | null = MIN_ID; last !== null && !interrupted;) {
      const result = extractor.next(last);
      last = result.last;
      done += result.files;
      progress.update(done, Math.max(done, waiting));
      await breathe();
      interrupted = last !== null && context.interrupted();
    }
    progress.end();
  }
  return report(extractor.counts, done, interrupted ? waiting - done : 0, interrupted);
}

/** SQLite's smallest INTEGER that a number holds exactly: ids may be negative. */
const MIN_ID = Number.MIN_SAFE_INTEGER;

function report(counts: Counts, files: number, left: number, interrupted: boolean): Report {
  const written = counts.models + counts.usages + counts.resources + counts.removed;
  const discarded = Object.values(counts.discarded).reduce((sum, tags) => sum + tags, 0);
  const lines = [
    `Extracted ${plural(files, "file")}: ${plural(counts.parsed, "text")} parsed, ` +
    `${plural(written, "row")} written (${counts.models} models, ${counts.usages} LoRA usages, ` +
    `${counts.resources} resources).`,
  ];
  if (counts.same > 0) lines.push(`Unchanged in meaning: ${plural(counts.same, "text")}.`);
  if (counts.unrecognized > 0) {
    lines.push(`No parser here understands: ${plural(counts.unrecognized, "text")}.`);
  }
  if (counts.removed > 0) lines.push(`Removed: ${plural(counts.removed, "model row")}.`);
  if (discarded > 0) {
    lines.push(`Discarded LoRA tags: ${discarded} (${listed(counts.discarded)}).`);
  }
  if (counts.failed > 0) {
    lines.push(`Failed: ${plural(counts.failed, "file")}; see the table extraction_errors.`);
  }
  if (interrupted) lines.push(`Stopped: ${plural(left, "file")} left; run again to go on.`);
  return {
    lines,
    json: { files, ...counts, rows_written: written, left },
    errors: counts.failed,
    interrupted,
  };
}
