/**
 * Reading ahead, loaded when many files have to be read.
 *
 * @module
 */
import { ReadAhead } from "../scan/ahead/read_ahead.ts";
import type { ThreadSettings } from "../scan/ahead/messages.ts";
import type { ReadingSettings } from "../scan/options.ts";
import { mayStartThread } from "../files/threads.ts";
import { ReadingThread } from "../scan/ahead/thread.ts";
import type { SqlPlugin } from "../host/plugin.ts";
import { fileOf } from "../plugins/load.ts";
import type { Pace } from "../scan/pace.ts";
import { fileReader } from "./file_reader.ts";

const WORKER = new URL("./scan_worker.ts", import.meta.url);

/**
 * Starts a thread that reads ahead; null where none may or can start, or it would share one processor.
 *
 * @param plugins The user's own; the thread loads the files of those that bring generators.
 * @param threads What ends it.
 */
export function readAhead(
  settings: ReadingSettings,
  plugins: readonly SqlPlugin[],
  threads: DisposableStack,
  pace: Pace,
): ReadAhead | null {
  if (navigator.hardwareConcurrency < 2 || !mayStartThread(WORKER)) return null;
  const files = plugins.filter(({ generators = [] }) => generators.length > 0).map(fileOf);
  // A plugin that was made in this thread cannot be taken to another.
  const loaded = files.filter((file) => file !== undefined);
  const thread = loaded.length < files.length
    ? null
    : startThread({ ...settings, plugins: loaded });
  if (thread === null) return null;
  return new ReadAhead(threads.use(thread), fileReader(settings, plugins), pace);
}

function startThread(settings: ThreadSettings): ReadingThread | null {
  try {
    return new ReadingThread(WORKER, settings);
  } catch {
    return null; // the system has no thread left
  }
}
