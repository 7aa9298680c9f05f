/**
 * The program as a process: where it runs, and how it ends.
 *
 * @module
 */
import { errorText, EXIT } from "./errors.ts";
import { escapeControls } from "./escape.ts";
import { goWhereTyped } from "./folder.ts";
import { main } from "./main.ts";
import { type Output, outputTo } from "./output.ts";

/** Longest wait for what plugins have left open when the command is done, in milliseconds. */
const GRACE_MS = 1000;

/** Runs the command line of this process, in the folder in which it was typed, and sees to it that the process ends. */
export async function runProgram(): Promise<void> {
  const output = outputTo(Deno.stdout);
  const notes = outputTo(Deno.stderr);
  try {
    goWhereTyped();
  } catch (error) {
    notes.write(`sqlite-sd: ${errorText(error)}\n`);
    notes.flush();
    Deno.exit(EXIT.couldNotRun);
  }
  const { status, plugins } = await main(Deno.args, output, notes);
  Deno.exitCode = status;
  if (plugins.length > 0) endSoon(status, plugins, notes);
}

/** Ends the process even if a plugin keeps it alive, and says which one does. Alone, this timer does not. */
function endSoon(status: number, plugins: readonly string[], notes: Output): void {
  const timer = setTimeout(() => {
    const files = plugins.map((file) => `"${escapeControls(file)}"`).join(", ");
    const whose = plugins.length === 1 ? `plugin ${files}` : `one of the plugins ${files}`;
    notes.write(`sqlite-sd: ${whose} left a timer, a worker or the like open; ended without it\n`);
    notes.flush();
    Deno.exit(status);
  }, GRACE_MS);
  Deno.unrefTimer(timer);
}
