/**
 * Writes of a scan, a chunk in one transaction.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { isAboutRow, oneLine, transaction } from "../db/transaction.ts";
import type { WalkError } from "./walk.ts";

/** One file's write. */
export interface Write {
  /** The file, for messages. */
  readonly path: string;
  /** Writes its row. */
  readonly run: () => void;
  /** Is called once it is committed. */
  readonly done?: () => void;
  /** How long the text is that waits with it. */
  readonly characters?: number;
}

/** Texts that wait to be written take at most about this much memory. */
const MAX_CHARACTERS = 16 * 1024 * 1024;

/** Collects writes; each file that SQLite refuses is reported, the others of its chunk are committed. */
export class WriteQueue {
  /** Writes that were committed. */
  committed = 0;
  private waiting: Write[] = [];
  private characters = 0;

  constructor(
    private readonly db: DatabaseSync,
    private readonly chunk: number,
    private readonly failed: (error: WalkError) => void,
  ) {}

  /** Adds a write; a full chunk is written at once. */
  add(write: Write): void {
    this.waiting.push(write);
    this.characters += write.characters ?? 0;
    if (this.waiting.length >= this.chunk || this.characters > MAX_CHARACTERS) this.flush();
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
      this.failed({ path: write.path, reason: oneLine(error) });
    }
  }

  private commit(writes: readonly Write[]): void {
    transaction(this.db, () => writes.forEach((write) => write.run()));
    this.committed += writes.length;
    for (const { done } of writes) done?.();
  }
}
