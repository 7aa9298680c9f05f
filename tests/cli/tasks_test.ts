import assert from "node:assert/strict";
import { join } from "node:path";
import { CLI, COMMANDS, deno, flagsOfTask, TASKS } from "./process.ts";

Deno.test("there is a task for each command", () => {
  assert.deepEqual([...TASKS.keys()], COMMANDS);
  for (const [name, words] of TASKS) {
    assert.deepEqual([...words.slice(0, 2), ...words.slice(-2)], ["deno", "run", "cli.ts", name]);
  }
});

/** What tells a task where it was called. */
const FOLDER = "INIT_CWD";
/** The one task that asks somebody else, whom, and what it reads to know it. */
const NETWORK = [
  `--allow-env=${FOLDER},CIVITAI_URL,CIVITAI_TOKEN`,
  "--allow-net=civitai.com,civitai.red",
];

Deno.test("a task may read and perhaps write files, and loads no remote module; only enrich may ask two hosts", () => {
  for (const name of COMMANDS) {
    // Flags of the engine set its memory, and that modules are loaded when they are needed.
    const flags = flagsOfTask(name).filter((flag) =>
      !flag.startsWith("--v8-flags=") && flag !== "--unstable-lazy-dynamic-imports"
    );
    const allowed = ["--no-prompt", "--no-remote", "--allow-read", "--allow-write"];
    const needed = name === "enrich" ? NETWORK : name === "stream" ? [] : [`--allow-env=${FOLDER}`];
    allowed.push(...needed);
    for (const flag of needed) assert.ok(flags.includes(flag), flag);
    assert.ok(flags.includes("--no-remote") && flags.includes("--no-prompt"), name);
    for (const flag of flags) assert.ok(allowed.includes(flag), `${name}: ${flag}`);
  }
  assert.ok(!flagsOfTask("functions").includes("--allow-write"));
  assert.doesNotMatch(flagsOfTask("stream").join(" "), /--allow/);
});

const ADDRESS = "https://deno.land/x/never.ts";
const REMOTE: readonly [string, string][] = [
  ["when it is loaded", `import "${ADDRESS}";`],
  ["later", `await import(["https://deno.land", "x/never.ts"].join("/"));`],
];

for (const [when, code] of REMOTE) {
  Deno.test(`a plugin that imports a remote module ${when} is refused in one line`, async () => {
    const folder = await Deno.makeTempDir();
    try {
      const plugin = join(folder, "remote.ts");
      await Deno.writeTextFile(
        plugin,
        `${code}\nexport default { name: "remote", version: "1", functions: [{
          name: "remote", arities: [1], doc: "Nothing.", run: (x: string) => x }] };`,
      );
      const runs = [...new Set(COMMANDS.map((name) => flagsOfTask(name).join(" ")))]
        .filter((flags) => flags.includes("--allow-read"));
      assert.ok(runs.length > 1);
      for (const flags of runs) {
        const { status, stdout, stderr } = await deno(
          ["run", ...flags.split(" "), CLI, "functions", "--plugin", plugin],
        );
        assert.deepEqual([status, stdout], [3, ""]);
        assert.match(
          stderr,
          /^sqlite-sd: Cannot load plugin "[^\n]*": [^\n]*remote specifier[^\n]*never\.ts[^\n]*\n$/,
        );
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
