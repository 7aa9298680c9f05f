/** Runs the program as a person does: in a process of its own. */
import { join } from "node:path";
import { COMMANDS as TABLE } from "../../src/cli/routes.ts";
import { migrate } from "../../src/db/migrate.ts";
import { openDatabase } from "../../src/host/open.ts";

const ROOT = join(import.meta.dirname ?? "", "..", "..");

/** The command line's file. */
export const CLI = join(ROOT, "cli.ts");

/** The names of all commands, in the order in which the help lists them. */
export const COMMANDS: readonly string[] = Object.keys(TABLE);

/** What a process did. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Deno with arguments, in `cwd`. */
export async function deno(args: readonly string[], cwd = ROOT): Promise<Outcome> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd,
    stdin: "null",
    // As the task runner hands on where a task is called.
    env: { INIT_CWD: cwd },
  }).output();
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return { status: code, stdout: text(stdout), stderr: text(stderr) };
}

/** The commands of the tasks that run the program, word by word: `deno`, `run`, flags, `cli.ts`, the command. */
export const TASKS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(
    (JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json"))) as {
      tasks: Record<string, { command: string }>;
    }).tasks,
  )
    .map(([name, { command }]) => [name, command.split(" ")] as const)
    .filter(([, words]) => words.includes("cli.ts")),
);

/** The flags of Deno, such as permissions, that the task of a command gives. */
export function flagsOfTask(command: string): readonly string[] {
  return TASKS.get(command)?.slice(2, -2) ?? [];
}

/** Runs a command with the permissions of its task. */
export function sqliteSd(...args: string[]): Promise<Outcome> {
  return deno(["run", ...flagsOfTask(args[0] ?? ""), CLI, ...args]);
}

const MOSS =
  "a cat <lora:moss:0.8>\nNegative prompt: blurry\nSteps: 20, Seed: 7, Size: 8x8, Model: fern";
const BOTH =
  "a dog <lora:moss:1> <lora:oak:0.5>\nSteps: 30, Seed: 9223372036854775807, Size: 8x8, Model: fern";

/** Runs a test with a folder of its own and a database of three files in it. */
export async function withDatabase(
  test: (database: string, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "sd cli " });
  try {
    const database = join(folder, "photos.sqlite");
    {
      using db = openDatabase(database, { create: true });
      migrate(db);
      const insert = db.prepare(
        "INSERT INTO files (id, file_path, metadata_json) VALUES (?, ?, ?)",
      );
      insert.run(1, "/p/moss.png", MOSS);
      insert.run(2, "/p/both.png", BOTH);
      insert.run(3, "/p/e\u0301 \u732b \x1b[31m\u009b.png", null);
    }
    await test(database, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
