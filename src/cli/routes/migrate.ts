/**
 * The command `migrate`.
 *
 * @module
 */
import { buildCommand } from "@stricli/core";
import { database, json, plugin, toggle, withExamples } from "../parameters.ts";
import type { CommonFlags, Session } from "../session.ts";

interface MigrateFlags extends CommonFlags {
  readonly dir?: string;
  readonly list?: boolean;
}

/** `migrate`. */
export const migrate = buildCommand<MigrateFlags, [string], Session>({
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
    const { migrateDatabase } = await import("../../commands/migrate.ts");
    return function (flags, database): Promise<void> {
      return this.run(
        flags,
        (plugins) => migrateDatabase({ ...flags, database, plugins }),
      );
    };
  },
});
