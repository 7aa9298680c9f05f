/** A scan step by step, with and without a thread that reads ahead. */
import { SETTINGS } from "../fixtures/reading.ts";
import assert from "node:assert/strict";
import { fileReader } from "../../src/work/file_reader.ts";
import { openForWork } from "../../src/work/ready.ts";
import { hashForScan } from "../../src/work/scan_hash.ts";
import type { ReadingSettings, ScannerOptions } from "../../src/scan/options.ts";
import { Interrupted, type Pace, UNSTOPPED } from "../../src/scan/pace.ts";
import { STAMPS } from "../../src/scan/read/stamps.ts";
import { ReadAhead } from "../../src/scan/ahead/read_ahead.ts";
import { ReadingThread } from "../../src/scan/ahead/thread.ts";
import { Scanner } from "../../src/scan/scanner.ts";
import type { ScanWorld } from "../../src/scan/world.ts";

/** The module of the program's own thread. */
export const WORKER = new URL("../../src/work/scan_worker.ts", import.meta.url);

export const OPTIONS: ScannerOptions = {
  ...SETTINGS,
  prune: false,
  rescan: false,
  chunk: 500,
  many: Infinity,
  stamps: STAMPS,
};
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
export const NOTHING = "postMessage({ files: [] });";

/** The world of a scan whose files are read at once, in this thread, and that nobody stops. */
export function worldOf(settings: ReadingSettings, world: Partial<ScanWorld> = {}): ScanWorld {
  const { pace = UNSTOPPED } = world;
  return {
    pace,
    progress: () => ({ update: () => {}, end: () => {} }),
    getReady: () => Promise.resolve(fileReader(settings)),
    readAhead: () => Promise.resolve(null),
    hashFiles: (client) => hashForScan(client, pace),
    ...world,
  };
}

/** Scans a folder without a thread. */
export async function scanAlone(
  database: string,
  folder: string,
  options: Partial<ScannerOptions> = {},
): Promise<Scanner> {
  using db = openForWork(database, { create: true });
  const all = { ...OPTIONS, ...options };
  const scanner = new Scanner(db, all, worldOf(all));
  await scanner.scan([folder]);
  return scanner;
}

/**
 * Scans a folder with a thread that has started before the first file.
 *
 * @param module What the thread runs.
 * @param mayWait Is asked whenever the scan has to wait; if it may not, it is stopped.
 */
export async function scanAhead(
  database: string,
  folder: string,
  options: Partial<ScannerOptions> = {},
  module = WORKER,
  mayWait: () => boolean = () => true,
): Promise<Scanner> {
  using db = openForWork(database, { create: true });
  const all = { ...OPTIONS, many: 0, ...options };
  using thread = new ReadingThread(module, { ...readingSettings(all), plugins: [] });
  await ready(thread);
  const pace: Pace = {
    ...UNSTOPPED,
    waitFor: async (end) => {
      if (!mayWait()) throw new Interrupted();
      await end;
    },
  };
  const ahead = new ReadAhead(thread, fileReader(all), pace);
  const world = worldOf(all, { pace, readAhead: () => Promise.resolve(ahead) });
  const scanner = new Scanner(db, all, world);
  try {
    await scanner.scan([folder]);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  }
  return scanner;
}

/** Nothing else can be sent to a thread. */
function readingSettings({ mergeSidecars, readHidden }: ReadingSettings): ReadingSettings {
  return { mergeSidecars, readHidden };
}

/** Waits until a thread can be given tasks. */
export async function ready(thread: ReadingThread): Promise<void> {
  const end = performance.now() + STARTS_MS;
  while (!thread.isReady) {
    assert.ok(performance.now() < end, "the thread does not start");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
