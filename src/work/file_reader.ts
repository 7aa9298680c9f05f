/**
 * Reading of files for a scan, texts judged by the generators.
 *
 * @module
 */
import { withSidecar } from "../generators/envelope.ts";
import type { Generator, GraphTraits } from "../generators/generator.ts";
import { gather, type Gathered, wantedKeys } from "../generators/gather.ts";
import { whyNothing } from "../generators/graphs.ts";
import { readingsOf } from "../generators/readings.ts";
import { GENERATORS } from "../generators/table.ts";
import { generatorsOf, PluginError, type SqlPlugin } from "../host/plugin.ts";
import { isJson } from "../record/json.ts";
import { entryReader, type ReadEntry } from "../scan/read/entry.ts";
import type { TextJudge } from "../scan/read/file.ts";
import { STAMPS } from "../scan/read/stamps.ts";

/** Names a generator of a plugin's in what it throws: a fault of the plugin is none of the program. */
function named(generator: Generator): Generator {
  const { name } = generator;
  const guard = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new PluginError(
        `The generator "${name}" fails: ${reason}; mend its plugin, or leave it out`,
        { cause: error },
      );
    }
  };
  return {
    name,
    version: generator.version,
    keys: generator.keys,
    recognises: (texts) => guard(() => generator.recognises(texts)),
    read: (texts) => guard(() => generator.read(texts)),
    readPlain: (texts) => guard(() => generator.readPlain?.(texts) ?? null),
    ...generator.graphs !== undefined && { graphs: guarded(generator.graphs, guard) },
  };
}

function guarded(graphs: GraphTraits, guard: <T>(work: () => T) => T): GraphTraits {
  return {
    worth: (text) => guard(() => graphs.worth(text)),
    slim: (raw) => guard(() => graphs.slim(raw)),
    whyNothing: (text) => guard(() => graphs.whyNothing(text)),
    nodes: (text) => guard(() => graphs.nodes(text)),
  };
}

/** Judges texts by the generators of plugins and ours. */
function judgeOf(plugins: readonly SqlPlugin[] = [], keepGraphs = false): TextJudge {
  const table = [...generatorsOf(plugins).map(named), ...GENERATORS];
  // What was chosen last is judged next: it is not read twice.
  let last: Gathered | null = null;
  return {
    keys: wantedKeys(table),
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
 * @param keepGraphs Whether every graph of a picture is stored. Default: only the one that tells most.
 */
export function fileReader(
  mergeSidecars: boolean,
  plugins: readonly SqlPlugin[] = [],
  maxRead?: number,
  keepGraphs = false,
): ReadEntry {
  return entryReader(judgeOf(plugins, keepGraphs), STAMPS, mergeSidecars, maxRead);
}
