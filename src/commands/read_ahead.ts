/**
 * Reading ahead, loaded when many files have to be read.
 *
 * @module
 */
import { ReadAhead } from "../scan/ahead/read_ahead.ts";
import { mayStartThread } from "../files/threads.ts";
import { ReadingThread } from "../scan/ahead/thread.ts";
import type { Pace } from "../scan/pace.ts";
import { fileReader } from "./file_reader.ts";

const WORKER = new URL("./scan_worker.ts", import.meta.url);

/**
 * Starts a thread that reads ahead; null where none may or can start, or it would share one processor.
 *
 * @param threads What ends it.
 */
export function readAhead(
  mergeSidecars: boolean,
  threads: DisposableStack,
  pace: Pace,
): ReadAhead | null {
  if (navigator.hardwareConcurrency < 2 || !mayStartThread(WORKER)) return null;
  const thread = startThread(mergeSidecars);
  if (thread === null) return null;
  return new ReadAhead(threads.use(thread), fileReader(mergeSidecars), pace);
}

function startThread(mergeSidecars: boolean): ReadingThread | null {
  try {
    return new ReadingThread(WORKER, mergeSidecars);
  } catch {
    return null; // the system has no thread left
  }
}
