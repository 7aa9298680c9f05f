/**
 * Extraction of model files: waiting rows of `files` to `model_files`, `model_hashes` and `model_names`.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { isAboutRow, oneLine, transaction } from "../db/transaction.ts";
import { MODELS_STAMP, STATE } from "./pending.ts";
import { readState, writeState } from "./state.ts";
import { DONE, LIBRARY_SETUP, LIBRARY_STEPS, PARSE } from "./statements.ts";

/** Below every id: a key of SQLite is a signed integer of 64 bits. */
const BEFORE_ALL = -(2n ** 63n);
const LAST_ID = 2n ** 63n - 1n;

/** What an extraction of model files did. */
export interface ModelCounts {
  /** Model files whose rows were written. */
  files: number;
  /** Model files that SQLite refused. */
  failed: number;
}

const WAITING = "SELECT id FROM files WHERE extraction_pending = 1 AND kind = 'model' AND id > ?";

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
  const waiting = db.prepare(`${WAITING} LIMIT 1`);
  if (waiting.get(BEFORE_ALL) === undefined) return counts;
  const library = new ModelExtractor(db);
  let after: bigint | null = BEFORE_ALL;
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

interface ChunkResult {
  readonly last: bigint | null;
  readonly files: number;
}

class ModelExtractor {
  private readonly clear: StatementSync;
  private readonly parse: StatementSync;
  private readonly steps: readonly StatementSync[];
  private readonly done: StatementSync;
  private readonly summary: StatementSync;
  private readonly nextIds: StatementSync;
  private readonly recordError: StatementSync;

  constructor(private readonly db: DatabaseSync) {
    for (const sql of LIBRARY_SETUP) db.exec(sql);
    this.clear = db.prepare("DELETE FROM temp.extracted_models");
    this.parse = db.prepare(PARSE);
    this.steps = LIBRARY_STEPS.map((sql) => db.prepare(sql));
    this.done = db.prepare(DONE);
    this.summary = db.prepare(
      "SELECT count(*) AS files, max(file_id) AS last FROM temp.extracted_models",
    );
    this.nextIds = db.prepare(`${WAITING} ORDER BY id LIMIT ?`);
    this.recordError = db.prepare(
      `INSERT INTO extraction_errors (file_id, stage, message)
       SELECT id, 'extract', ? FROM files WHERE id = ?`,
    );
    for (const statement of [this.summary, this.nextIds]) statement.setReadBigInts(true);
  }

  /** @returns The last file of the chunk, or null when none was waiting. */
  next(after: bigint, chunk: number, counts: ModelCounts): bigint | null {
    try {
      const { last, files } = this.extract(after, LAST_ID, chunk);
      counts.files += files;
      return last;
    } catch (error) {
      if (!isAboutRow(error)) throw error;
      return this.oneByOne(after, chunk, counts);
    }
  }

  private extract(after: bigint, until: bigint, chunk: number): ChunkResult {
    return transaction(this.db, () => {
      this.clear.run();
      this.parse.run({ after, until, chunk });
      for (const step of this.steps) step.run();
      this.done.run({ stamp: MODELS_STAMP });
      const { files, last } = this.summary.get() ?? {};
      return { files: Number(files), last: last === null ? null : BigInt(last as bigint) };
    });
  }

  /** The same files, each in a transaction of its own. @returns The last of them. */
  private oneByOne(after: bigint, chunk: number, counts: ModelCounts): bigint | null {
    const ids = this.nextIds.all(after, chunk).map(({ id }) => BigInt(id as bigint));
    for (const id of ids) {
      try {
        counts.files += this.extract(id - 1n, id, 1).files;
      } catch (error) {
        if (!isAboutRow(error)) throw error;
        counts.failed++;
        transaction(this.db, () => this.recordError.run(oneLine(error), id));
      }
    }
    return ids[ids.length - 1] ?? null;
  }
}
