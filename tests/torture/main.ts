/**
 * The long form of the tests against hostile input, crashes and locks: `deno task torture --help`.
 *
 * @module
 */
import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import { infotext, Workspace } from "../support/workspace.ts";
import { FAMILIES } from "./families.ts";
import { CAN_MOUNT, fillDisks, limitFiles } from "./full_disk.ts";
import { fuzzOnThreads } from "./fuzz_threads.ts";
import { HOSTILE_HEADERS } from "../fixtures/hostile_headers.ts";
import { checkHostileFolder } from "./hostile_folder.ts";
import { checkHostileModels } from "./hostile_models.ts";
import { killRuns } from "./kills.ts";
import { GROWTH, growth, MAX_RATIO } from "./linear.ts";
import { runWhileLocked } from "./locks.ts";
import { Random } from "./random.ts";

const HELP = `deno task torture [--seed N] [--scale X] [--only PART]…

  --seed N     repeats a run: the same inputs, and as far as clocks allow the same moments (default: by the clock)
  --scale X    how much of everything, 1 by default: 1,000,000 texts, 100,000 images, 60 kills
  --only PART  texts, images, linear, folder, models, kills, disks or locks; can be given several times`;

/** What a part is given. */
interface Given {
  readonly seed: number;
  /** So many times a number of inputs, at least 1. */
  readonly times: (count: number) => number;
}

/** Runs a part in a folder of its own; gives what it did in a few words. */
type Part = (given: Given) => string | Promise<string>;

const KIB = 1024;

const PARTS: Readonly<Record<string, Part>> = {
  async texts({ seed, times }): Promise<string> {
    const { inputs, fruitful, slowest } = await fuzzOnThreads("texts", times(1_000_000), seed);
    return `${inputs} texts, ${fruitful} with a record, the slowest ${slowest.toFixed(0)} ms`;
  },
  async images({ seed, times }): Promise<string> {
    const { inputs, fruitful, slowest } = await fuzzOnThreads("images", times(100_000), seed);
    return `${inputs} images, ${fruitful} with a text, the slowest ${slowest.toFixed(0)} ms`;
  },
  linear({ times }): string {
    const families = Object.entries(FAMILIES);
    const greatest = families.slice(0, times(families.length)).map(([name, make]) => {
      const last = growth(make).ratios.at(-1) ?? Infinity;
      assert.ok(last <= MAX_RATIO, `${name}: ${GROWTH} times the size takes ${last} times as long`);
      return last;
    });
    return `${greatest.length} families of texts, ${GROWTH} times the size at most ${
      Math.max(...greatest).toFixed(1)
    } times the time`;
  },
  folder: inSpace(async (space) => {
    const { files, peakMiB, seconds } = await checkHostileFolder(space);
    return `${files} hostile files, at most ${peakMiB} MiB, ${
      seconds.toFixed(1)
    } s of the processor`;
  }),
  models: inSpace(async (space, { times }) => {
    const names = Object.keys(HOSTILE_HEADERS);
    const chosen = names.slice(0, times(names.length));
    const { peakMiB, seconds } = await checkHostileModels(space, chosen);
    return `${chosen.length} headers of models near 100 MB, at most ${peakMiB} MiB, ${
      seconds.toFixed(1)
    } s of the processor`;
  }),
  kills: inSpace(async (space, { seed, times }) => {
    const { kills, halfway, finished, tooLate } = await killRuns(
      space,
      times(60),
      new Random(seed),
    );
    return `${kills} kills, ${halfway} of them halfway through the extraction, ${finished} runs finished ` +
      `after them with the content of an undisturbed one, ${tooLate} came too late`;
  }),
  disks: inSpace(async (space, { seed, times }) => {
    const random = new Random(seed);
    const sizes = Array.from({ length: times(10) }, () => (20 + random.below(900)) * KIB);
    const limited = await limitFiles(space, sizes);
    if (!CAN_MOUNT) {
      return `${limited.failed} runs with too small files, no small disk possible here`;
    }
    const filled = await fillDisks(space, sizes);
    assert.ok(filled.failed > 0 && limited.failed > 0, "nothing was too small");
    return `${filled.failed} runs on too small disks, ${limited.failed} with too small files`;
  }),
  locks: inSpace(async (space) => {
    await runWhileLocked(space, Array.from({ length: 50 }, (_, n) => infotext(n)));
    return "a lock held for longer than 30 seconds";
  }),
};

function inSpace(part: (space: Workspace, given: Given) => Promise<string>): Part {
  return async (given) => {
    const space = new Workspace();
    try {
      return await part(space, given);
    } finally {
      Deno.removeSync(space.folder, { recursive: true });
    }
  };
}

function say(line: string): void {
  // deno-lint-ignore no-console
  console.log(line);
}

const { values } = parseArgs({
  args: Deno.args,
  options: {
    seed: { type: "string" },
    scale: { type: "string", default: "1" },
    only: { type: "string", multiple: true, default: Object.keys(PARTS) },
    help: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000_000);
const scale = Number(values.scale);
const unknown = values.only.find((name) => !Object.hasOwn(PARTS, name));
const isWrong = !Number.isSafeInteger(seed) || !(scale > 0) || unknown !== undefined;
if (values.help || isWrong) {
  say(HELP);
  Deno.exit(values.help ? 0 : 2);
}

say(`torture: --seed ${seed} --scale ${scale}`);
const start = performance.now();
const failed: string[] = [];
for (const name of values.only) {
  const began = performance.now();
  const seconds = (): string => `${((performance.now() - began) / 1000).toFixed(0)} s`;
  try {
    const given = { seed, times: (count: number) => Math.max(1, Math.round(count * scale)) };
    say(`${name}: ${await PARTS[name]?.(given)} (${seconds()})`);
  } catch (error) {
    failed.push(name);
    say(`${name} FAILED (${seconds()}): ${error instanceof Error ? error.stack : error}`);
  }
}
const total = `${values.only.length} parts in ${((performance.now() - start) / 1000).toFixed(0)} s`;
say(
  failed.length === 0
    ? `torture: ${total}, all held (--seed ${seed})`
    : `torture: ${total}, ${failed.length} FAILED: ${failed.join(", ")} (--seed ${seed})`,
);
Deno.exitCode = failed.length === 0 ? 0 : 1;
