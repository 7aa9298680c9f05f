/**
 * The command `stream`.
 *
 * @module
 */
import { buildCommand } from "@stricli/core";
import type { FormatName } from "../../commands/stream.ts";
import { plugin, toggle, wholeNumber, withExamples } from "../parameters.ts";
import type { Session } from "../session.ts";

/** Flags of `stream`. */
export interface StreamFlags {
  readonly function: string;
  readonly format?: FormatName;
  readonly keep?: number;
  readonly arguments?: number;
  readonly chunkHeader?: boolean;
  readonly plugin?: readonly string[];
}

/** Its flags, without those that other commands have too. */
const streaming = {
  function: { kind: "parsed", parse: String, placeholder: "name", brief: "The function to call" },
  format: {
    kind: "enum",
    values: ["tsv", "ndjson", "rowbinary"],
    optional: true,
    brief: "How rows are written: tsv (default), ndjson or rowbinary",
  },
  keep: {
    kind: "parsed",
    parse: wholeNumber,
    placeholder: "columns",
    optional: true,
    brief: "Leading columns to pass through before the result; the others are the arguments",
  },
  arguments: {
    kind: "parsed",
    parse: wholeNumber,
    placeholder: "columns",
    optional: true,
    brief: "Arguments in a row of rowbinary; the fewest that the function takes unless given",
  },
  chunkHeader: toggle("Expect a line with their number before each chunk of rows"),
} as const;

/** `stream`. */
export const stream = buildCommand<StreamFlags, [], Session>({
  docs: {
    brief: "Call one function for each row of standard input: for ClickHouse, Spark and others",
    fullDescription: withExamples(
      "As many rows out as in, in the same order. A bad row gives NULL and a note on standard error. Needs no permission\n" +
        "but reading the plugins, if any: see docs/stream.md.",
      "printf 'a <lora:moss:1> cat\\n' | deno task --quiet stream --function sd_clean",
      "deno task --quiet stream --function sd_loras --format ndjson < texts.ndjson > loras.ndjson",
    ),
  },
  parameters: { flags: { ...streaming, plugin } },
  loader: async () => {
    const { stream } = await import("../../commands/stream.ts");
    const { noteTo, sinkTo, sourceFrom } = await import("../pipes.ts");
    const { loadNeeds } = await import("../../plugins/needs.ts");
    return async function (flags): Promise<void> {
      // Later they could be loaded from a file only, which the task may not read.
      await loadNeeds(flags.function);
      const ends = {
        source: sourceFrom(Deno.stdin),
        sink: sinkTo(Deno.stdout),
        note: noteTo(this.notes),
      };
      await this.run(
        { plugin: flags.plugin ?? [] },
        (plugins) => stream({ ...flags, plugins }, ends),
      );
    };
  },
});
