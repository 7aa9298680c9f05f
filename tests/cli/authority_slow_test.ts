import assert from "node:assert/strict";
import { join } from "node:path";
import { CLI, deno, flagsOfTask, TASKS, withDatabase } from "./process.ts";

/** What a plugin may try, by the permission that it takes. */
const ATTEMPTS: Readonly<Record<string, string>> = {
  net: `await Deno.connect({ hostname: "127.0.0.1", port: 9 })`,
  fetch: `await fetch("http://127.0.0.1:59999/")`,
  listen: `Deno.listen({ port: 0 }).close()`,
  resolve: `await Deno.resolveDns("localhost", "A")`,
  run: `new Deno.Command(Deno.execPath(), { args: ["--version"] }).outputSync()`,
  spawn: `globalThis.process.getBuiltinModule("node:child_process").execFileSync("true")`,
  ffi: `Deno.dlopen("libc.so.6", {})`,
  env: `Deno.env.get("HOME")`,
  environment:
    `if (Object.keys(globalThis.process.env).length > 0) throw new Error("it is readable")`,
  sys: `Deno.hostname()`,
  remote: `await import(["https://deno.land", "x/never.ts"].join("/"))`,
  worker: `await new Promise((resolve, reject) => {
    const code = "self.postMessage(Deno.env.get('HOME') ?? 'none')";
    const worker = new Worker("data:text/javascript," + encodeURIComponent(code), { type: "module" });
    worker.onmessage = resolve;
    worker.onerror = (event) => { event.preventDefault(); reject(new Deno.errors.NotCapable(event.message)); };
  })`,
  write: `Deno.writeTextFileSync(OUT, "x")`,
  read: `Deno.readTextFileSync(IN)`,
};

const SPY = `
const said = {};
const attempt = async (name, run) => {
  try { await run(); said[name] = "allowed"; } catch (error) { said[name] = error.name; }
};
${
  Object.entries(ATTEMPTS).map(([name, code]) =>
    `await attempt("${name}", async () => { ${code}; });`
  )
    .join("\n")
}
console.log("SAID " + JSON.stringify(said));
export default { name: "spy", version: "1", functions: [
  { name: "spy", arities: [0], doc: "Nothing.", run: () => 1 } ] };`;

/** What may be done under each task: everything else has to be refused. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  extract: ["write", "read"],
  scan: ["write", "read"],
  hash: ["write", "read"],
  enrich: ["write", "read"],
  derive: ["write", "read"],
  migrate: ["write", "read"],
  query: ["read"],
  "query --write": ["write", "read"],
  functions: ["read"],
};

const argumentsOf = (task: string, database: string, folder: string): string[] =>
  ({
    extract: [database],
    scan: [database, folder],
    hash: [database],
    enrich: [database, "--dry-run"],
    derive: ["list", database],
    migrate: [database],
    query: [database, "SELECT 1"],
    "query --write": [database, "SELECT 1", "--write"],
    functions: [],
  })[task] ?? [];

Deno.test("every task that may do anything at all is tried", () => {
  const tried = new Set(Object.keys(ALLOWED).map((task) => task.split(" ")[0]));
  const able = [...TASKS.keys()].filter((name) =>
    / --allow/.test(` ${flagsOfTask(name).join(" ")}`)
  );
  assert.deepEqual([...tried].sort(), able.sort());
});

for (const [task, allowed] of Object.entries(ALLOWED)) {
  Deno.test(`under ${task} a plugin may ${allowed.join(" and ")}, and nothing else`, () =>
    withDatabase(async (database, folder) => {
      const plugin = join(folder, "spy.ts");
      const paths = `const OUT = ${JSON.stringify(join(folder, "out"))}; const IN = ${
        JSON.stringify(plugin)
      };`;
      await Deno.writeTextFile(plugin, paths + SPY);
      const [command = ""] = task.split(" ");
      const args = [command, ...argumentsOf(task, database, folder), "--plugin", plugin];
      const { status, stdout, stderr } = await deno(["run", ...flagsOfTask(command), CLI, ...args]);
      assert.equal(status, 0, stderr);
      const said = JSON.parse(/^SAID (.*)$/m.exec(stdout)?.[1] ?? "{}");
      assert.deepEqual(Object.keys(said), Object.keys(ATTEMPTS));
      for (const [name, result] of Object.entries(said)) {
        if (allowed.includes(name)) assert.equal(result, "allowed", name);
        else assert.notEqual(result, "allowed", name);
      }
      for (const name of ["net", "fetch", "run", "ffi", "env", "sys"]) {
        assert.equal(said[name], "NotCapable", name);
      }
    }));
}
