/**
 * The command `scan`.
 *
 * @module
 */
import { buildCommand } from "@stricli/core";
import {
  argument,
  json,
  plugin,
  pruneOf,
  type ScanFlags,
  scanning,
  withExamples,
} from "../parameters.ts";
import type { Session } from "../session.ts";

/** `scan`. */
export const scan = buildCommand<ScanFlags, string[], Session>({
  docs: {
    brief: "Bring the list of files up to date, without extracting",
    fullDescription: withExamples(
      "Finds new, changed, moved and missing images, and reads the text of the new and changed ones.",
      "deno task scan photos.sqlite ~/images ~/more-images",
      "deno task scan photos.sqlite ~/images --prune",
      "deno task scan photos.sqlite ~/images --rescan",
    ),
    customUsage: ["[flags] <db> <path>…"],
  },
  parameters: {
    flags: { ...scanning, json, plugin },
    positional: {
      kind: "array",
      minimum: 2,
      parameter: argument("db> or <path", "The database's file, then files and folders"),
    },
  },
  loader: async () => {
    const { scan } = await import("../../commands/scan.ts");
    return function (flags, database = "", ...paths): Promise<void> {
      return this.runLong(
        flags,
        (plugins, context) =>
          scan({ ...flags, prune: pruneOf(flags), database, paths, plugins }, context),
      );
    };
  },
});
