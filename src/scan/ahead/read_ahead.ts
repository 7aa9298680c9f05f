/**
 * Reading new files ahead, in two threads: another one and, where that one has enough to do, this one.
 *
 * @module
 */
import { factsOf } from "../../files/facts.ts";
import type { Found } from "../compare/found.ts";
import { MAX_TOGETHER, takeAnswer, toTask } from "./messages.ts";
import type { ScanStep } from "../options.ts";
import type { ReadEntry } from "../read/entry.ts";
import type { ReadingThread } from "./thread.ts";
import type { WalkError } from "../../files/walk.ts";

/** Files that are read together; and others between them, so that none waits for long. */
const BATCH_FILES = 64;
const BATCH_ITEMS = 512;
/** So many batches the other thread has in front of it. */
const AHEAD = 8;
/** What may wait for its turn, in batches and in text. */
const MAX_BATCHES = 16;
const MAX_CHARACTERS = 8 * 1024 * 1024;

/** What has its turn: a file, or a folder that cannot be read. */
export type Turn = Found | WalkError;

class Batch {
  readonly items: Turn[] = [];
  /** Those of them that are to be read. */
  readonly files: Found[] = [];
  /** Until the other thread has read them; null where it has, or does not. */
  reading: Promise<void> | null = null;

  get isFull(): boolean {
    return this.files.length >= BATCH_FILES || this.items.length >= BATCH_ITEMS;
  }
}

/** Gives back what it is given, in the same order, files read as far as possible. */
export class ReadAhead {
  private readonly batches: Batch[] = [];
  private batch = new Batch();
  /** Length of the texts that wait for their turn. */
  private characters = 0;

  constructor(private readonly thread: ReadingThread, private readonly reads: ReadEntry) {}

  /** Whether it is of use. */
  get isReady(): boolean {
    return this.thread.isReady;
  }

  /** Adds what comes next; `isRead` says that the file is to be read. */
  add(item: Found, isRead: boolean): void {
    this.batch.items.push(item);
    if (isRead) this.batch.files.push(item);
  }

  /** Adds a folder that cannot be read. */
  addError(error: WalkError): void {
    this.batch.items.push(error);
  }

  /**
   * Looks at those whose turn it is.
   *
   * @param isEnd Whether nothing is added any more.
   */
  *turns(isEnd: boolean, look: (turn: Turn) => Iterable<ScanStep>): Generator<ScanStep> {
    if (!this.batch.isFull && !isEnd) return;
    yield* this.close();
    do {
      const [head] = this.batches;
      if (head === undefined) return;
      if (head.reading !== null) {
        if (!isEnd && !this.isOver && !this.thread.hasAnswer) return;
        yield head.reading;
      }
      this.batches.shift();
      this.characters -= lengthOf(head);
      for (const turn of head.items) yield* look(turn);
      // Mostly one for one, so that the other thread always has something to do.
    } while (isEnd || this.isOver);
  }

  private get isOver(): boolean {
    return this.batches.length >= MAX_BATCHES || this.characters > MAX_CHARACTERS;
  }

  private *close(): Generator<ScanStep> {
    const { batch } = this;
    this.batch = new Batch();
    this.batches.push(batch);
    if (batch.files.length > 0 && this.thread.isReady && this.thread.tasks < AHEAD) {
      batch.reading = this.thread.ask(toTask(batch.files)).then((answer) => {
        takeAnswer(answer, batch.files);
        batch.reading = null;
        this.characters += lengthOf(batch);
      });
      return;
    }
    yield* this.read(batch.files);
    this.characters += lengthOf(batch);
  }

  private *read(files: readonly Found[]): Generator<ScanStep> {
    let length = 0;
    for (const found of files) {
      if (length > MAX_TOGETHER) return;
      try {
        const facts = factsOf(found.entry.path);
        const reading = this.reads(found.entry, facts.size);
        if (reading.ioError) continue; // it may be gone when its turn comes
        found.facts = facts;
        found.reading = reading;
        length += reading.metadata_json?.length ?? 0;
      } catch {
        continue; // it is met again when its turn comes
      }
      yield "looked";
    }
  }
}

function lengthOf({ files }: Batch): number {
  let length = 0;
  for (const { reading } of files) length += reading?.metadata_json?.length ?? 0;
  return length;
}
