/**
 * Reading of files for a scan, texts judged by the generators.
 *
 * @module
 */
import { withSidecar } from "../generators/envelope.ts";
import { gather, wantedKeys } from "../generators/gather.ts";
import { readingsOf } from "../generators/readings.ts";
import { GENERATORS } from "../generators/table.ts";
import { generatorsOf, type SqlPlugin } from "../host/plugin.ts";
import { readJson, TOO_LARGE } from "../record/json.ts";
import { entryReader, type ReadEntry } from "../scan/read/entry.ts";
import type { TextJudge } from "../scan/read/file.ts";
import { STAMPS } from "../scan/read/stamps.ts";

/** Whether a text is JSON; one of too many values counts as none. */
function isJson(text: string): boolean {
  const value = readJson(text);
  return value !== undefined && value !== TOO_LARGE;
}

/** Judges texts by the generators of plugins and ours. */
function judgeOf(plugins: readonly SqlPlugin[] = []): TextJudge {
  const table = [...generatorsOf(plugins), ...GENERATORS];
  return {
    keys: wantedKeys(table),
    choose: (entries) => {
      const { text, source } = gather(entries, table) ?? {};
      return text === undefined || source === undefined ? null : { text, source };
    },
    isJson,
    isUnderstood: (text) => readingsOf(text, table).length > 0,
    merge: withSidecar,
  };
}

/** Judges texts by our generators. */
export const JUDGE: TextJudge = judgeOf();

/**
 * Makes the function that reads files; parameters as of `entryReader`.
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
