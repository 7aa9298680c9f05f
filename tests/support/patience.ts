/**
 * Time limits that hold on a machine that others use too.
 *
 * @module
 */
import assert from "node:assert/strict";

const ATTEMPTS = 4;
/** Whatever has not ended by then, in milliseconds, hangs. */
const HANGS = 180_000;
/** What Linux tells of a thread: nanoseconds on a processor, nanoseconds of waiting for one, turns. */
const OF_THREAD = "/proc/thread-self/schedstat";
const IS_TOLD = nanosecondsOnProcessor() > 0;

/**
 * Reads how long this thread has been on a processor, in milliseconds: other programs and other tests add nothing to
 * it, unlike to a clock. Where the system does not tell it, the time of a clock.
 */
export function processorTime(): number {
  return IS_TOLD ? nanosecondsOnProcessor() / 1e6 : performance.now();
}

function nanosecondsOnProcessor(): number {
  try {
    return Number(Deno.readTextFileSync(OF_THREAD).split(" ")[0]);
  } catch {
    return 0;
  }
}

/** The result of a run, and the least time of the processor that it took. */
export interface Timed<T> {
  readonly result: T;
  readonly milliseconds: number;
}

/**
 * Runs what has to end within `limit` milliseconds of the processor. One that takes longer is tried again: a collector
 * that was at work is done the next time, a loop that is too long is not.
 */
export function within<T>(limit: number, run: (isAgain: boolean) => T): Timed<T> {
  const times: number[] = [];
  while (times.length < ATTEMPTS) {
    const start = processorTime();
    const result = run(times.length > 0);
    const milliseconds = processorTime() - start;
    if (milliseconds < limit) return { result, milliseconds };
    times.push(Math.round(milliseconds));
  }
  assert.fail(`takes ${times.join(", ")} ms of the processor`);
}

/** Waits for what has to end, and fails when it hangs. */
export async function ended<T>(run: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no end after ${HANGS} ms`)), HANGS);
  try {
    return await Promise.race([run, promise]);
  } finally {
    clearTimeout(timer);
  }
}
