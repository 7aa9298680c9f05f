/** What the engines' tests install: never part of the project, always below `.engines`. */
import { join } from "node:path";

/** The project's folder. */
export const ROOT = join(import.meta.dirname ?? "", "..", "..");
/** Where engines are installed; it is ignored by git. */
export const ENGINES = Deno.env.get("SQLITE_SD_ENGINES") ?? join(ROOT, ".engines");

/** Says loudly what is done. */
export function say(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`\n*** ${text}\n`));
}

/** Runs a command to its end. @throws {Error} If it fails; the message has its output. */
export async function run(command: string, ...args: string[]): Promise<string> {
  let output: Deno.CommandOutput;
  try {
    output = await new Deno.Command(command, { args, cwd: ROOT, stdin: "null" }).output();
  } catch (error) {
    throw new Error(`Cannot run ${command}: it is needed for this test`, { cause: error });
  }
  const decoder = new TextDecoder();
  const { code, stdout, stderr } = output;
  if (code !== 0) {
    throw new Error(
      `${command} ${args.join(" ")}: ${decoder.decode(stdout)}${decoder.decode(stderr)}`,
    );
  }
  return decoder.decode(stdout);
}

/** Whether there is a file. */
export function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Puts the program as one file and the shipped script that starts it into a folder, as the pages say. */
export async function installProgram(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const task = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json"))).tasks["bundle:cli"];
  const [, ...args] = String(task.command).split(" ");
  await run(Deno.execPath(), ...args);
  for (const file of ["dist/sqlite-sd.js", "examples/sqlite-sd"]) {
    await Deno.copyFile(join(ROOT, file), join(folder, file.slice(file.lastIndexOf("/"))));
  }
  Deno.env.set("DENO", Deno.execPath());
}
