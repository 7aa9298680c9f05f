/**
 * The command `query`.
 *
 * @module
 */
import { buildCommand } from "@stricli/core";
import { argument, database, json, plugin, toggle, withExamples } from "../parameters.ts";
import type { RowFlags, Session } from "../session.ts";

interface QueryFlags extends RowFlags {
  readonly write?: boolean;
}

/** Permission that a query without --write does not need, and a plugin shall not have then. */
const WRITING = ["write", "run", "ffi"] as const;

/** `query`. */
export const query = buildCommand<QueryFlags, [string, string], Session>({
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
    const { query } = await import("../../commands/query.ts");
    const { loadNeeds } = await import("../../plugins/needs.ts");
    return async function ({ write = false, ...flags }, database, sql): Promise<void> {
      // Before a plugin is loaded: what stands outside its functions runs then.
      if (!write) WRITING.forEach((name) => Deno.permissions.revokeSync({ name }));
      await loadNeeds(sql);
      const sink = await this.sink(flags);
      let began = false;
      const begin = (columns: readonly string[]): void => {
        began = true;
        sink.begin(columns);
      };
      await this.run(flags, (plugins) => {
        const report = query({ database, sql, write, plugins }, { ...sink, begin });
        if (began) return { ...report, lines: [], json: undefined };
        if (!flags.csv) return report;
        // A sentence is no CSV.
        for (const line of report.lines) this.notes.write(`${line}\n`);
        return { ...report, lines: [] };
      });
    };
  },
});
