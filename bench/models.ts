/**
 * The model library against floors, both in the same run, in turn: `deno task bench:models`.
 *
 * Prints a table of ratios, as `whole.ts` does. Files are read once before, so that all find them in memory.
 *
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readHeader } from "../src/safetensors/header.ts";
import { bytesSource } from "../src/bytes/source.ts";
import { u64 } from "../tests/fixtures/safetensors.ts";
import { copyDatabase } from "./databases.ts";
import { makeDatabase } from "./files.ts";
import { loraHeader, makeLargeModel, makeLoras } from "./model_files.ts";
import { deno, median, run } from "./process.ts";
import { printTable, type Row } from "./table.ts";

const { values: options } = parseArgs({
  options: {
    /** Runs of each measurement. */
    runs: { type: "string", default: "5" },
    /** Divides all sizes, for a quick look. */
    scale: { type: "string", default: "1" },
    /** Only measurements whose name holds this. */
    only: { type: "string", default: "" },
  },
});
const RUNS = Number(options.runs);
const SCALE = Number(options.scale);
const MB = 1_000_000;
const CLI = join(import.meta.dirname ?? "", "..", "cli.ts");
const FLOORS = join(import.meta.dirname ?? "", "floors");
const folder = Deno.makeTempDirSync({ prefix: "sqlite-sd-bench-" });
const at = (...names: string[]): string => join(folder, ...names);

/** Seconds of several things, measured in turn. */
async function inTurn(
  things: readonly (() => Promise<{ readonly seconds: number }>)[],
): Promise<number[][]> {
  const seconds: number[][] = things.map(() => []);
  for (let i = 0; i < RUNS; i++) {
    for (const [n, thing] of things.entries()) seconds[n]?.push((await thing()).seconds);
  }
  return seconds;
}

/** How many times faster `a` is than `b`, run by run. */
function times(a: readonly number[] = [], b: readonly number[] = []): number {
  return median(b.map((value, i) => value / (a[i] ?? NaN)));
}

const cli = (...args: string[]): ReturnType<typeof deno> => deno(CLI, ...args);
const speed = (bytes: number, seconds: readonly number[] = []): string =>
  `${(bytes / 1e9 / median(seconds)).toFixed(2)} GB/s`;

/** Hashes model files of these sizes: ours both hashes, the others one. */
async function hashing(name: string, sizes: readonly number[]): Promise<Row[]> {
  const below = at(name);
  Deno.mkdirSync(below);
  const files = sizes.map((_, n) => join(below, `${n}.safetensors`));
  sizes.forEach((size, n) => makeLargeModel(files[n] ?? "", size));
  const total = files.reduce((sum, file) => sum + Deno.statSync(file).size, 0);
  const scanned = at(`${name}.sqlite`);
  const target = at("target.sqlite");
  await cli("extract", scanned, below);
  await run("sha256sum", files);
  const ours = (): ReturnType<typeof deno> => {
    copyDatabase(scanned, target);
    return cli("hash", target);
  };
  const [our, openssl, coreutils] = await inTurn([
    ours,
    () => run("openssl", ["dgst", "-sha256", ...files]),
    () => run("sha256sum", files),
  ]);
  Deno.removeSync(below, { recursive: true });
  const what = `both hashes of ${sizes.length} file${sizes.length === 1 ? "" : "s"}, ` +
    `${(total / 1e9).toFixed(1)} GB, whole command, against`;
  return [{
    what: `${what} one hash by openssl dgst`,
    goal: "≥ 1.0×",
    reached: `${times(our, openssl).toFixed(2)}×`,
    note: `${speed(total, our)} against ${speed(total, openssl)}`,
  }, {
    what: `${what} one hash by sha256sum`,
    goal: "≥ 4×",
    reached: `${times(our, coreutils).toFixed(2)}×`,
    note: `${speed(total, our)} against ${speed(total, coreutils)}`,
  }];
}

const hashLibrary = (): Promise<Row[]> =>
  hashing(
    "library",
    [500, 400, 300, 300, ...Array<number>(30).fill(50)].map((mb) => mb * MB / SCALE),
  );

const hashOneFile = (): Promise<Row[]> => hashing("one", [2000 * MB / SCALE]);

/** Of the size that checkpoints of SDXL have: starting counts for less. */
const hashCheckpoint = (): Promise<Row[]> => hashing("checkpoint", [6900 * MB / SCALE]);

/** Scans new model files, against opening and reading them. */
async function headers(name: string, files: number, tensors: number, goal: string): Promise<Row[]> {
  const below = at(name);
  makeLoras(below, files, tensors);
  const empty = at("empty.sqlite");
  makeDatabase(empty, 0);
  const target = at("target.sqlite");
  const size = loraHeader(tensors, {}).length;
  const ours = (): ReturnType<typeof deno> => {
    copyDatabase(empty, target);
    return cli("scan", target, below);
  };
  const floor = (): ReturnType<typeof deno> => deno(join(FLOORS, "read_headers.ts"), below);
  await floor();
  const alone = (): ReturnType<typeof deno> =>
    deno(join(import.meta.dirname ?? "", "check_headers.ts"), below);
  const [our = [], bare = [], checked = []] = await inTurn([ours, floor, alone]);
  Deno.removeSync(below, { recursive: true });
  const what = `${files} model files with headers of ${(size / 1000).toFixed(1)} KB`;
  return [{
    what: `reading and checking ${what}, against open + read + close`,
    goal,
    reached: `${(1 / times(checked, bare)).toFixed(2)}×`,
    note: `${Math.round(files / median(checked))}/s against ${Math.round(files / median(bare))}/s`,
  }, {
    what: "the whole scan of them into a new database, against the same",
    goal: "(none)",
    reached: `${(1 / times(our, bare)).toFixed(2)}×`,
    note: `${Math.round(files / median(our))}/s against ${Math.round(files / median(bare))}/s`,
  }];
}

const smallHeaders = (): Promise<Row[]> => headers("small", Math.ceil(20_000 / SCALE), 4, "≤ 2.5×");
const wholeHeaders = (): Promise<Row[]> =>
  headers("whole", Math.ceil(2_000 / SCALE), 800, "(none)");

async function nothingToHash(): Promise<Row> {
  const below = at("done");
  makeLoras(below, Math.ceil(2_000 / SCALE), 4);
  const database = at("done.sqlite");
  await cli("extract", database, below);
  await cli("hash", database);
  const [our = [], bare = []] = await inTurn([
    () => cli("hash", database),
    () => deno(join(FLOORS, "open_sqlite.ts"), database),
  ]);
  return {
    what: "hash with nothing new, whole command, against opening the database",
    goal: "< 2.5×",
    reached: `${(1 / times(our, bare)).toFixed(2)}×`,
    note: `${(1000 * median(our)).toFixed(0)} ms against ${(1000 * median(bare)).toFixed(0)} ms`,
  };
}

function hugeHeader(): Promise<Row> {
  const header = new TextEncoder().encode(loraHeader(Math.ceil(380_000 / SCALE), { note: "x" }));
  const file = new Uint8Array(8 + header.length);
  file.set(u64(header.length));
  file.set(header, 8);
  const start = performance.now();
  const { status } = readHeader(bytesSource(file));
  const seconds = (performance.now() - start) / 1000;
  return Promise.resolve({
    what: `checking a header of ${(header.length / 1e6).toFixed(0)} MB`,
    goal: "(none)",
    reached: `${seconds.toFixed(2)} s`,
    note: `${(header.length / 1e6 / seconds).toFixed(0)} MB/s, ${status}`,
  });
}

const MEASUREMENTS = [
  hashLibrary,
  hashOneFile,
  hashCheckpoint,
  smallHeaders,
  wholeHeaders,
  nothingToHash,
  hugeHeader,
];

try {
  await printTable(MEASUREMENTS, options.only);
} finally {
  Deno.removeSync(folder, { recursive: true });
}
