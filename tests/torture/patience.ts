/** Time limits on a machine that others use too. */
import assert from "node:assert/strict";

const ATTEMPTS = 4;

/** What a run gave, and the least time that it took. */
export interface Timed<T> {
  readonly result: T;
  readonly milliseconds: number;
}

/**
 * Runs what has to end in `limit` milliseconds. One that takes longer is tried again: a process that was put aside is
 * fast the next time, a loop that is too long is not.
 */
export function within<T>(limit: number, run: (isAgain: boolean) => T): Timed<T> {
  const times: number[] = [];
  while (times.length < ATTEMPTS) {
    const start = performance.now();
    const result = run(times.length > 0);
    const milliseconds = performance.now() - start;
    if (milliseconds < limit) return { result, milliseconds };
    times.push(Math.round(milliseconds));
  }
  assert.fail(`takes ${times.join(", ")} ms`);
}
