/**
 * Writes of a scan, a chunk in one transaction.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { Prepared } from "../../db/prepared.ts";
import { isAboutRow, oneLine, transaction } from "../../db/transaction.ts";
import type { ReadFile } from "../../files/row.ts";
import { BATCH_ROWS } from "./file_statements.ts";
import type { FileStore } from "./file_store.ts";
import type { WalkError } from "../../files/walk.ts";

/** One file's write. */
export interface Write {
  /** The file, for messages. */
  readonly path: string;
  /** Its row, when there is one already. */
  readonly id?: bigint;
  /** Writes its row. @returns False where it cannot be stored, which is no error. */
  readonly run: () => boolean | void;
  /** The file, where all that `run` does is to add its row. */
  readonly added?: ReadFile | undefined;
  /** Is called once it is committed. */
  readonly done?: (isStored: boolean) => void;
  /** Length of the text that waits with it. */
  readonly characters?: number;
}

/** Texts that wait to be written take at most about this much memory. */
const MAX_CHARACTERS = 16 * 1024 * 1024;
/** SQLite copies rows that are added by one statement: long ones go alone. */
const MAX_BATCH_CHARACTERS = 256 * 1024;

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
  private readonly errors: Prepared<keyof typeof ERROR_SQL>;
  /** Whether any file has an entry of a scan: mostly none has, and nothing is looked up. */
  hasErrors: boolean;

  constructor(
    private readonly db: DatabaseSync,
    private readonly store: FileStore,
    private readonly chunk: number,
    private readonly failed: (error: WalkError) => void,
  ) {
    this.errors = new Prepared(db, ERROR_SQL);
    this.hasErrors = this.errors.get("any").get() !== undefined;
  }

  /** Adds a write; a full chunk is written at once. */
  add(write: Write): void {
    this.waiting.push(write);
    this.characters += write.characters ?? 0;
    if (this.waiting.length >= this.chunk || this.characters > MAX_CHARACTERS) this.flush();
  }

  /** Says that a file needs no write: what an earlier scan could not write of it is no longer wanted. */
  wentWell(id: bigint | undefined): void {
    if (!this.hasErrors || id === undefined || this.errors.get("known").get(id) === undefined) {
      return;
    }
    transaction(this.db, () => this.errors.get("remove").run(id));
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
    // A statement that cannot be prepared is about the database, and no row's fault.
    this.store.prepare();
    // One statement per row tells which row of a failed batch is at fault.
    for (const inBatches of writes.some(({ added }) => added) ? [true, false] : [false]) {
      try {
        return this.commit(writes, inBatches);
      } catch (error) {
        if (!isAboutRow(error)) throw error;
      }
    }
    for (const write of writes) this.commitAlone(write);
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
      this.errors.get("remove").run(id);
      this.errors.get("add").run({ id, message });
    });
    this.hasErrors = true;
  }

  private commit(writes: readonly Write[], inBatches = false): void {
    const unstored = new Set<Write>();
    transaction(this.db, () => {
      for (let at = 0; at < writes.length; at += BATCH_ROWS) {
        const batch = inBatches ? batchAt(writes, at) : null;
        if (batch !== null) this.store.insertBatch(batch);
        else {
          for (const write of writes.slice(at, at + BATCH_ROWS)) {
            if (!this.write(write)) unstored.add(write);
          }
        }
      }
    });
    this.committed += writes.length - unstored.size;
    for (const write of writes) write.done?.(!unstored.has(write));
  }

  /** @returns Whether it was stored. */
  private write({ run, id }: Write): boolean {
    const isStored = run() !== false;
    if (this.hasErrors && id !== undefined) this.errors.get("remove").run(id);
    return isStored;
  }
}

/** The files from `from` on whose rows one statement may add, else null. */
function batchAt(writes: readonly Write[], from: number): ReadFile[] | null {
  const files: ReadFile[] = [];
  let length = 0;
  for (let at = from; at < from + BATCH_ROWS; at++) {
    const { added, characters = 0 } = writes[at] ?? {};
    length += characters;
    if (added === undefined || length > MAX_BATCH_CHARACTERS) return null;
    files.push(added);
  }
  return files;
}
