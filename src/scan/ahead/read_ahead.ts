/**
 * Reading files ahead, in two threads: another one and, where that one has enough to do, this one.
 *
 * @module
 */
import type { WalkError } from "../../files/walk.ts";
import type { Found } from "../compare/found.ts";
import type { Pace } from "../pace.ts";
import type { ReadEntry } from "../read/entry.ts";
import { Batch, type Turn } from "./batch.ts";
import { MAX_TOGETHER, readOne } from "./read_task.ts";
import type { ReadingThread } from "./thread.ts";

/** Batches that the other thread has in front of it at most. */
const MAX_ASKED = 8;
/** Bounds of what waits for its turn, in batches and in characters of text. */
const MAX_BATCHES = 16;
const MAX_CHARACTERS = 8 * 1024 * 1024;

/** Gives back what it is given, in the same order, files read as far as possible. */
export class ReadAhead {
  private readonly batches: Batch[] = [];
  private batch = new Batch();

  constructor(
    private readonly thread: ReadingThread,
    private readonly reads: ReadEntry,
    private readonly pace: Pace,
  ) {}

  /** Whether it is of use. */
  get isReady(): boolean {
    return this.thread.isReady;
  }

  /** Whether `turns` has to be called before more is added. */
  get isFull(): boolean {
    return this.batch.isFull;
  }

  /** Adds what comes next; `isRead` says that the file is to be read. */
  add(item: Found, isRead: boolean): void {
    this.batch.turns.push(item);
    if (isRead) this.batch.files.push(item);
  }

  /** Adds a folder that cannot be read. */
  addError(error: WalkError): void {
    this.batch.turns.push(error);
  }

  /**
   * Gives those whose turn it is.
   *
   * @param isEnd Whether nothing is added any more.
   * @throws {Interrupted} If the user wants to stop.
   */
  async *turns(isEnd: boolean): AsyncGenerator<readonly Turn[]> {
    await this.close();
    // Mostly one for one, so that the other thread always has something to do.
    do {
      const [head] = this.batches;
      if (head === undefined) return;
      if (head.waits) {
        if (!isEnd && !this.isOver && !this.thread.hasAnswer) return;
        if (head.reading !== null) await this.pace.waitFor(head.reading);
      }
      head.check();
      this.batches.shift();
      yield head.turns;
    } while (isEnd || this.isOver);
  }

  /** Whether more waits than may. */
  private get isOver(): boolean {
    return this.batches.length >= MAX_BATCHES ||
      this.batches.reduce((sum, { characters }) => sum + characters, 0) > MAX_CHARACTERS;
  }

  /** Has what was added last read, by the other thread or this one. */
  private async close(): Promise<void> {
    const { batch } = this;
    this.batch = new Batch();
    this.batches.push(batch);
    if (batch.files.length > 0 && this.thread.isReady && this.thread.tasks < MAX_ASKED) {
      batch.expect(this.thread.ask(batch.files.map(({ entry }) => entry)));
    } else await this.read(batch);
  }

  private async read(batch: Batch): Promise<void> {
    let characters = 0;
    for (const [n, { entry }] of batch.files.entries()) {
      if (characters > MAX_TOGETHER) return;
      const file = readOne(entry, this.reads);
      batch.take(n, file);
      characters += file?.reading.metadata_json?.length ?? 0;
      if (this.pace.needsBreath()) await this.pace.breathe();
    }
  }
}
