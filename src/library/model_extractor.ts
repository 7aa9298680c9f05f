/**
 * Extraction of model files: waiting rows of `files` to `model_files`, `model_hashes` and `model_names`.
 *
 * @module
 */
import { MIN_INTEGER } from "../host/values.ts";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { letCompose } from "../db/composed.ts";
import { isAboutRow, oneLine, transaction } from "../db/transaction.ts";
import { chunkEnd } from "../sql/chunks.ts";
import { CHUNK_STEPS, LIBRARY, LIBRARY_SETUP, WAITING_MODELS } from "./library.ts";
import { MODELS_STAMP, STATE } from "./pending.ts";
import { readState, writeState } from "./state.ts";

/** Counts of an extraction of model files. */
export interface ModelCounts {
  /** Model files whose rows were written. */
  files: number;
  /** Model files that SQLite refused. */
  failed: number;
}

/**
 * Extracts the waiting model files, chunk by chunk, each in one transaction; it yields after each chunk. A file that
 * SQLite refuses is recorded in `extraction_errors` and goes on waiting.
 *
 * @throws What SQLite throws about the database itself.
 */
export function* extractModels(
  db: DatabaseSync,
  chunk: number,
): Generator<ModelCounts, ModelCounts> {
  const counts = { files: 0, failed: 0 };
  renewModels(db);
  if (db.prepare(`SELECT 1 ${WAITING_MODELS} LIMIT 1`).get() === undefined) return counts;
  const library = new ModelExtractor(db);
  let after: bigint | null = MIN_INTEGER;
  while (after !== null) {
    after = library.next(after, chunk, counts);
    yield counts;
  }
  return counts;
}

/** Makes model files wait that another version of the program extracted. */
function renewModels(db: DatabaseSync): void {
  if (readState(db, STATE.modelsExtractedWith) === MODELS_STAMP) return;
  transaction(db, () => {
    db.prepare(
      `UPDATE files SET extraction_pending = 1
       WHERE extraction_pending = 0 AND kind = 'model' AND extracted_with IS NOT ?`,
    ).run(MODELS_STAMP);
    writeState(db, STATE.modelsExtractedWith, MODELS_STAMP);
  });
}

/** Waiting files: at most `chunk` of those with `after` < id ≤ `until`. */
interface Range {
  readonly after: bigint;
  readonly until: bigint;
  readonly chunk: number;
}

class ModelExtractor {
  private readonly clear: StatementSync;
  private readonly parse: StatementSync;
  private readonly steps: readonly StatementSync[];
  private readonly bookkeeping: StatementSync;
  private readonly summary: StatementSync;
  private readonly until: StatementSync;
  private readonly chunkIds: StatementSync;
  private readonly recordError: StatementSync;

  constructor(private readonly db: DatabaseSync) {
    letCompose(db);
    for (const sql of LIBRARY_SETUP) db.exec(sql);
    this.clear = db.prepare(LIBRARY.clear);
    this.parse = db.prepare(LIBRARY.parse);
    this.steps = CHUNK_STEPS.map((sql) => db.prepare(sql));
    this.bookkeeping = db.prepare(LIBRARY.bookkeeping);
    this.summary = db.prepare(LIBRARY.summary);
    this.until = db.prepare(chunkEnd(WAITING_MODELS));
    this.chunkIds = db.prepare(LIBRARY.chunkIds);
    this.recordError = db.prepare(LIBRARY.recordError);
    for (const statement of [this.until, this.chunkIds]) statement.setReadBigInts(true);
  }

  /** @returns The last file of the chunk, or null when none was waiting. */
  next(after: bigint, chunk: number, counts: ModelCounts): bigint | null {
    const until = this.until.get({ after, chunk })?.["until"] ?? null;
    if (until === null) return null;
    const range = { after, until: BigInt(until as bigint), chunk };
    try {
      counts.files += this.extract(range);
    } catch (error) {
      if (!isAboutRow(error)) throw error;
      this.oneByOne(range, counts);
    }
    return range.until;
  }

  /** @returns How many files; another process may have extracted some meanwhile. */
  private extract(range: Range): number {
    return transaction(this.db, () => {
      this.clear.run();
      this.parse.run({ ...range });
      for (const step of this.steps) step.run();
      this.bookkeeping.run({ stamp: MODELS_STAMP });
      return Number(this.summary.get()?.["files"]);
    });
  }

  /** Extracts the same files, each in a transaction of its own. */
  private oneByOne(range: Range, counts: ModelCounts): void {
    for (const { id: found } of this.chunkIds.all({ ...range })) {
      const id = BigInt(found as bigint);
      try {
        counts.files += this.extract({ after: id - 1n, until: id, chunk: 1 });
      } catch (error) {
        if (!isAboutRow(error)) throw error;
        counts.failed++;
        transaction(this.db, () => this.recordError.run({ id, message: oneLine(error) }));
      }
    }
  }
}
