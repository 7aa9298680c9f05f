/**
 * The command `functions`.
 *
 * @module
 */
import { buildCommand } from "@stricli/core";
import { json, plugin, withExamples } from "../parameters.ts";
import type { CommonFlags, Session } from "../session.ts";

/** `functions`. */
export const functions = buildCommand<CommonFlags, [], Session>({
  docs: {
    brief: "List the SQL functions",
    fullDescription: withExamples(
      "Lists every function that the commands install, with what it returns.",
      "deno task functions",
      "deno task functions --plugin ./mine.ts --json",
    ),
  },
  parameters: { flags: { json, plugin } },
  loader: async () => {
    const { listFunctions } = await import("../../commands/functions.ts");
    return function (flags): Promise<void> {
      return this.run(flags, (plugins) => listFunctions({ plugins }));
    };
  },
});
