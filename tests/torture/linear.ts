/** Whether time grows no faster than the text. */
import process from "node:process";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { installPlugins } from "../../src/host/install.ts";
import { sd } from "../../src/plugins/sd_native.ts";

const START_SIZE = 2 ** 14;
const MAX_SIZE = 2 ** 20;
const MIN_MILLISECONDS = 5;
/** No further attempt behind a run that took this long. */
const MAX_MILLISECONDS = 1000;
const GROWTH = 4;
/** Four times the size may cost this many times the time. */
export const MAX_RATIO = 6;
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

  /** The least of several times of the processor, in milliseconds: what else the machine does adds next to nothing. */
  bestTime(text: string): number {
    let best = Infinity;
    for (let run = 0; run < RUNS; run++) {
      this.#statement.get({ text: "" }); // makes the functions forget the text of the run before
      const start = process.cpuUsage();
      this.#statement.get({ text });
      const { user, system } = process.cpuUsage(start);
      best = Math.min(best, (user + system) / 1000);
    }
    return best;
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }
}

/**
 * How many times as long four times the size takes: the first ratio within the limit, else those of all attempts.
 * At the next size again where it is too much: a collector takes its time in leaps, a square law at every size.
 */
export function growth(make: (size: number) => string): { readonly ratios: readonly number[] } {
  using watch = new Stopwatch();
  let size = START_SIZE;
  while (watch.bestTime(make(size)) < MIN_MILLISECONDS && size < MAX_SIZE) size *= 2;
  const ratios: number[] = [];
  for (; ratios.length < ATTEMPTS; size *= 2) {
    const short = watch.bestTime(make(size));
    const long = watch.bestTime(make(size * GROWTH));
    ratios.push(long / short);
    if (long / short <= MAX_RATIO || long > MAX_MILLISECONDS) break;
  }
  return { ratios };
}
