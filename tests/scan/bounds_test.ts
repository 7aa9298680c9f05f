/** Reading ahead is bounded: files, tasks of the thread, and text. */
import { SETTINGS } from "../fixtures/reading.ts";
import assert from "node:assert/strict";
import { fileReader } from "../../src/work/file_reader.ts";
import type { Entry } from "../../src/files/walk.ts";
import { ReadAhead } from "../../src/scan/ahead/read_ahead.ts";
import { ReadingThread } from "../../src/scan/ahead/thread.ts";
import { Found } from "../../src/scan/compare/found.ts";
import { UNSTOPPED } from "../../src/scan/pace.ts";
import type { ReadEntry } from "../../src/scan/read/entry.ts";
import { pngWith } from "../support/workspace.ts";
import { inWorkspace } from "../support/workspace.ts";
import { module, ready } from "./two_ways.ts";

/** A thread that takes tasks and never answers. */
const SILENT = module("for (;;);");
const FILES = 3000;

interface Seen {
  /** Files that were added before the first wait. */
  readonly added: number;
  /** Files that had their turn by then. */
  readonly turns: number;
  /** Files that this thread read by then. */
  readonly read: number;
}

/** Adds files until the first wait for the thread. */
async function untilWait(path: string, reads: ReadEntry, isRead = true): Promise<Seen> {
  using thread = new ReadingThread(SILENT, { ...SETTINGS, plugins: [] });
  await ready(thread);
  let read = 0;
  let isWaiting = false;
  const counted: ReadEntry = (entry, size) => {
    read++;
    return reads(entry, size);
  };
  const pace = {
    ...UNSTOPPED,
    waitFor: () => {
      isWaiting = true;
      return Promise.reject(new Error("waits"));
    },
  };
  const ahead = new ReadAhead(thread, counted, pace);
  const entry: Entry = { kind: "image", path, sidecars: [] };
  let added = 0;
  let turns = 0;
  try {
    while (added < FILES) {
      ahead.add(new Found("/", entry, undefined), isRead);
      added++;
      if (!ahead.isFull) continue;
      for await (const some of ahead.turns(false)) turns += some.length;
    }
  } catch (error) {
    if (!isWaiting) throw error;
  }
  return { added, turns, read };
}

Deno.test(
  "while the thread does not answer, 8 batches are the thread's and 8 more are read here; then all wait",
  inWorkspace(async (space) => {
    const path = space.put("a.png", pngWith("a"));
    assert.deepEqual(await untilWait(path, fileReader(SETTINGS)), {
      added: 16 * 64,
      turns: 0,
      read: 8 * 64,
    });
  }),
);

Deno.test(
  "long texts wait in fewer batches: no more than 8 Mi characters, and one batch",
  inWorkspace(async (space) => {
    const path = space.put("a.png", pngWith("a"));
    const reads = fileReader(SETTINGS);
    const text = "x".repeat(24 * 1024);
    const seen = await untilWait(path, (entry, size) => ({
      ...reads(entry, size),
      metadata_json: text,
    }));
    // A batch of 64 such texts is 1.5 Mi characters: the sixth is over the bound.
    assert.deepEqual(seen, { added: (8 + 6) * 64, turns: 0, read: 6 * 64 });
  }),
);

Deno.test(
  "files that need not be read have their turn at once where nothing is read before them, 512 together",
  inWorkspace(async (space) => {
    const path = space.put("a.png", pngWith("a"));
    const { added, turns, read } = await untilWait(path, fileReader(SETTINGS), false);
    assert.deepEqual([added, turns, read], [FILES, FILES - FILES % 512, 0]);
  }),
);
