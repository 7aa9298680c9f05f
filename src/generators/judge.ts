/**
 * Judging the texts of pictures by generators.
 *
 * @module
 */
import { gather, type Gathered, type GatheredEntry, wantedKeys } from "./gather.ts";
import type { Generator } from "./generator.ts";
import { whyNothing } from "./graphs.ts";
import { readingsOf } from "./readings.ts";

/** Judgements of a table of generators. */
export interface Judge {
  /** The keys of containers that are wanted, in the order in which they count. */
  readonly keys: readonly string[];
  /** Chooses the text that is stored, as `gather` does. */
  readonly choose: (
    entries: Iterable<GatheredEntry>,
  ) => { readonly text: string; readonly source: string } | null;
  /** Whether one of them finds a record in a text, as `sd_parse` does. */
  readonly isUnderstood: (text: string) => boolean;
  /** Why they find nothing in a text, in a few words; null where nobody knows. */
  readonly whyNothing: (text: string) => string | null;
}

/** Options of judgements. */
export interface JudgeOptions {
  /** Keys that are wanted beyond those of the generators, the last of all. Default: none. */
  readonly extras?: readonly string[];
  /** Whether every graph of a picture is stored. Default: only the one that tells most. */
  readonly keepGraphs?: boolean;
}

/**
 * Makes the judgements of generators.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { GENERATORS } from "./table.ts";
 * const judge = judgeOf(GENERATORS);
 * const entry = { key: "parameters", source: "png:parameters", read: () => "a fern\nSteps: 20" };
 * assert.equal(judge.choose([entry])?.source, "png:parameters");
 * assert.equal(judge.isUnderstood("a fern\nSteps: 20"), true);
 * ```
 */
export function judgeOf(
  table: readonly Generator[],
  { extras = [], keepGraphs = false }: JudgeOptions = {},
): Judge {
  // What was chosen last is judged next: it is not read twice.
  let last: Gathered | null = null;
  return {
    keys: [...wantedKeys(table), ...extras],
    choose: (entries) => {
      last = gather(entries, table, keepGraphs);
      return last === null ? null : { text: last.text, source: last.source };
    },
    isUnderstood: (text) =>
      (last !== null && last.text === text && last.isRead) || readingsOf(text, table).length > 0,
    whyNothing: (text) => whyNothing(text, table),
  };
}
