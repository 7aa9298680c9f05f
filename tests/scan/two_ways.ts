/** A scan step by step, with and without a thread that reads ahead. */
import assert from "node:assert/strict";
import { fileReader } from "../../src/work/file_reader.ts";
import { openForWork } from "../../src/work/ready.ts";
import type { ScannerOptions } from "../../src/scan/options.ts";
import { ReadAhead } from "../../src/scan/ahead/read_ahead.ts";
import { ReadingThread } from "../../src/scan/ahead/thread.ts";
import { Scanner } from "../../src/scan/scanner.ts";

/** The module of the program's own thread. */
export const WORKER = new URL("../../src/work/scan_worker.ts", import.meta.url);

const OPTIONS: ScannerOptions = { mergeSidecars: false, prune: false, chunk: 500, many: 500 };
const STARTS_MS = 60_000;

/** A thread's module that is ready, and does this with every task. */
export function module(answer: string): URL {
  return new URL(`data:text/javascript,${
    encodeURIComponent(`let progress = null;
      onmessage = ({ data }) => {
        if (progress === null) progress = data.progress;
        else { ${answer} }
        Atomics.add(progress, 0, 1);
      };`)
  }`);
}

/** What such a thread does that reads no file. */
export const NOTHING = "postMessage({ texts: [], words: [], numbers: new Float64Array() });";

/** Scans a folder without a thread. */
export function scanAlone(
  database: string,
  folder: string,
  options: Partial<ScannerOptions> = {},
): Scanner {
  using db = openForWork(database, { create: true });
  const all = { ...OPTIONS, ...options };
  const scanner = new Scanner(db, all, fileReader(all.mergeSidecars));
  for (const _step of scanner.scan([folder]));
  return scanner;
}

/**
 * Scans a folder with a thread that is ready before the first file.
 *
 * @param module What the thread runs.
 * @param mayWait Is asked whenever the scan has to wait; if it may not, it is given up.
 */
export async function scanAhead(
  database: string,
  folder: string,
  options: Partial<ScannerOptions> = {},
  module = WORKER,
  mayWait: () => boolean = () => true,
): Promise<Scanner> {
  using db = openForWork(database, { create: true });
  const all = { ...OPTIONS, ...options };
  const reads = fileReader(all.mergeSidecars);
  const scanner = new Scanner(db, all, reads);
  using thread = new ReadingThread(module, all.mergeSidecars);
  await ready(thread);
  scanner.ahead = new ReadAhead(thread, reads);
  for (const step of scanner.scan([folder])) {
    if (!(step instanceof Promise)) continue;
    if (!mayWait()) break;
    await step;
  }
  return scanner;
}

/** Waits until a thread can be given tasks. */
export async function ready(thread: ReadingThread): Promise<void> {
  const end = performance.now() + STARTS_MS;
  while (!thread.isReady) {
    assert.ok(performance.now() < end, "the thread does not start");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
