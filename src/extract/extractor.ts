/**
 * Extraction: waiting rows of `files` to `models`, `lora_usages` and `image_resources`, chunk by chunk.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { isAboutRow, oneLine, transaction } from "../db/transaction.ts";
import { type Counts, noCounts } from "./counts.ts";
import { EXTRACTION } from "./extraction.ts";
import { chunkEnd } from "../sql/chunks.ts";
import { pairMeaning } from "./pairs.ts";
import { type ExtractionStamps, toJson } from "./stamp.ts";
import { WAITING } from "./waiting.ts";

/** Options of an extraction. */
export interface ExtractorOptions {
  /** Rows in one transaction. */
  readonly chunk: number;
  /** Name what rows are extracted with. */
  readonly stamps: ExtractionStamps;
  /** The options of `sd_loras`, as JSON. */
  readonly usageOptions: string;
  /** Whether rows go whose text disappeared. */
  readonly deleteMissing: boolean;
}

/** Result of one chunk. */
export interface ChunkResult {
  /** The last file of the chunk; null when nothing was waiting. */
  readonly last: bigint | null;
  /** Files of the chunk. */
  readonly files: number;
}

/** Extracts from one connection, in which the `sd_*` functions are installed. */
export class Extractor {
  readonly counts: Counts = noCounts();
  private readonly prepared: Statements;
  private readonly stamps: string;

  constructor(private readonly db: DatabaseSync, private readonly options: ExtractorOptions) {
    db.exec(EXTRACTION.extracted);
    db.function(
      "sd_pair_meaning",
      { deterministic: true },
      (key, value) => pairMeaning(String(key), String(value)),
    );
    this.prepared = prepareAll(db);
    this.stamps = toJson(options.stamps);
  }

  /** Counts the files after `after` that wait. */
  waiting(after: bigint): number {
    return Number(this.prepared.waiting.get({ after })?.n);
  }

  /**
   * Extracts the next files behind `after` in one transaction.
   *
   * A file that SQLite refuses (a constraint, a trigger of the user's) is recorded in `extraction_errors` and goes on
   * waiting; the others of the chunk are committed.
   *
   * @throws What SQLite throws about the database itself: locked, full, read-only, damaged.
   */
  next(after: bigint): ChunkResult {
    const { chunk } = this.options;
    const until = this.prepared.until.get({ after, chunk })?.until ?? null;
    if (until === null) return { last: null, files: 0 };
    const range = { after, until: BigInt(until as bigint), chunk };
    try {
      return this.extract(range);
    } catch (error) {
      if (!isAboutRow(error)) throw error;
      return this.oneByOne(range);
    }
  }

  /** Extracts the same files, each in a transaction of its own, so that one that fails takes no other with it. */
  private oneByOne(range: Range): ChunkResult {
    const rows = this.prepared.chunkIds.all({ ...range });
    const ids = rows.map((row) => BigInt(row.id as bigint));
    for (const id of ids) {
      try {
        this.extract({ after: id - 1n, until: id, chunk: 1 });
      } catch (error) {
        if (!isAboutRow(error)) throw error;
        this.counts.failed++;
        const message = oneLine(error);
        transaction(this.db, () => this.prepared.recordError.run({ id, message }));
      }
    }
    return { last: range.until, files: ids.length };
  }

  private extract(range: Range): ChunkResult {
    const { summary, written } = transaction(this.db, () => this.write(range));
    const files = Number(summary.files);
    // Another process may have extracted them meanwhile; what is behind them still waits.
    if (files === 0) return { last: range.until, files };
    const { counts } = this;
    for (const [name, rows] of Object.entries(written)) {
      counts[name as keyof Written] += Number(rows);
    }
    for (const name of ["parsed", "same", "unrecognized", "former"] as const) {
      counts[name] += Number(summary[name]);
    }
    for (const { reason, tags } of this.prepared.discarded.all()) {
      counts.discarded[String(reason)] = (counts.discarded[String(reason)] ?? 0) + Number(tags);
    }
    return { last: range.until, files };
  }

  /** The statements of one chunk; what they did counts once they are committed. */
  private write({ after, until, chunk }: Range): {
    summary: Record<string, unknown>;
    written: Written;
  } {
    const { usageOptions: options, deleteMissing } = this.options;
    const { prepared, stamps } = this;
    prepared.clear.run();
    prepared.parse.run({ after, until, chunk, stamps, options, delete: deleteMissing ? 1n : 0n });
    prepared.differing.run();
    const removed = prepared.clearModels.run().changes;
    prepared.clearUsages.run();
    prepared.clearResources.run();
    prepared.formers.run();
    const models = prepared.models.run().changes;
    const usages = prepared.usages.run().changes;
    const resources = prepared.resources.run().changes;
    prepared.clearErrors.run();
    prepared.bookkeeping.run();
    const summary = prepared.summary.get() ?? {};
    return { summary, written: { models, usages, resources, removed } };
  }
}

/** Waiting files: at most `chunk` of those with `after` < id ≤ `until`. */
interface Range {
  readonly after: bigint;
  readonly until: bigint;
  readonly chunk: number;
}

type Written = Record<"models" | "usages" | "resources" | "removed", number | bigint>;

type Statements = ReturnType<typeof prepareAll>;

function prepareAll(db: DatabaseSync): Record<StatementName, StatementSync> {
  const entries = Object.entries(STATEMENTS).map(([name, sql]) => {
    const statement = db.prepare(sql);
    statement.setReadBigInts(true);
    return [name, statement];
  });
  return Object.fromEntries(entries) as Record<StatementName, StatementSync>;
}

const { extracted: _made, ...STEPS } = EXTRACTION;
const STATEMENTS = { ...STEPS, until: chunkEnd(WAITING) } as const;

type StatementName = keyof typeof STATEMENTS;
