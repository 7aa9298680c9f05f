/** Writes `src/generators/versions.json` anew: `deno task stamps`. */
import { GENERATORS } from "../src/generators/table.ts";

/** The file, and what it must hold. */
export const FILE = new URL("../src/generators/versions.json", import.meta.url);

/** Names and versions of the table, in its order, as JSON. */
export function versions(): string {
  const lines = GENERATORS.map(({ name, version }) => `  ${JSON.stringify({ name, version })}`);
  return `[\n${lines.join(",\n")}\n]\n`.replace(/":/g, '": ').replace(/,"/g, ', "')
    .replace(/\{/g, "{ ").replace(/\}/g, " }");
}

if (import.meta.main) Deno.writeTextFileSync(FILE, versions());
