/**
 * Writes the output of the README's sessions anew: `deno run --allow-all tests/docs/update_readme.ts`.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { withOutputs } from "./session.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const readme = join(root, "README.md");
await Deno.writeTextFile(readme, await withOutputs(await Deno.readTextFile(readme), root));
