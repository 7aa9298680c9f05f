/** `extract` in a process of its own: to be killed, to run twice at once, or to run without the rights of root. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Extracted, Scanned, Workspace } from "./workspace.ts";

const SCRIPT = `
import { QUIET } from "${import.meta.resolve("../../src/work/command.ts")}";
import { extract } from "${import.meta.resolve("../../src/commands/extract.ts")}";
const [database, ...paths] = Deno.args;
try {
  const report = await extract({ database, paths, chunk: 25 }, QUIET);
  console.log(JSON.stringify({ errors: report.errors, ...report.json }));
} catch (error) {
  console.log(JSON.stringify({ error: error.name, message: error.message }));
}`;

/** What the process says. */
export interface Said {
  readonly errors: number;
  readonly scan: Scanned;
  readonly extract: Extracted;
  /** The name and message of what was thrown. */
  readonly error?: string;
  readonly message?: string;
}

/** The command line that extracts in chunks of 25. */
function commandLine(space: Workspace, paths: readonly string[]): [string, string[]] {
  const script = join(space.folder, "extract.ts");
  // Once: a process that starts beside this one may be reading it.
  if (!existsSync(script)) Deno.writeTextFileSync(script, SCRIPT);
  const options = ["run", "--no-lock", "--allow-all", "--quiet"];
  return [Deno.execPath(), [...options, script, space.database, ...paths]];
}

/** Starts it. */
export function startExtract(space: Workspace, ...paths: string[]): Deno.ChildProcess {
  const [command, args] = commandLine(space, paths);
  return new Deno.Command(command, { args, stdout: "piped" }).spawn();
}

/** Runs it to its end. */
export async function extractInProcess(space: Workspace, ...paths: string[]): Promise<Said> {
  const { success, stdout } = await startExtract(space, ...paths).output();
  assert.ok(success);
  return JSON.parse(new TextDecoder().decode(stdout));
}

const DROP_RIGHTS = ["--inh-caps=-all", "--bounding-set=-all"];
const IS_ROOT = Deno.build.os !== "windows" && Deno.uid() === 0;

/** Whether file permissions can be made to count here. */
export const CAN_BE_REFUSED = Deno.build.os !== "windows" &&
  (!IS_ROOT || spawnSync("setpriv", [...DROP_RIGHTS, "true"]).status === 0);
// deno-lint-ignore no-console
if (!CAN_BE_REFUSED) console.warn("SKIPPED: no way to run without the rights of root");

/** Runs it to its end, permissions of files counting also for root. */
export async function extractWithoutRights(space: Workspace, ...paths: string[]): Promise<Said> {
  const [command, args] = commandLine(space, paths);
  const [outer, first] = IS_ROOT ? ["setpriv", [...DROP_RIGHTS, command]] : [command, []];
  const { success, stdout } = await new Deno.Command(outer, { args: [...first, ...args] }).output();
  assert.ok(success);
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** The exit status of a command of the program, permissions of files counting also for root. */
export async function statusWithoutRights(...args: string[]): Promise<number> {
  const cli = join(import.meta.dirname ?? "", "..", "..", "cli.ts");
  const command = [Deno.execPath(), "run", "--no-lock", "--allow-all", "--quiet", cli, ...args];
  const [outer = "", ...rest] = IS_ROOT ? ["setpriv", ...DROP_RIGHTS, ...command] : command;
  return (await new Deno.Command(outer, { args: rest }).output()).code;
}
