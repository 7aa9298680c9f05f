/**
 * The command `extract`.
 *
 * @module
 */
import { buildCommand } from "@stricli/core";
import type { OnMissing } from "../../db/settings.ts";
import {
  argument,
  json,
  plugin,
  pruneOf,
  refuseFlagsOfScanning,
  type ScanFlags,
  scanning,
  toggle,
  withExamples,
} from "../parameters.ts";
import type { Session } from "../session.ts";

interface ExtractFlags extends ScanFlags {
  readonly onMissing?: OnMissing;
  readonly watch?: boolean;
}

/** `extract`. */
export const extract = buildCommand<ExtractFlags, string[], Session>({
  docs: {
    brief: "Scan folders, if any are named, and extract every image that waits",
    fullDescription: withExamples(
      "Parses what images say about themselves into tables, and the headers of model files. Only what is new or\n" +
        "changed is read.",
      "deno task extract photos.sqlite ~/images",
      "deno task extract photos.sqlite ~/images --watch",
      "deno task extract photos.sqlite --on-missing delete",
    ),
    customUsage: ["[flags] <db> [<path>…]"],
  },
  parameters: {
    flags: {
      ...scanning,
      onMissing: {
        kind: "enum",
        values: ["keep", "delete"],
        optional: true,
        brief: "What becomes of rows whose text disappeared",
      },
      watch: toggle("Go on when done: extract what is new or changed, until Ctrl-C"),
      json,
      plugin,
    },
    positional: {
      kind: "array",
      minimum: 1,
      parameter: argument("db", "The database's file, then files and folders to scan first"),
    },
  },
  loader: async () => {
    const { extract, extractAndWatch } = await import("../../commands/extract.ts");
    return async function ({ watch = false, ...flags }, database = "", ...paths): Promise<void> {
      if (paths.length === 0) refuseFlagsOfScanning({ ...flags, watch });
      if (watch) {
        return await this.runWatching(
          flags,
          (plugins, context) =>
            extractAndWatch({ ...flags, prune: pruneOf(flags), database, paths, plugins }, context),
        );
      }
      await this.runLong(
        flags,
        (plugins, context) =>
          extract({ ...flags, prune: pruneOf(flags), database, paths, plugins }, context),
      );
    };
  },
});
