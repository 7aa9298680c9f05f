/**
 * Writes of a scan, a chunk in one transaction.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { isAboutRow, oneLine, transaction } from "../db/transaction.ts";
import type { WalkError } from "./walk.ts";

/** One file's write. */
export interface Write {
  /** The file, for messages. */
  readonly path: string;
  /** Its row, when there is one already. */
  readonly id?: bigint;
  /** Writes its row. */
  readonly run: () => void;
  /** Is called once it is committed. */
  readonly done?: () => void;
  /** How long the text is that waits with it. */
  readonly characters?: number;
}

/** Texts that wait to be written take at most about this much memory. */
const MAX_CHARACTERS = 16 * 1024 * 1024;

const ERROR_SQL = {
  any: "SELECT 1 FROM extraction_errors WHERE stage = 'scan' LIMIT 1",
  known: "SELECT 1 FROM extraction_errors WHERE stage = 'scan' AND file_id = ?",
  add: `INSERT INTO extraction_errors (file_id, stage, message)
    SELECT id, 'scan', :message FROM files WHERE id = :id`,
  remove: "DELETE FROM extraction_errors WHERE stage = 'scan' AND file_id = ?",
} as const;

/**
 * Collects writes; each file that SQLite refuses is reported, the others of its chunk are committed. The reason stands
 * in `extraction_errors`, if the file has a row, until a scan is done with the file without an error.
 */
export class WriteQueue {
  /** Writes that were committed. */
  committed = 0;
  private waiting: Write[] = [];
  private characters = 0;
  private readonly errors: Record<keyof typeof ERROR_SQL, StatementSync>;
  /** Whether any file has an entry of a scan: mostly none has, and nothing is looked up. */
  private hasErrors: boolean;

  constructor(
    private readonly db: DatabaseSync,
    private readonly chunk: number,
    private readonly failed: (error: WalkError) => void,
  ) {
    this.errors = Object.fromEntries(
      Object.entries(ERROR_SQL).map(([name, sql]) => [name, db.prepare(sql)]),
    ) as Record<keyof typeof ERROR_SQL, StatementSync>;
    this.hasErrors = this.errors.any.get() !== undefined;
  }

  /** Adds a write; a full chunk is written at once. */
  add(write: Write): void {
    this.waiting.push(write);
    this.characters += write.characters ?? 0;
    if (this.waiting.length >= this.chunk || this.characters > MAX_CHARACTERS) this.flush();
  }

  /** Says that a file needs no write: what an earlier scan could not write of it is no longer wanted. */
  wentWell(id: bigint): void {
    if (!this.hasErrors || this.errors.known.get(id) === undefined) return;
    transaction(this.db, () => this.errors.remove.run(id));
  }

  /**
   * Writes what waits.
   *
   * @throws What SQLite throws about the database itself: locked, full, read-only, damaged.
   */
  flush(): void {
    const writes = this.waiting;
    this.waiting = [];
    this.characters = 0;
    if (writes.length === 0) return;
    try {
      this.commit(writes);
    } catch (error) {
      if (!isAboutRow(error)) throw error;
      for (const write of writes) this.commitAlone(write);
    }
  }

  private commitAlone(write: Write): void {
    try {
      this.commit([write]);
    } catch (error) {
      if (!isAboutRow(error)) throw error;
      const reason = oneLine(error);
      this.failed({ path: write.path, reason });
      if (write.id !== undefined) this.record(write.id, reason);
    }
  }

  private record(id: bigint, message: string): void {
    transaction(this.db, () => {
      this.errors.remove.run(id);
      this.errors.add.run({ id, message });
    });
    this.hasErrors = true;
  }

  private commit(writes: readonly Write[]): void {
    transaction(this.db, () => {
      for (const { run, id } of writes) {
        run();
        if (this.hasErrors && id !== undefined) this.errors.remove.run(id);
      }
    });
    this.committed += writes.length;
    for (const { done } of writes) done?.();
  }
}
