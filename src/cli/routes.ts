/**
 * The commands. What one runs is loaded only when it is called.
 *
 * @module
 */
import { buildRouteMap } from "@stricli/core";
import { withExamples } from "./parameters.ts";
import { derive } from "./routes/derive.ts";
import { enrich } from "./routes/enrich.ts";
import { extract } from "./routes/extract.ts";
import { functions } from "./routes/functions.ts";
import { hash } from "./routes/hash.ts";
import { migrate } from "./routes/migrate.ts";
import { query } from "./routes/query.ts";
import { scan } from "./routes/scan.ts";
import { stream } from "./routes/stream.ts";
import type { Session } from "./session.ts";

/** Every command by its name, in the order in which the help lists them: the one list. */
export const COMMANDS = {
  extract,
  scan,
  hash,
  enrich,
  derive,
  migrate,
  query,
  functions,
  stream,
};

/** The program's commands. */
export const routes = buildRouteMap<string, Session>({
  routes: COMMANDS,
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
