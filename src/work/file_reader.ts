/**
 * What reads files for a scan, texts judged by the parser.
 *
 * @module
 */
import { detect } from "../generators/detect.ts";
import { parse } from "../generators/parse.ts";
import type { Choose } from "../image/format.ts";
import { readJson, TOO_LARGE } from "../record/json.ts";
import { entryReader, type ReadEntry } from "../scan/read/entry.ts";
import type { TextJudge } from "../scan/read/file.ts";
import { STAMPS } from "../scan/read/stamps.ts";

let last = { text: "", format: null as string | null };

/** `detect`, remembering the last text, which is judged twice. */
function formatOf(text: string): string | null {
  if (last.text !== text) last = { text, format: detect(text) };
  return last.format;
}

/** PNG keywords of single programs; the graphs of ComfyUI first. */
const PROGRAM_KEYS = ["prompt", "workflow", "invokeai_metadata", "sd-metadata", "dream"] as const;

/** The first text that is not blank and is generation text; under the key `parameters` every text is. */
const choose: Choose = (entries) => {
  for (const entry of entries) {
    const text = entry.read();
    if (text === null || text.trim() === "") continue;
    if (entry.key === "parameters" || formatOf(text) !== null) {
      return { text, source: entry.source };
    }
  }
  return null;
};

/** Whether a text is JSON; one of too many values counts as none. */
function isJson(text: string): boolean {
  const value = readJson(text);
  return value !== undefined && value !== TOO_LARGE;
}

/** Judges texts by the parser. */
export const JUDGE: TextJudge = {
  keys: PROGRAM_KEYS,
  choose,
  isJson,
  // An infotext always gives a record; to see that it is one is cheaper than to make the record.
  isUnderstood: (text) => formatOf(text) === "a1111" || parse(text) !== null,
};

/** What reads files; parameters as of `entryReader`. */
export function fileReader(mergeSidecars: boolean, maxRead?: number): ReadEntry {
  return entryReader(JUDGE, STAMPS, mergeSidecars, maxRead);
}
