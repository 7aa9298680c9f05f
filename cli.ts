/**
 * The command line: `deno run --no-prompt --no-remote --allow-read --allow-write cli.ts --help`.
 *
 * @module
 */
import { runProgram } from "./src/cli/program.ts";

if (import.meta.main) await runProgram();
