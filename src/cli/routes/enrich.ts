/**
 * The command `enrich`.
 *
 * @module
 */
import { buildCommand } from "@stricli/core";
import { UsageError } from "../errors.ts";
import { database, json, plugin, toggle, wholeNumber, withExamples } from "../parameters.ts";
import type { CommonFlags, Session } from "../session.ts";

/** Flags of `enrich`. */
export interface EnrichFlags extends CommonFlags {
  readonly baseUrl?: string;
  readonly token?: string;
  readonly dryRun?: boolean;
  readonly limit?: number;
  readonly retry?: boolean;
  readonly refresh?: boolean;
  readonly autov1?: boolean;
  readonly export?: string;
  readonly import?: string;
}

const text = (placeholder: string, brief: string) =>
  ({ kind: "parsed", parse: String, placeholder, optional: true, brief }) as const;

/** These go without the network, and each alone. */
function refuseTogether(flags: EnrichFlags): void {
  const given = (["export", "import", "dryRun"] as const).filter((name) => flags[name]);
  if (given.length < 2) return;
  const names = given.map((name) => name === "dryRun" ? "--dry-run" : `--${name}`);
  throw new UsageError(`${names.join(" and ")} exclude each other`);
}

/** `enrich`. */
export const enrich = buildCommand<EnrichFlags, [string], Session>({
  docs: {
    brief: "Look models up at CivitAI by their hashes",
    fullDescription: withExamples(
      "Asks about model files, and about hashes that images name and no file has. What was answered is not asked\n" +
        "again. CIVITAI_TOKEN can hold a token, CIVITAI_URL another address. Deno allows this task to connect to\n" +
        "civitai.com and civitai.red only; for another host run cli.ts with --allow-net=HOST.",
      "deno task enrich photos.sqlite --dry-run",
      "CIVITAI_TOKEN=… deno task enrich photos.sqlite --limit 100",
      "deno task enrich photos.sqlite --export answers.ndjson",
      "deno task enrich other.sqlite --import answers.ndjson",
    ),
  },
  parameters: {
    flags: {
      dryRun: toggle("Say what would be asked; ask nothing"),
      limit: {
        kind: "parsed",
        parse: wholeNumber,
        placeholder: "models",
        optional: true,
        brief: "The most models to look up",
      },
      retry: toggle("Ask again at once what failed or was not found"),
      refresh: toggle("Ask again what was found"),
      autov1: toggle("Ask about hashes of eight digits too, which many files share"),
      export: text("file", "Write all answers to a file; ask nothing"),
      import: text("file", "Take answers from such a file; ask nothing"),
      baseUrl: text("url", "Another address than https://civitai.com"),
      token: text(
        "secret",
        "Token for it; better in CIVITAI_TOKEN, since others see command lines",
      ),
      json,
      plugin,
    },
    positional: { kind: "tuple", parameters: [database] },
  },
  loader: async () => {
    const { enrich } = await import("../../commands/enrich.ts");
    return function (flags, database): Promise<void> {
      refuseTogether(flags);
      const { export: exportFile, import: importFile, ...rest } = flags;
      const files = {
        ...(exportFile !== undefined && { exportFile }),
        ...(importFile !== undefined && { importFile }),
      };
      return this.runLong(
        flags,
        (plugins, context) => enrich({ ...rest, ...files, database, plugins }, context),
      );
    };
  },
});
