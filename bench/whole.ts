/**
 * Whole commands against floors, both in the same run, in turn: `deno task bench`.
 *
 * Prints a table of ratios. Absolute times say little, since machines and their load differ.
 *
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import config from "../deno.json" with { type: "json" };
import { copyDatabase, Databases } from "./databases.ts";
import { makeDatabase, makeImages, makeLargeImages } from "./files.ts";
import { deno, median, type Run, run } from "./process.ts";
import { printTable, type Row } from "./table.ts";
import { mixedText } from "./texts.ts";

const { values: options } = parseArgs({
  options: {
    /** Runs of each measurement. */
    runs: { type: "string", default: "5" },
    /** Divides all sizes, for a quick look. */
    scale: { type: "string", default: "1" },
    /** Only rows whose name holds this. */
    only: { type: "string", default: "" },
  },
});
const RUNS = Number(options.runs);
const SCALE = Number(options.scale);
const CLI = join(import.meta.dirname ?? "", "..", "cli.ts");
const FLOORS = join(import.meta.dirname ?? "", "floors");
const folder = Deno.makeTempDirSync({ prefix: "sqlite-sd-bench-" });
const at = (...names: string[]): string => join(folder, ...names);
const size = (full: number): number => Math.ceil(full / SCALE);

const databases = new Databases(folder, (path) => cli("extract", path));

/** Measures two things in turn. */
async function inTurn<T>(
  ours: () => Promise<T>,
  floor: () => Promise<T>,
  runs = RUNS,
): Promise<[T[], T[]]> {
  const results: [T[], T[]] = [[], []];
  for (let i = 0; i < runs; i++) {
    results[0].push(await ours());
    results[1].push(await floor());
  }
  return results;
}

function ratio(a: readonly number[], b: readonly number[]): number {
  return median(a.map((value, i) => value / (b[i] ?? NaN)));
}

/** Runs a command as its task does. */
function cli(command: "extract" | "scan", ...args: string[]): Promise<Run> {
  const [, ...task] = config.tasks[command].command.split(" ");
  return run(Deno.execPath(), [...task.map((word) => word === "cli.ts" ? CLI : word), ...args]);
}
const floor = (name: string, ...args: string[]): Promise<Run> => deno(join(FLOORS, name), ...args);
const seconds = (runs: readonly Run[]): number[] => runs.map((one) => one.seconds);
const rate = (count: number, time: number): string => `${Math.round(count / time)}/s`;

async function parserAlone(): Promise<Row> {
  const file = at("texts.jsonl");
  const lines = Array.from({ length: size(50_000) }, (_, n) => JSON.stringify(mixedText(n)));
  Deno.writeTextFileSync(file, `${lines.join("\n")}\n`);
  const textsPerSecond = async (one: Promise<Run>): Promise<number> => Number((await one).stdout);
  const [ours, python] = await inTurn(
    () => textsPerSecond(floor("parse.ts", file)),
    () => textsPerSecond(run("python3", [join(FLOORS, "a1111.py"), file])),
  );
  return {
    what: "parser alone, texts/s, against A1111's algorithm in Python",
    goal: "≥ 5×",
    reached: `${ratio(ours, python).toFixed(1)}×`,
    note: `${Math.round(median(ours))}/s against ${Math.round(median(python))}/s`,
  };
}

async function extraction(): Promise<Row> {
  const rows = size(100_000);
  const waiting = databases.waiting(rows);
  const done = await databases.finished(rows);
  const target = at("target.sqlite");
  const idle = median(
    seconds((await inTurn(() => cli("extract", done), () => cli("extract", done)))[0]),
  );
  const startUp = median(
    seconds((await inTurn(() => floor("open_sqlite.ts", done), () => floor("nothing.ts")))[0]),
  );
  const [ours, copy] = await inTurn(
    () => (copyDatabase(waiting, target), cli("extract", target)),
    () => (copyDatabase(waiting, target), floor("copy_tables.ts", target, done)),
  );
  const net = seconds(ours).map((time) => time - idle);
  const netCopy = seconds(copy).map((time) => time - startUp);
  return {
    what: `extract of ${rows} rows, net of start-up, against copying the finished tables in SQL`,
    goal: "≤ 2.0×",
    reached: `${ratio(net, netCopy).toFixed(2)}×`,
    note: `${rate(rows, median(net))} against ${rate(rows, median(netCopy))}`,
  };
}

async function nothingPending(): Promise<Row> {
  const rows = size(500_000);
  const done = await databases.finished(rows);
  const empty = at("empty.sqlite");
  makeDatabase(empty, 0);
  const [ours, floorRuns] = await inTurn(
    () => cli("extract", done),
    () => cli("extract", empty),
    2 * RUNS,
  );
  const more = median(seconds(ours).map((time, i) => time - (floorRuns[i]?.seconds ?? NaN)));
  return {
    what: `extract with nothing pending, ${rows} rows, over the same on an empty database`,
    goal: "≤ 30 ms more",
    reached: `${(1000 * more).toFixed(0)} ms more`,
    note: `${(1000 * median(seconds(ours))).toFixed(0)} ms in all`,
  };
}

async function newFiles(): Promise<Row[]> {
  const count = size(20_000);
  const images = at("images");
  makeImages(images, count);
  const target = at("scan.sqlite");
  makeDatabase(at("none.sqlite"), 0);
  const fresh = (): Promise<Run> => {
    copyDatabase(at("none.sqlite"), target);
    return cli("scan", target, images);
  };
  await fresh();
  const [ours, floorRuns] = await inTurn(fresh, () => floor("read_files.ts", images));
  const [again, stats] = await inTurn(
    () => cli("scan", target, images),
    () => floor("stat_files.ts", images),
  );
  return [{
    what: `scan of ${count} new small files, against open + fstat + read + close`,
    goal: "≤ 2.0×",
    reached: `${ratio(seconds(ours), seconds(floorRuns)).toFixed(2)}×`,
    note: `${rate(count, median(seconds(ours)))} against ${
      rate(count, median(seconds(floorRuns)))
    }`,
  }, {
    what: `scan of the same unchanged, against readDir + lstat`,
    goal: "≤ 2.0×",
    reached: `${ratio(seconds(again), seconds(stats)).toFixed(2)}×`,
    note: `${rate(count, median(seconds(again)))} against ${rate(count, median(seconds(stats)))}`,
  }];
}

async function largeFiles(): Promise<Row> {
  const count = 200;
  makeLargeImages(at("large"), count, 20);
  const { stdout } = await cli("scan", at("large.sqlite"), at("large"), "--json");
  const report = JSON.parse(stdout) as { bytes_read: number; status: { ok?: number } };
  const share = report.bytes_read / (count * 20e6);
  return {
    what: `scan of ${count} files of 20 MB whose text stands behind the pixels`,
    goal: "< 1 % read",
    reached: `${(100 * share).toFixed(4)} % read`,
    note: `${report.status.ok ?? 0} texts found`,
  };
}

async function memory(): Promise<Row> {
  const peaks: number[] = [];
  for (const rows of [size(100_000), size(500_000)]) {
    const target = at("target.sqlite");
    copyDatabase(databases.waiting(rows), target);
    peaks.push((await cli("extract", target)).peakMb);
  }
  const [small = NaN, large = NaN] = peaks;
  return {
    what: `peak memory of extract at ${size(500_000)} rows, and over that at ${size(100_000)}`,
    goal: "≤ 250 MB, ≤ 1.2×",
    reached: `${large.toFixed(0)} MB, ${(large / small).toFixed(2)}×`,
    note: `${small.toFixed(0)} MB at ${size(100_000)} rows`,
  };
}

async function startUp(): Promise<Row> {
  const database = at("small.sqlite");
  await cli("extract", database, join(CLI, "..", "samples"));
  const [ours, bare] = await inTurn(
    () => cli("extract", database),
    () => floor("open_sqlite.ts", database),
    4 * RUNS,
  );
  return {
    what: "an up-to-date small database, whole command, against opening it",
    goal: "≤ 2.5×",
    reached: `${ratio(seconds(ours), seconds(bare)).toFixed(2)}×`,
    note: `${(1000 * median(seconds(ours))).toFixed(0)} ms against ${
      (1000 * median(seconds(bare))).toFixed(0)
    } ms`,
  };
}

const MEASUREMENTS = [
  parserAlone,
  startUp,
  largeFiles,
  newFiles,
  extraction,
  memory,
  nothingPending,
];

try {
  await printTable(MEASUREMENTS, options.only);
} finally {
  Deno.removeSync(folder, { recursive: true });
}
