/**
 * The command line: `deno run --no-prompt --no-remote --allow-read --allow-write cli.ts --help`.
 *
 * @module
 */
import { main } from "./src/cli/main.ts";
import { outputTo } from "./src/cli/output.ts";

if (import.meta.main) {
  Deno.exitCode = await main(Deno.args, outputTo(Deno.stdout), outputTo(Deno.stderr));
}
