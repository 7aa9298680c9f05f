/**
 * The commands: their arguments, flags and help. What a command runs is loaded only when it is called.
 *
 * @module
 */
import { buildCommand, buildRouteMap } from "@stricli/core";
import { derive } from "./routes/derive.ts";
import { enrich } from "./routes/enrich.ts";
import {
  argument,
  database,
  type ExtractFlags,
  json,
  type MigrateFlags,
  plugin,
  type QueryFlags,
  refuseFlagsOfScanning,
  type ScanFlags,
  scanning,
  toggle,
  withExamples,
} from "./parameters.ts";
import { hash } from "./routes/hash.ts";
import type { CommonFlags, Session } from "./session.ts";
import { stream } from "./routes/stream.ts";

/** What a query without --write does not need, and a plugin shall not have then. */
const WRITING = ["write", "run", "ffi"] as const;

const extract = buildCommand<ExtractFlags, string[], Session>({
  docs: {
    brief: "Scan folders, if any are named, and extract every image that waits",
    fullDescription: withExamples(
      "Parses what images say about themselves into tables, and the headers of model files. Only what is new or\n" +
        "changed is read.",
      "deno task extract photos.sqlite ~/images",
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
    const { extract } = await import("../commands/extract.ts");
    return async function (flags, database = "", ...paths): Promise<void> {
      if (paths.length === 0) refuseFlagsOfScanning(flags);
      await this.runLong(
        flags,
        (plugins, context) => extract({ ...flags, database, paths, plugins }, context),
      );
    };
  },
});

const scan = buildCommand<ScanFlags, string[], Session>({
  docs: {
    brief: "Bring the list of files up to date, without extracting",
    fullDescription: withExamples(
      "Finds new, changed, moved and missing images, and reads the text of the new and changed ones.",
      "deno task scan photos.sqlite ~/images ~/more-images",
      "deno task scan photos.sqlite ~/images --prune",
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
    const { scan } = await import("../commands/scan.ts");
    return function (flags, database = "", ...paths): Promise<void> {
      return this.runLong(
        flags,
        (plugins, context) => scan({ ...flags, database, paths, plugins }, context),
      );
    };
  },
});

const migrate = buildCommand<MigrateFlags, [string], Session>({
  docs: {
    brief: "Bring a database up to date, then apply your own migrations",
    fullDescription: withExamples(
      "Your migrations are files 0001_name.sql, 0002_name.sql … that may call every sd_* function.",
      "deno task migrate photos.sqlite",
      "deno task migrate photos.sqlite --dir mine/",
      "deno task migrate photos.sqlite --dir mine/ --list",
    ),
  },
  parameters: {
    flags: {
      dir: {
        kind: "parsed",
        parse: String,
        placeholder: "folder",
        optional: true,
        brief: "Folder of your own migrations",
      },
      list: toggle("Show what was applied and what waits; change nothing"),
      json,
      plugin,
    },
    positional: { kind: "tuple", parameters: [database] },
  },
  loader: async () => {
    const { migrateDatabase } = await import("../commands/migrate.ts");
    return function (flags, database): Promise<void> {
      return this.run(
        flags,
        (plugins) => migrateDatabase({ ...flags, database, plugins }),
      );
    };
  },
});

const query = buildCommand<QueryFlags, [string, string], Session>({
  docs: {
    brief: "Run SQL with all functions installed and print the rows",
    fullDescription: withExamples(
      "Prints the rows of the last statement. The database cannot be changed without --write; with it, several\n" +
        "statements are one transaction. In JSON a blob is {\"base64\": …}, in tables and CSV X'…'.",
      'deno task query photos.sqlite "SELECT model_name, count(*) FROM models GROUP BY 1"',
      "deno task query photos.sqlite --csv \"SELECT value ->> 'lora_name' AS lora, count(*)",
      '  FROM files, json_each(sd_loras(metadata_json)) GROUP BY 1" > loras.csv',
      "deno task query :memory: \"SELECT sd_lora_name('My Style.safetensors')\"",
    ),
  },
  parameters: {
    flags: {
      write: toggle("Allow the SQL to change the database"),
      csv: toggle("Print CSV instead of a table"),
      json,
      plugin,
    },
    positional: {
      kind: "tuple",
      parameters: [database, argument("sql", "One or more statements")],
    },
  },
  loader: async () => {
    const { query } = await import("../commands/query.ts");
    const { loadExpressions, mentionsExpressions } = await import(
      "../plugins/lazy_expressions.ts"
    );
    return async function ({ write = false, ...flags }, database, sql): Promise<void> {
      // Before a plugin is loaded: what stands outside its functions runs then.
      if (!write) WRITING.forEach((name) => Deno.permissions.revokeSync({ name }));
      if (mentionsExpressions(sql)) await loadExpressions();
      const sink = await this.sink(flags);
      let began = false;
      const begin = (columns: readonly string[]): void => {
        began = true;
        sink.begin(columns);
      };
      await this.run(flags, (plugins) => {
        const report = query({ database, sql, write, plugins }, { ...sink, begin });
        return began ? { ...report, lines: [], json: undefined } : report;
      });
    };
  },
});

const functions = buildCommand<CommonFlags, [], Session>({
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
    const { listFunctions } = await import("../commands/functions.ts");
    return function (flags): Promise<void> {
      return this.run(flags, (plugins) => listFunctions({ plugins }));
    };
  },
});

/** All commands. */
export const routes = buildRouteMap<string, Session>({
  routes: { extract, scan, hash, enrich, derive, migrate, query, functions, stream },
  docs: {
    brief: "Ask questions about Stable Diffusion images in SQL",
    fullDescription: withExamples(
      "Reads what Stable Diffusion images say about themselves into a SQLite database, and gives SQL functions for it.",
      "deno task extract photos.sqlite ~/images",
      'deno task query photos.sqlite "SELECT * FROM lora_use_counts ORDER BY uses DESC LIMIT 10"',
    ) +
      "\n\nExit status: 0 done, 1 done with errors recorded, 2 wrong usage, 3 could not run, 130 interrupted.",
  },
});
