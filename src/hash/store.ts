/**
 * The rows that `hash` reads and writes.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { transaction } from "../db/transaction.ts";
import type { FileRow } from "../files/row.ts";
import { HASH_STEPS, LIBRARY, LIBRARY_SETUP } from "../library/library.ts";
import { named } from "../sql/columns.ts";
import { HASH_DIGITS } from "../sql/hashes.ts";
import type { Digests } from "./digest.ts";

/** Columns of `files` that hashing reads. */
const ROW = [
  "id",
  "file_path",
  "kind",
  "container",
  "file_size",
  "file_mtime",
  "file_inode",
] as const;

/** A row as hashing needs it. */
export type HashRow = Pick<FileRow, (typeof ROW)[number]>;

const STATEMENTS = {
  row: `SELECT ${named(ROW)} FROM files WHERE id = ?`,
  setHash: "UPDATE files SET file_hash = ? WHERE id = ?",
  setModel: `INSERT INTO model_files
      (file_id, sha256, tensor_sha256, autov1, autov2, autov3, hashed_at)
    VALUES (:id, :sha256, :tensor_sha256, :autov1, substr(:sha256, 1, ${HASH_DIGITS.autov2}),
      substr(:tensor_sha256, 1, ${HASH_DIGITS.autov3}), CURRENT_TIMESTAMP)
    ON CONFLICT (file_id) DO UPDATE SET sha256 = excluded.sha256,
      tensor_sha256 = excluded.tensor_sha256, autov1 = excluded.autov1, autov2 = excluded.autov2,
      autov3 = excluded.autov3, hashed_at = excluded.hashed_at`,
  clear: LIBRARY.clear,
  choose: "INSERT INTO temp.extracted_models (file_id) VALUES (?)",
  setMissing: "UPDATE files SET status = 'missing' WHERE id = ?",
  forgetError: "DELETE FROM extraction_errors WHERE stage = 'hash' AND file_id = ?",
  recordError: `INSERT INTO extraction_errors (file_id, stage, message)
    SELECT id, 'hash', ? FROM files WHERE id = ?`,
} as const;

/** Statements over one connection. */
export class HashStore {
  private readonly statements: Record<keyof typeof STATEMENTS, StatementSync>;
  private readonly steps: readonly StatementSync[];

  constructor(private readonly db: DatabaseSync) {
    for (const sql of LIBRARY_SETUP) db.exec(sql);
    this.statements = Object.fromEntries(
      Object.entries(STATEMENTS).map(([name, sql]) => [name, db.prepare(sql)]),
    ) as Record<keyof typeof STATEMENTS, StatementSync>;
    this.statements.row.setReadBigInts(true);
    this.steps = HASH_STEPS.map((sql) => db.prepare(sql));
  }

  /** The row of a file, if it is still there. */
  row(id: bigint): HashRow | undefined {
    return this.statements.row.get(id) as unknown as HashRow | undefined;
  }

  /** Stores the hashes of a file if its row is as it has to be, in one transaction. @returns Whether it was. */
  store(
    { id, isModel }: { readonly id: bigint; readonly isModel: boolean },
    { sha256, tensor_sha256, autov1 }: Digests,
    isRight: (row: HashRow) => boolean,
  ): boolean {
    const { statements } = this;
    return transaction(this.db, () => {
      const row = this.row(id);
      if (row === undefined || !isRight(row)) return false;
      if (isModel) {
        statements.setModel.run({ id, sha256, tensor_sha256, autov1 });
        statements.clear.run();
        statements.choose.run(id);
        for (const step of this.steps) step.run();
      }
      statements.setHash.run(sha256, id);
      statements.forgetError.run(id);
      return true;
    });
  }

  /** Marks a file that is gone. */
  setMissing(id: bigint): void {
    transaction(this.db, () => this.statements.setMissing.run(id));
  }

  /** Records why a file could not be hashed. */
  recordError(id: bigint, reason: string): void {
    transaction(this.db, () => this.statements.recordError.run(reason, id));
  }
}
