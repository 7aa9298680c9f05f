import assert from "node:assert/strict";
import { join } from "node:path";
import { sqliteSd, withDatabase } from "./process.ts";

const OPEN: Readonly<Record<string, string>> = {
  "a timer": "setInterval(() => {}, 1e6);",
  "a worker": `new Worker("data:text/javascript,setInterval(()=>{},1e6)", { type: "module" });`,
  "a question": "void Deno.stdin.read(new Uint8Array(1)); setTimeout(() => {}, 1e8);",
};

const pluginWith = (code: string, name = "mine", run = "x"): string =>
  `${code}\nexport default { name: "${name}", version: "1", functions: [
    { name: "${name}_f", arities: [1], doc: "Nothing.", run: (x) => { ${run}; return x; } } ] };`;

for (const [what, code] of Object.entries(OPEN)) {
  Deno.test(`a command ends although a plugin leaves ${what} open, and says which plugin does`, () =>
    withDatabase(async (database, folder) => {
      const plugin = join(folder, "mine.js");
      await Deno.writeTextFile(plugin, pluginWith(code));
      const args = ["query", database, "SELECT mine_f(7) AS n", "--csv", "--plugin", plugin];
      assert.deepEqual(await sqliteSd(...args), {
        status: 0,
        stdout: "n\r\n7\r\n",
        stderr:
          `sqlite-sd: plugin "${plugin}" left a timer, a worker or the like open; ended without it\n`,
      });
    }));
}

Deno.test("what a function of a plugin leaves open ends with the command too, whose status stays", () =>
  withDatabase(async (database, folder) => {
    const files = ["one", "two"].map((name) => join(folder, `${name}.js`));
    for (const file of files) {
      const name = file.slice(-6, -3);
      await Deno.writeTextFile(file, pluginWith("", name, "setInterval(() => {}, 1e6)"));
    }
    const plugins = files.flatMap((file) => ["--plugin", file]);
    const { status, stderr } = await sqliteSd(
      ...["query", database, "SELECT two_f(1); SELECT nope()"],
      ...plugins,
    );
    assert.equal(status, 3);
    assert.equal(
      stderr,
      "sqlite-sd: Cannot run the SQL: no such function: nope\n" +
        `sqlite-sd: one of the plugins "${files[0]}", "${
          files[1]
        }" left a timer, a worker or the like open; ended without it\n`,
    );
  }));

Deno.test("a plugin that finishes its work in time is left to do so", () =>
  withDatabase(async (database, folder) => {
    const plugin = join(folder, "mine.js");
    await Deno.writeTextFile(
      plugin,
      pluginWith(`setTimeout(() => Deno.stderr.writeSync(new TextEncoder().encode("done")), 50);`),
    );
    const args = ["query", database, "SELECT 1 AS n", "--csv", "--plugin", plugin];
    assert.deepEqual(await sqliteSd(...args), { status: 0, stdout: "n\r\n1\r\n", stderr: "done" });
  }));
