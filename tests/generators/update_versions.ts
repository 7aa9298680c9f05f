/** Names and versions of the generators, apart from them: `deno task stamps` writes them. */
import { GENERATORS } from "../../src/generators/table.ts";

const FILE = new URL("../../src/generators/versions.json", import.meta.url);

/** Names and versions of the table, in its order, as JSON. */
function versions(): string {
  const lines = GENERATORS.map(({ name, version }) => `  ${JSON.stringify({ name, version })}`);
  return `[\n${lines.join(",\n")}\n]\n`.replace(/":/g, '": ').replace(/,"/g, ', "')
    .replace(/\{/g, "{ ").replace(/\}/g, " }");
}

if (import.meta.main) Deno.writeTextFileSync(FILE, versions());
