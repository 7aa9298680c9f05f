import assert from "node:assert/strict";
import { dirname, join, relative } from "node:path";
import { infotext, pngWith } from "../support/workspace.ts";
import { CLI, deno, type Outcome, withDatabase } from "./process.ts";

const ROOT = dirname(CLI);

/** Calls a task as a person does in a folder, whatever an outer task says of where it was called. */
async function taskIn(folder: string, ...args: string[]): Promise<Outcome> {
  return await deno(["task", "--quiet", "--config", join(ROOT, "deno.json"), ...args], folder);
}

const PLUGIN = `export default { name: "mine", version: "1", functions: [
  { name: "shout", arities: [1], doc: "Text in capitals.", run: (x: string) => x.toUpperCase() } ] };`;

Deno.test("relative paths of a task mean the folder in which it was called, in every place of the command line", () =>
  withDatabase(async (_database, folder) => {
    await Deno.mkdir(join(folder, "mine"));
    await Deno.writeTextFile(join(folder, "mine", "0001_t.sql"), "CREATE TABLE t (a);");
    await Deno.writeTextFile(join(folder, "mine.ts"), PLUGIN);
    await Deno.writeFile(join(folder, "a.png"), pngWith(infotext(1)));
    const runs: readonly (readonly string[])[] = [
      ["extract", "x.sqlite", "."],
      ["scan", "./x.sqlite", "a.png"],
      ["hash", "x.sqlite"],
      ["migrate", "x.sqlite", "--dir", "mine"],
      ["enrich", "x.sqlite", "--export", "answers.ndjson"],
      ["enrich", "x.sqlite", "--import", "answers.ndjson"],
      ["derive", "list", "x.sqlite"],
      ["query", "x.sqlite", "SELECT shout(file_path) FROM files", "--plugin", "mine.ts"],
      ["functions", "--plugin", "./mine.ts"],
    ];
    for (const args of runs) {
      const { status, stderr } = await taskIn(folder, ...args);
      assert.deepEqual([status, stderr], [0, ""], args.join(" "));
    }
    for (const name of ["x.sqlite", "answers.ndjson"]) {
      assert.ok(Deno.statSync(join(folder, name)).isFile, name);
      await assert.rejects(Deno.stat(join(ROOT, name)), Deno.errors.NotFound);
    }
    const seen = await taskIn(folder, "query", "x.sqlite", "SELECT file_path FROM files", "--csv");
    assert.equal(seen.stdout, `file_path\r\n${join(Deno.realPathSync(folder), "a.png")}\r\n`);
  }));

Deno.test("a task that is called below the checkout goes by that folder", () =>
  withDatabase(async (_database, folder) => {
    const samples = join(ROOT, "samples");
    const database = relative(samples, join(folder, "x.sqlite"));
    const { status, stdout } = await deno(
      ["task", "--quiet", "extract", database, "."],
      samples,
    );
    assert.equal(status, 0);
    assert.match(stdout, /^Scanned 12 image files: /);
  }));

Deno.test("cli.ts itself goes by the folder of its process, whatever an outer task left behind", () =>
  withDatabase(async (database, folder) => {
    const program = {
      args: [CLI, "query", "photos.sqlite", "SELECT 1 AS a", "--csv"],
      cwd: folder,
    };
    for (
      const permissions of [["--allow-all"], ["--allow-read"], ["--allow-read", "--allow-env"]]
    ) {
      const { code, stdout } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--no-prompt", ...permissions, ...program.args],
        cwd: program.cwd,
        env: { INIT_CWD: ROOT },
      }).output();
      assert.deepEqual([code, new TextDecoder().decode(stdout)], [0, "a\r\n1\r\n"], database);
    }
  }));

Deno.test("a folder that is gone is one line, and no other folder is taken for it", () =>
  withDatabase(async (_database, folder) => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["task", "--quiet", "functions"],
      cwd: ROOT,
      env: { INIT_CWD: join(folder, "gone") },
    }).output();
    const text = new TextDecoder();
    assert.deepEqual([code, text.decode(stdout)], [3, ""]);
    assert.match(
      text.decode(stderr),
      /^sqlite-sd: Cannot go to "[^\n]*gone", where the task was called: No such[^\n]*\n$/,
    );
  }));
