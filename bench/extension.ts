/**
 * The native extension against the same functions in Deno, query by query: `deno task bench:extension`.
 *
 * Both run in this process and on the same SQLite, in turn. What counts is the processor's time of the fastest of some runs,
 * which other programs disturb least: rows per second of one core.
 *
 * @module
 */
import { cpuUsage } from "node:process";
import { DatabaseSync } from "node:sqlite";
import { parseArgs } from "node:util";
import { EXTENSION } from "../extension/build.ts";
import { installPlugins, sd } from "../mod.ts";
import { median } from "./process.ts";
import { mixedText } from "./texts.ts";

const { values: options } = parseArgs({
  options: {
    /** Runs of each query. */
    runs: { type: "string", default: "7" },
    /** Infotexts of the mix. */
    rows: { type: "string", default: "2000" },
  },
});
const RUNS = Number(options.runs);
const ROWS = Number(options.rows);

const QUERIES: Readonly<Record<string, string>> = {
  "sd_parse": "SELECT sum(length(sd_parse(text))) AS x FROM texts",
  "sd_hash": "SELECT count(DISTINCT sd_hash(text)) AS x FROM texts",
  "sd_detect": "SELECT count(sd_detect(text)) AS x FROM texts",
  "sd_loras, by json_each":
    "SELECT count(value ->> 'weight') AS x FROM texts, json_each(sd_loras(text))",
  "sd_resources": "SELECT sum(length(sd_resources(text))) AS x FROM texts",
  "sd_tags": "SELECT sum(length(sd_tags(text))) AS x FROM texts",
  "sd_clean": "SELECT sum(length(sd_clean(text))) AS x FROM texts",
  "sd_sha256": "SELECT count(DISTINCT sd_sha256(text)) AS x FROM texts",
  "sd_parse, sd_loras and sd_resources":
    "SELECT count(sd_parse(text)) + count(sd_loras(text)) + count(sd_resources(text)) AS x FROM texts",
};
/** A table-valued function, which Deno alone does not have. */
const TABLE = "SELECT count(weight) AS x FROM texts, sd_loras(text)";

function fill(db: DatabaseSync): void {
  db.exec("CREATE TABLE texts (text TEXT)");
  const insert = db.prepare("INSERT INTO texts VALUES (?)");
  for (let n = 0; n < ROWS; n++) insert.run(mixedText(n));
}

const milliseconds = (run: () => void): number => {
  const start = performance.now();
  run();
  return performance.now() - start;
};

/** The same of the time that the process has a core. */
const cpuMilliseconds = (run: () => void): number => {
  const start = cpuUsage();
  run();
  const { user, system } = cpuUsage(start);
  return (user + system) / 1000;
};

const deno = new DatabaseSync(":memory:");
installPlugins(deno, [sd]);
const native = new DatabaseSync(":memory:", { allowExtension: true });
const firstLoad = milliseconds(() => native.loadExtension(EXTENSION));
const laterLoads = Array.from({ length: 21 }, () => {
  using db = new DatabaseSync(":memory:", { allowExtension: true });
  return milliseconds(() => db.loadExtension(EXTENSION));
});
[deno, native].forEach(fill);

const perSecond = (time: number): string => `${Math.round(ROWS / time * 1000)}`;
const lines = [
  "| query | goal | extension, rows/s | Deno, rows/s | times slower |",
  "|---|---|---|---|---|",
];
for (const [name, sql] of Object.entries(QUERIES)) {
  const [ours, theirs] = [native, deno].map((db) => ({
    statement: db.prepare(sql),
    best: Infinity,
  }));
  if (ours === undefined || theirs === undefined) continue;
  for (let i = 0; i < RUNS; i++) {
    for (const one of [ours, theirs]) {
      one.best = Math.min(one.best, cpuMilliseconds(() => void one.statement.get()));
    }
  }
  if (ours.statement.get()?.x !== theirs.statement.get()?.x) throw new Error(`${name}: unequal`);
  const goal = name === "sd_parse" ? "≥ 10000" : "";
  const multiple = (ours.best / theirs.best).toFixed(1);
  lines.push(
    `| ${name} | ${goal} | ${perSecond(ours.best)} | ${perSecond(theirs.best)} | ${multiple} |`,
  );
}
const table = native.prepare(TABLE);
const best = Math.min(
  ...Array.from({ length: RUNS }, () => cpuMilliseconds(() => void table.get())),
);
lines.push(`| sd_loras as a table | | ${perSecond(best)} | | |`);

const size = Deno.statSync(EXTENSION).size / 1e6;
lines.push("", "| what | goal | reached |", "|---|---|---|");
lines.push(`| load, the first in a process | ≤ 30 ms | ${firstLoad.toFixed(1)} ms |`);
lines.push(`| load, further connections | ≤ 30 ms | ${median(laterLoads).toFixed(1)} ms |`);
lines.push(`| size of the file | ≤ 3 MB | ${size.toFixed(2)} MB |`);
Deno.stdout.writeSync(new TextEncoder().encode(`${lines.join("\n")}\n`));
