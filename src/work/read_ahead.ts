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
import type { Pace } from "../scan/pace.ts";

const WORKER = new URL("./scan_worker.ts", import.meta.url);

/**
 * Starts a thread that reads ahead; null where none may or can start, or it would share one processor.
 *
 * @param plugins The user's own; the thread loads the files of those that bring generators.
 * @param threads What ends it.
 */
export async function readAhead(
  settings: ReadingSettings,
  plugins: readonly SqlPlugin[],
  threads: DisposableStack,
  pace: Pace,
): Promise<ReadAhead | null> {
  if (navigator.hardwareConcurrency < 2 || !mayStartThread(WORKER)) return null;
  const files = await filesOf(plugins.filter(({ generators = [] }) => generators.length > 0));
  const thread = files === null ? null : startThread({ ...settings, plugins: files });
  if (thread === null) return null;
  threads.use(thread);
  // Only now: both threads load the readers at the same time, which takes a twentieth of a scan of 20,000 files.
  const { fileReader } = await import("./file_reader.ts");
  return new ReadAhead(thread, fileReader(settings, plugins), pace);
}

/** The files of plugins; null where one was made in this thread, and cannot be taken to another. */
async function filesOf(plugins: readonly SqlPlugin[]): Promise<string[] | null> {
  if (plugins.length === 0) return [];
  const { fileOf } = await import("../plugins/load.ts");
  const files = plugins.map(fileOf).filter((file) => file !== undefined);
  return files.length < plugins.length ? null : files;
}

function startThread(settings: ThreadSettings): ReadingThread | null {
  try {
    return new ReadingThread(WORKER, settings);
  } catch {
    return null; // the system has no thread left
  }
}
