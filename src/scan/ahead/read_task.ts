/**
 * Reading some files ahead of their turn.
 *
 * @module
 */
import { LongRead } from "../../disk/file_source.ts";
import { ioErrorReason } from "../../disk/io_error.ts";
import { factsOf } from "../../files/facts.ts";
import type { Entry } from "../../files/walk.ts";
import { PluginError } from "../../host/plugin.ts";
import type { ReadEntry } from "../read/entry.ts";
import type { AheadFile, Task, ThreadAnswer } from "./messages.ts";

/** Characters of texts that are read together at most; on the main thread the last text comes on top. */
export const MAX_TOGETHER = 4 * 1024 * 1024;

/**
 * Looks at a file and reads it.
 *
 * @returns Null when the system does not let it: when its turn comes, it is met again, or is gone.
 * @throws What is no fault of the file.
 */
export function readOne(entry: Entry, reads: ReadEntry): AheadFile | null {
  try {
    const { size, time, ino } = factsOf(entry.path);
    const reading = reads(entry, size);
    return reading.ioError ? null : { size, time, ino, reading };
  } catch (error) {
    const isOfFile = error instanceof LongRead || error instanceof Deno.errors.NotCapable ||
      error instanceof PluginError || ioErrorReason(error) !== null;
    if (isOfFile) return null;
    throw error;
  }
}

/** Reads the files of a task. Never throws: a mistake of ours is told to the main thread. */
export function answerTask(task: Task, reads: ReadEntry): ThreadAnswer {
  const files: (AheadFile | null)[] = [];
  let characters = 0;
  try {
    for (const entry of task) {
      const file = readOne(entry, reads);
      characters += file?.reading.metadata_json?.length ?? 0;
      // One long text is read twice rather than held in each of the answers that wait.
      if (characters > MAX_TOGETHER) break;
      files.push(file);
    }
    return { files };
  } catch (error) {
    return { mistake: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}
