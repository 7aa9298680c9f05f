/**
 * What a scan loads when there is a file to read.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { readSettings } from "../db/settings.ts";
import { detect } from "../infotext/detect.ts";
import { parse } from "../infotext/parse.ts";
import { entryReader, type ReadEntry } from "../scan/read_entry.ts";
import type { TextJudge } from "../scan/read_file.ts";
import { Scanner } from "../scan/scanner.ts";

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

/** What reads files, texts judged by the parser. @param mergeSidecars Whether sidecars fill what the embedded text leaves open. */
export function fileReader(mergeSidecars: boolean): ReadEntry {
  return entryReader(JUDGE, mergeSidecars);
}

/** Brings the row of one file up to date, at once. */
export function rescan(db: DatabaseSync, path: string): void {
  const { allow_sidecar_merge: mergeSidecars } = readSettings(db);
  const options = { chunk: 1, mergeSidecars, prune: false };
  const scanner = new Scanner(db, options, fileReader(mergeSidecars));
  for (const _file of scanner.scan([path]));
}
