/**
 * One file of either kind as the values of its row.
 *
 * @module
 */
import type { FileReading } from "../../files/row.ts";
import { readFile, type TextJudge } from "./file.ts";
import { readModelFile } from "./model_file.ts";
import { stampOf, type Stamps, visibleStamp } from "../../files/stamps.ts";
import type { Entry } from "../../files/walk.ts";
import type { ReadingSettings } from "../options.ts";

/** Reads a file of `size` bytes. */
export type ReadEntry = (entry: Entry, size: number) => FileReading;

/**
 * Makes the function that reads files for a scan.
 *
 * @param stamps Stamps of the readers, for `files.read_with`.
 * @param settings Whether they look for hidden texts, the judge knows too: by the keys that it wants.
 * @param maxRead Most bytes of a file to read at once; what has to read more throws `LongRead`.
 */
export function entryReader(
  judge: TextJudge,
  stamps: Stamps,
  { mergeSidecars, readHidden }: ReadingSettings,
  maxRead?: number,
): ReadEntry {
  return (entry, size) => {
    const contents = entry.kind === "model"
      ? readModelFile(entry.path, size, maxRead)
      : readFile(entry, size, judge, mergeSidecars, maxRead);
    const stamp = stampOf(stamps, entry.kind, contents.container);
    const { metadata_source: source } = contents;
    const isVisible = !readHidden && (source === null || source.startsWith("sidecar:"));
    return { ...contents, read_with: isVisible ? visibleStamp(stamp) : stamp };
  };
}
