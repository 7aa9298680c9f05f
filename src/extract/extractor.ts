/**
 * Extraction: waiting rows of `files` to `models`, `lora_usages` and `image_resources`, chunk by chunk.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { DatabaseError, translateSqliteError } from "../host/open.ts";
import { SQL } from "./statements.ts";

/** What an extraction goes by. */
export interface ExtractorOptions {
  /** Rows in one transaction. */
  readonly chunk: number;
  /** Names what the rows are extracted with: parser version and settings. */
  readonly stamp: string;
  /** The options of `sd_loras`, as JSON. */
  readonly usageOptions: string;
  /** Whether rows go whose text disappeared. */
  readonly deleteMissing: boolean;
}

/** How much was done. */
export interface Counts {
  /** Texts that were parsed. */
  parsed: number;
  /** Rows written to `models`. */
  models: number;
  /** Rows written to `lora_usages`. */
  usages: number;
  /** Rows written to `image_resources`. */
  resources: number;
  /** Rows removed from the three tables without a successor. */
  removed: number;
  /** Texts whose record was stored already. */
  same: number;
  /** Texts in which nothing was found. */
  unrecognized: number;
  /** Files that failed. */
  failed: number;
  /** Discarded LoRA tags by reason. */
  discarded: Record<string, number>;
}

/** Counts of nothing done. */
export function noCounts(): Counts {
  return {
    parsed: 0,
    models: 0,
    usages: 0,
    resources: 0,
    removed: 0,
    same: 0,
    unrecognized: 0,
    failed: 0,
    discarded: {},
  };
}

/** What one chunk did. */
export interface ChunkResult {
  /** The last file of the chunk; null when nothing was waiting. */
  readonly last: number | null;
  /** Files of the chunk. */
  readonly files: number;
}

/** Extracts from one connection, in which the `sd_*` functions are installed. */
export class Extractor {
  readonly counts: Counts = noCounts();
  private readonly prepared: Prepared;

  constructor(private readonly db: DatabaseSync, private readonly options: ExtractorOptions) {
    db.exec(SQL.extracted);
    this.prepared = prepareAll(db);
  }

  /** How many files are waiting. */
  waiting(): number {
    return Number(this.prepared.waiting.get()?.n ?? 0);
  }

  /**
   * Extracts the next files behind `after` in one transaction.
   *
   * A file that SQLite refuses (a constraint, a trigger of the user's) is recorded in `extraction_errors` and goes on
   * waiting; the others of the chunk are committed.
   *
   * @throws What SQLite throws about the database itself: locked, full, read-only, damaged.
   */
  next(after: number): ChunkResult {
    try {
      return this.transaction(() => this.extract(after, this.options.chunk));
    } catch (error) {
      if (!isAboutRow(error)) throw error;
      return this.oneByOne(after);
    }
  }

  /** The same files, each in a transaction of its own, so that one that fails takes no other with it. */
  private oneByOne(after: number): ChunkResult {
    const ids = this.prepared.nextIds.all({ after, chunk: this.options.chunk });
    for (const id of ids.map((row) => Number(row.id))) {
      try {
        this.transaction(() => this.extract(id - 1, 1));
      } catch (error) {
        if (!isAboutRow(error)) throw error;
        this.counts.failed++;
        this.transaction(() => this.prepared.recordError.run(id, messageOf(error)));
      }
    }
    const last = ids.length === 0 ? null : Number(ids[ids.length - 1]?.id);
    return { last, files: ids.length };
  }

  private transaction<T>(work: () => T): T {
    this.db.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.db.exec("COMMIT");
      return result;
    } catch (error) {
      if (this.db.isTransaction) this.db.exec("ROLLBACK");
      throw error;
    }
  }

  private extract(after: number, chunk: number): ChunkResult {
    const { stamp, usageOptions, deleteMissing } = this.options;
    const { prepared } = this;
    prepared.clear.run();
    prepared.parse.run({
      after,
      chunk,
      stamp,
      options: usageOptions,
      delete: deleteMissing ? 1n : 0n,
    });
    const summary = prepared.summary.get() ?? {};
    const files = Number(summary.files);
    if (files === 0) return { last: null, files };
    const removed = prepared.clearModels.run().changes;
    prepared.clearUsages.run();
    prepared.clearResources.run();
    const models = prepared.models.run().changes;
    const usages = prepared.usages.run().changes;
    const resources = prepared.resources.run().changes;
    prepared.clearErrors.run();
    prepared.bookkeeping.run({ stamp });
    this.count({ models, usages, resources, removed }, summary);
    return { last: Number(summary.last), files };
  }

  private count(
    written: Record<"models" | "usages" | "resources" | "removed", number | bigint>,
    summary: Record<string, unknown>,
  ): void {
    const { counts } = this;
    for (const name of ["models", "usages", "resources", "removed"] as const) {
      counts[name] += Number(written[name]);
    }
    for (const name of ["parsed", "same", "unrecognized"] as const) {
      counts[name] += Number(summary[name]);
    }
    for (const { reason, tags } of this.prepared.discarded.all()) {
      counts.discarded[String(reason)] = (counts.discarded[String(reason)] ?? 0) + Number(tags);
    }
  }
}

/** Whether an error is about a row that is written, not about the database. */
function isAboutRow(error: unknown): error is Error {
  return error instanceof Error &&
    !(translateSqliteError(error, "", "write") instanceof DatabaseError);
}

function messageOf(error: Error): string {
  return error.message.replace(/\s+/g, " ").trim();
}

type Prepared = ReturnType<typeof prepareAll>;

function prepareAll(db: DatabaseSync): Record<StatementName, StatementSync> {
  const entries = Object.entries({ ...SQL, ...OWN_SQL }).filter(([name]) => name !== "extracted");
  return Object.fromEntries(entries.map(([name, sql]) => [name, db.prepare(sql)])) as Record<
    StatementName,
    StatementSync
  >;
}

type StatementName = Exclude<keyof typeof SQL, "extracted"> | keyof typeof OWN_SQL;

const WAITING = "FROM files WHERE extraction_pending = 1 AND kind = 'image'";

const OWN_SQL = {
  clear: "DELETE FROM temp.extracted",
  summary: `SELECT count(*) AS files, max(file_id) AS last,
    count(*) FILTER (WHERE outcome <> 'empty') AS parsed,
    count(*) FILTER (WHERE outcome = 'same') AS same,
    count(*) FILTER (WHERE outcome = 'none') AS unrecognized FROM temp.extracted`,
  waiting: `SELECT count(*) AS n ${WAITING}`,
  nextIds: `SELECT id ${WAITING} AND id > :after ORDER BY id LIMIT :chunk`,
  recordError: "INSERT INTO extraction_errors (file_id, stage, message) VALUES (?, 'extract', ?)",
} as const;
