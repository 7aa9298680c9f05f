import assert from "node:assert/strict";
import { join } from "node:path";
import { CLI, deno, flagsOfTask, type Outcome, TASKS } from "../cli/process.ts";
import { addImage, withRegistry } from "../support/models.ts";
import { hashesOfFile, Registry } from "../support/registry.ts";

const TOKEN = "secret-0123456789abcdef";
const HASH = hashesOfFile(1).tensor.slice(0, 12);

/** Runs the program with these flags of Deno and these variables. */
async function run(
  flags: readonly string[],
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", ...flags, CLI, ...args],
    env: { ...env },
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return { status: code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test(
  "with the task's permissions no connection is made to another host, and one line says what to do",
  withRegistry(async ({ space, registry }) => {
    addImage(space, 1, { loras: [HASH] });
    const { status, stdout, stderr } = await run(
      flagsOfTask("enrich"),
      ["enrich", space.database, "--base-url", registry.url],
    );
    assert.deepEqual([status, stdout], [3, ""]);
    const host = registry.url.slice(7);
    assert.match(
      stderr,
      new RegExp(`^sqlite-sd: Cannot ask "http://${host}": [^\\n]*--allow-net=${host}[^\\n]*\\n$`),
    );
    assert.equal(registry.seen.length, 0);
    assert.equal(registry.connections, 0);
    assert.equal(space.value("SELECT count(*) FROM model_enrichment"), 0n);
  }),
);

Deno.test(
  "with a host allowed, address and token come from the environment, and the token is not printed",
  withRegistry(async ({ space, registry }) => {
    addImage(space, 1, { loras: [HASH] });
    registry.know([1]);
    const flags = flagsOfTask("enrich").filter((flag) => !flag.startsWith("--allow-net"));
    const { status, stdout, stderr } = await run(
      [...flags, `--allow-net=${registry.url.slice(7)}`],
      ["enrich", space.database],
      { CIVITAI_URL: registry.url, CIVITAI_TOKEN: TOKEN },
    );
    assert.deepEqual([status, stderr], [0, ""]);
    assert.equal(
      stdout,
      "Asked about 1 hash in 2 requests: 1 found, 0 not known.\nModel pages: 1 found, 0 not known.\n",
    );
    for (const { headers } of registry.seen) {
      assert.equal(headers.get("authorization"), `Bearer ${TOKEN}`);
    }
  }),
);

Deno.test(
  "a redirect to a host that is not allowed stops the run, and no connection is made",
  withRegistry(async ({ space, registry }) => {
    await using other = new Registry();
    addImage(space, 1, { loras: [HASH] });
    registry.rules.push(() => ({ status: 302, headers: { location: other.url } }));
    const { status, stderr } = await run(
      ["--allow-read", "--allow-write", `--allow-net=${registry.url.slice(7)}`],
      ["enrich", space.database, "--base-url", registry.url],
    );
    assert.deepEqual([status, stderr, other.connections], [1, "", 0]);
    assert.match(
      String(space.value("SELECT detail FROM model_enrichment")),
      /^error_blocked: sent on to /,
    );
  }),
);

Deno.test(
  "a refused token is one line, without the token, and exit status 1",
  withRegistry(async ({ space, registry }) => {
    addImage(space, 1, { loras: [HASH] });
    registry.rules.push(() => ({
      status: 401,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ error: `no ${TOKEN}` }),
    }));
    const { status, stdout, stderr } = await run(
      ["--allow-read", "--allow-write", "--allow-net=127.0.0.1"],
      ["enrich", space.database, "--base-url", registry.url, "--token", TOKEN],
    );
    assert.deepEqual([status, stderr], [1, ""]);
    assert.match(stdout, /^Stopped: HTTP 401: the token is missing or wrong\.$/m);
    assert.ok(!stdout.includes(TOKEN));
  }),
);

Deno.test("no task lets a plugin reach the loopback interface", async () => {
  await using registry = new Registry();
  const folder = await Deno.makeTempDir();
  try {
    const plugin = join(folder, "calls_home.ts");
    await Deno.writeTextFile(
      plugin,
      `await fetch("${registry.url}");
       export default { name: "x", version: "1", functions: [
         { name: "x", arities: [0], doc: "Nothing.", run: () => 1 }] };`,
    );
    const sets = new Set([...TASKS.keys()].map((name) => flagsOfTask(name).join(" ")));
    for (const flags of sets) {
      const { status, stderr } = await deno(
        ["run", "--no-prompt", ...flags.split(" "), CLI, "functions", "--plugin", plugin],
      );
      assert.equal(status, 3, flags);
      // The task of stream may not even read a plugin.
      const refused = flags.includes("--allow-read")
        ? /net access to "127\.0\.0\.1/
        : /read access/;
      assert.match(stderr, refused, flags);
    }
    assert.equal(registry.connections, 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a task with network permission is enrich, and no other", () => {
  for (const [name, words] of TASKS) {
    const network = words.filter((word) => /^--allow-(?:net|all)|^-A$/.test(word));
    assert.deepEqual(
      network,
      name === "enrich" ? ["--allow-net=civitai.com,civitai.red"] : [],
      name,
    );
  }
});
