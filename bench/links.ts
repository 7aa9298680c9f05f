/**
 * How good links are: makes a library and images as the programs of the field describe them, links them, and compares
 * with what is true: `deno task bench:links`.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { HASH_METHODS, type Recall } from "../tests/support/library/score.ts";
import { fillDatabase, makeWorld, scoreWorld } from "../tests/support/library/world.ts";

const { values: options } = parseArgs({
  options: {
    files: { type: "string", default: "1500" },
    megabytes: { type: "string", default: "3000" },
    images: { type: "string", default: "5000" },
    seed: { type: "string", default: "1" },
    /** Print what is wrong or missed, at most this much of it. */
    mistakes: { type: "string", default: "0" },
  },
});

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

const share = (part: number, whole: number): string =>
  whole === 0 ? "-" : `${(100 * part / whole).toFixed(2)} %`;

const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "sqlite-sd-links-" }));
try {
  const size = {
    files: Number(options.files),
    bytes: Number(options.megabytes) * 1e6,
    images: Number(options.images),
  };
  const world = makeWorld(folder, size, Number(options.seed));
  const score = scoreWorld(folder, await fillDatabase(folder, world), world);
  print("| method | links | right | precision | doubtful | right |\n|---|---|---|---|---|---|");
  const hashes = { links: 0, correct: 0 };
  for (const [method, found] of [...score.methods].sort()) {
    const { links, correct, doubtful, doubtfulCorrect } = found;
    if (HASH_METHODS.has(method)) {
      hashes.links += links;
      hashes.correct += correct;
    }
    print(
      `| ${method} | ${links} | ${correct} | ${
        share(correct, links)
      } | ${doubtful} | ${doubtfulCorrect} |`,
    );
  }
  print(
    `| **all by hash** | ${hashes.links} | ${hashes.correct} | ${
      share(hashes.correct, hashes.links)
    } | | |`,
  );
  print("\n| program | can be told | found | recall | without a doubt |\n|---|---|---|---|---|");
  const all: Recall = { resolvable: 0, found: 0, sure: 0 };
  const line = (name: string, { resolvable, found, sure }: Recall): void =>
    print(
      `| ${name} | ${resolvable} | ${found} | ${share(found, resolvable)} | ${
        share(sure, resolvable)
      } |`,
    );
  for (const [generator, recall] of score.recall) {
    for (const key of ["resolvable", "found", "sure"] as const) all[key] += recall[key];
    line(generator, recall);
  }
  line("**all**", all);
  for (const mistake of score.mistakes.slice(0, Number(options.mistakes))) print(mistake);
} finally {
  Deno.removeSync(folder, { recursive: true });
}
