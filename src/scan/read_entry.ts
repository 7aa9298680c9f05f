/**
 * One file of either kind as the values of its row.
 *
 * @module
 */
import type { FileFacts } from "./facts.ts";
import { type FileReading, readFile, type TextJudge } from "./read_file.ts";
import { readModelFile } from "./read_model_file.ts";
import type { Entry } from "./walk.ts";

/** Reads a file. */
export type ReadEntry = (entry: Entry, facts: FileFacts) => FileReading;

/** What reads files for a scan. @param merge Whether a sidecar fills what the embedded text leaves open. */
export function entryReader(judge: TextJudge, merge: boolean): ReadEntry {
  return (entry, facts) =>
    entry.kind === "model"
      ? readModelFile(entry.path, facts)
      : readFile(entry, facts, judge, merge);
}
