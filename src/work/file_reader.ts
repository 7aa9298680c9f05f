/**
 * What reads files for a scan, texts judged by the parser.
 *
 * @module
 */
import { detect } from "../generators/detect.ts";
import { readingsOf } from "../generators/readings.ts";
import { GENERATORS } from "../generators/table.ts";
import { generatorsOf, type SqlPlugin } from "../host/plugin.ts";
import { entryReader, type ReadEntry } from "../scan/read/entry.ts";
import type { TextJudge } from "../scan/read/file.ts";
import { STAMPS } from "../scan/read/stamps.ts";

/** Judges texts by the generators of plugins and ours. */
function judgeOf(plugins: readonly SqlPlugin[]): TextJudge {
  const table = [...generatorsOf(plugins), ...GENERATORS];
  return {
    isGenerationText: (text) => detect(text, table) !== null,
    isUnderstood: (text) => readingsOf(text, table).length > 0,
  };
}

/**
 * What reads files; parameters as of `entryReader`.
 *
 * @param plugins The user's own, whose generators are asked first.
 */
export function fileReader(
  mergeSidecars: boolean,
  plugins: readonly SqlPlugin[] = [],
  maxRead?: number,
): ReadEntry {
  return entryReader(judgeOf(plugins), STAMPS, mergeSidecars, maxRead);
}
