/**
 * Reading of files for a scan, texts judged by the generators.
 *
 * @module
 */
import { withSidecar } from "../generators/envelope.ts";
import { judgeOf } from "../generators/judge.ts";
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
function textJudge(
  plugins: readonly SqlPlugin[] = [],
  { readHidden, keepGraphs = false }: Omit<ReadingSettings, "mergeSidecars"> = { readHidden: true },
): TextJudge {
  const extras = readHidden ? [HIDDEN_KEY] : [];
  const judge = judgeOf([...generatorsOf(plugins), ...GENERATORS], { extras, keepGraphs });
  return { ...judge, isJson, merge: withSidecar };
}

/** Judges texts by our generators. */
export const JUDGE: TextJudge = textJudge();

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
  return entryReader(textJudge(plugins, settings), STAMPS, settings, maxRead);
}
