/**
 * Shared by commands that work on a database: errors that name it, chunks, and breaths between them.
 *
 * @module
 */
import { DatabaseError, isRefusal, translateSqliteError } from "../host/errors.ts";

/** Rows in one transaction, unless the user says otherwise. */
export const DEFAULT_CHUNK = 500;

/** Runs work on an open database; what SQLite says about the file becomes a `DatabaseError` that names it. */
export async function naming<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explain(error, path);
  }
}

/** Messages of SQLite about statements that are right: a table was changed, or a trigger on it is broken. */
const BROKEN_SCHEMA = [
  /^no such (?:function|table|column|module|collation sequence)\b/,
  /^table .+ has \d+ columns? but \d+ values/,
  /^\d+ values for \d+ columns/,
  /^expected \d+ columns for /,
  /^ambiguous column name: /,
];

/** Turns a message of SQLite about a file into a `DatabaseError` that names it. */
export function explain(error: unknown, path: string): Error {
  const typed = translateSqliteError(error, path);
  const advice = adviceOn(typed);
  if (typed instanceof DatabaseError || advice === null) return typed;
  return new DatabaseError("schema", `Cannot use "${path}": ${typed.message}; ${advice}`, {
    cause: error,
  });
}

/** Advises what to do where the fault is in the tables or triggers of the database; null when it is not. */
function adviceOn(error: Error): string | null {
  if (error.message.startsWith("no such function")) return "give the plugin that has it";
  const isBroken = BROKEN_SCHEMA.some((pattern) => pattern.test(error.message));
  return isBroken || isRefusal(error) ? "mend its tables or triggers" : null;
}

/**
 * Checks the number of rows of a transaction.
 *
 * @throws {RangeError} If it is no whole number of at least 1: nothing would be done, and nothing said.
 */
export function checkChunk(chunk: number): void {
  if (!Number.isSafeInteger(chunk) || chunk < 1) {
    throw new RangeError(`chunk must be a whole number of at least 1, not ${chunk}`);
  }
}

const BREATH_EVERY_MS = 100;

let lastBreath = performance.now();

/** Whether signals and timers have waited long enough: the work between two breaths is synchronous. */
export function needsBreath(): boolean {
  return performance.now() - lastBreath >= BREATH_EVERY_MS;
}

/** Lets signals and timers in. A timer of the runtime takes a millisecond at least, so not after each step. */
export async function breathe(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  lastBreath = performance.now();
}

/** One clock for many short waits, of which each would otherwise start and stop its own. */
export class Ticks implements Disposable {
  private next: Promise<void> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * Waits for `end`.
   *
   * @param shouldStop Is asked at every tick.
   * @returns Whether to stop before the end.
   */
  async isStoppedBefore(end: Promise<void>, shouldStop: () => boolean): Promise<boolean> {
    let isOver = false;
    const over = end.then(() => {
      isOver = true;
    });
    for (;;) {
      await Promise.race([over, this.tick()]);
      if (isOver) return false;
      if (shouldStop()) return true;
    }
  }

  private tick(): Promise<void> {
    return this.next ??= new Promise((resolve) => {
      this.timer = setTimeout(() => {
        this.next = null;
        resolve();
      }, BREATH_EVERY_MS);
    });
  }

  [Symbol.dispose](): void {
    clearTimeout(this.timer);
  }
}
