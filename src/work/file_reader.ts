/**
 * Reading of files for a scan, texts judged by the generators.
 *
 * @module
 */
import { withSidecar } from "../generators/envelope.ts";
import { gather, type Gathered, wantedKeys } from "../generators/gather.ts";
import { whyNothing } from "../generators/graphs.ts";
import { readingsOf } from "../generators/readings.ts";
import { GENERATORS } from "../generators/table.ts";
import { generatorsOf } from "../host/guarded.ts";
import type { SqlPlugin } from "../host/plugin.ts";
import { HIDDEN_KEY } from "../image/png/hidden/hidden.ts";
import { isJson } from "../record/json.ts";
import { entryReader, type ReadEntry } from "../scan/read/entry.ts";
import type { TextJudge } from "../scan/read/file.ts";
import type { ReadingSettings } from "../scan/options.ts";
import { STAMPS } from "../scan/read/stamps.ts";

/** Judges texts by the generators of plugins and ours. */
function judgeOf(
  plugins: readonly SqlPlugin[] = [],
  { readHidden, keepGraphs = false }: Omit<ReadingSettings, "mergeSidecars"> = { readHidden: true },
): TextJudge {
  const table = [...generatorsOf(plugins), ...GENERATORS];
  // What was chosen last is judged next: it is not read twice.
  let last: Gathered | null = null;
  return {
    keys: readHidden ? [...wantedKeys(table), HIDDEN_KEY] : wantedKeys(table),
    choose: (entries) => {
      last = gather(entries, table, keepGraphs);
      return last === null ? null : { text: last.text, source: last.source };
    },
    isJson,
    isUnderstood: (text) =>
      (last?.text === text && last.isRead) || readingsOf(text, table).length > 0,
    whyNothing: (text) => whyNothing(text, table),
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
  settings: ReadingSettings,
  plugins: readonly SqlPlugin[] = [],
  maxRead?: number,
): ReadEntry {
  return entryReader(judgeOf(plugins, settings), STAMPS, settings, maxRead);
}
