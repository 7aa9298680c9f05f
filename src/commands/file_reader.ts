/**
 * Reading files for a scan, texts judged by the parser.
 *
 * @module
 */
import { detect } from "../generators/detect.ts";
import { parse } from "../generators/parse.ts";
import { entryReader, type ReadEntry } from "../scan/read/entry.ts";
import type { TextJudge } from "../scan/read/file.ts";
import { STAMPS } from "../scan/read/stamps.ts";

let last = { text: "", format: null as string | null };

/** `detect`, remembering the last text, which is judged twice. */
function formatOf(text: string): string | null {
  if (last.text !== text) last = { text, format: detect(text) };
  return last.format;
}

const JUDGE: TextJudge = {
  isGenerationText: (text) => formatOf(text) !== null,
  // An infotext always gives a record; to see that it is one is cheaper than to make the record.
  isUnderstood: (text) => formatOf(text) === "a1111" || parse(text) !== null,
};

/** Makes the function that reads files; parameters as of `entryReader`. */
export function fileReader(mergeSidecars: boolean, maxRead?: number): ReadEntry {
  return entryReader(JUDGE, STAMPS, mergeSidecars, maxRead);
}
