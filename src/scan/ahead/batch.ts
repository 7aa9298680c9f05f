/**
 * Files that are read ahead together, and the ones between them.
 *
 * @module
 */
import { FileFacts } from "../../files/facts.ts";
import type { WalkError } from "../../files/walk.ts";
import type { Found } from "../compare/found.ts";
import type { AheadFile, ThreadAnswer } from "./messages.ts";

/** Bounds of a batch: files to read, and all turns, so that none waits for long. */
const MAX_FILES = 64;
const MAX_TURNS = 512;

/** A file whose turn comes, or a folder that cannot be read. */
export type Turn = Found | WalkError;

/** Some turns. */
export class Batch {
  readonly turns: Turn[] = [];
  /** Files among them that are to be read. */
  readonly files: Found[] = [];
  /** Ends when the thread has answered; null where it was not asked. Never rejects. */
  reading: Promise<void> | null = null;
  private answer: ThreadAnswer | null = null;

  get isFull(): boolean {
    return this.files.length >= MAX_FILES || this.turns.length >= MAX_TURNS;
  }

  /** Whether the thread was asked, and has not answered. */
  get waits(): boolean {
    return this.reading !== null && this.answer === null;
  }

  /** Takes what the thread will have read. */
  expect(answer: Promise<ThreadAnswer>): void {
    this.reading = answer.then((heard) => {
      this.answer = heard;
      if ("files" in heard) heard.files.forEach((file, n) => this.take(n, file));
    });
  }

  /** Takes what was read of a file. */
  take(n: number, file: AheadFile | null): void {
    const found = this.files[n];
    if (found === undefined || file === null) return;
    found.facts = new FileFacts(file.size, file.time, file.ino);
    found.reading = file.reading;
  }

  /** @throws What went wrong in the thread, if that was a mistake of ours. */
  check(): void {
    if (this.answer !== null && "mistake" in this.answer) throw new Error(this.answer.mistake);
  }

  /** Characters of the texts that wait in it. */
  get characters(): number {
    return this.files.reduce((sum, { reading }) => sum + (reading?.metadata_json?.length ?? 0), 0);
  }
}
