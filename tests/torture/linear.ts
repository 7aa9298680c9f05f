/** Whether time grows no faster than the text. */
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { installPlugins } from "../../src/host/install.ts";
import { sd } from "../../src/plugins/sd_native.ts";
import { processorTime } from "../support/patience.ts";

const START_SIZE = 2 ** 14;
const MAX_SIZE = 2 ** 20;
const MIN_MILLISECONDS = 3;
/** No further attempt behind a run that took this long. */
const MAX_MILLISECONDS = 1000;
/** How many times as long the second text is. */
export const GROWTH = 8;
/** How many times the time it may take: three times what is linear, less than half of what is square. */
export const MAX_RATIO = 24;
const RUNS = 3;
const ATTEMPTS = 5;

const FUNCTIONS = ["parse", "loras", "resources", "params", "clean", "tags", "detect", "canonical"];

/** Runs every function on texts. */
export class Stopwatch implements Disposable {
  readonly #db = new DatabaseSync(":memory:");
  readonly #statement: StatementSync;

  constructor() {
    installPlugins(this.#db, [sd]);
    const calls = FUNCTIONS.map((name) => `length(sd_${name}(:text))`);
    this.#statement = this.#db.prepare(`SELECT ${calls.join(", ")}, sd_lora_name(:text)`);
  }

  /** Measures the least of several times of the processor, in milliseconds; no further one behind one that is `enough`. */
  bestTime(text: string, enough = 0): number {
    let best = Infinity;
    for (let run = 0; run < RUNS && best > enough; run++) {
      this.#statement.get({ text: "" }); // makes the functions forget the text of the run before
      const start = processorTime();
      this.#statement.get({ text });
      best = Math.min(best, processorTime() - start);
    }
    return best;
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }
}

/**
 * Measures how many times as long a text that is `GROWTH` times as long takes: the first ratio within the limit, else
 * those of all attempts. At the next size again where it is too much: a collector takes its time in leaps, a square law
 * at every size.
 */
export function growth(make: (size: number) => string): { readonly ratios: readonly number[] } {
  using watch = new Stopwatch();
  let size = START_SIZE;
  while (watch.bestTime(make(size), MIN_MILLISECONDS) < MIN_MILLISECONDS && size < MAX_SIZE) {
    size *= 2;
  }
  const ratios: number[] = [];
  for (; ratios.length < ATTEMPTS; size *= 2) {
    const short = watch.bestTime(make(size));
    const long = watch.bestTime(make(size * GROWTH), MAX_RATIO * short);
    ratios.push(long / short);
    if (long / short <= MAX_RATIO || long > MAX_MILLISECONDS) break;
  }
  return { ratios };
}
