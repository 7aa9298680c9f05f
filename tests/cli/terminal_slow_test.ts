import assert from "node:assert/strict";
import { join } from "node:path";
import { openDatabase } from "../../src/host/open.ts";
import { CLI, flagsOfTask, sqliteSd, withDatabase } from "./process.ts";

/** `script` of util-linux gives a program a terminal; other systems' takes other arguments. */
const HAS_SCRIPT = await new Deno.Command("script", { args: ["--version"], stderr: "null" })
  .output().then(({ code }) => code === 0, () => false);
// deno-lint-ignore no-console
if (!HAS_SCRIPT) console.warn("Skipped: tests on a terminal need script of util-linux");

function terminalTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: !HAS_SCRIPT, fn });
}

/** What Deno itself sends to a terminal before the program begins. */
const CLEARING = "\x1b[0G\x1b[2K\x1b[J";

/** Runs a command on a terminal of 60 columns; `typed` is what the user does when text appears. */
async function onTerminal(
  args: string[],
  typed: (shown: string) => string | null = () => null,
): Promise<{ status: number; shown: string }> {
  const command = [Deno.execPath(), "run", ...flagsOfTask(args[0] ?? ""), CLI];
  const line = [...command, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const child = new Deno.Command("script", {
    args: ["--quiet", "--return", "--command", `stty cols 60 rows 20; ${line}`, "/dev/null"],
    env: { SHELL: "/bin/sh", TERM: "xterm" },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const keyboard = child.stdin.getWriter();
  let shown = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    shown += text;
    const keys = typed(shown);
    if (keys !== null) await keyboard.write(new TextEncoder().encode(keys));
  }
  await keyboard.close().catch(() => {});
  return { status: (await child.status).code, shown };
}

/** Adds rows that wait for extraction. */
function addWaiting(database: string, rows: number): void {
  using db = openDatabase(database);
  db.exec(
    `WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < ${rows})
     INSERT INTO files (file_path, metadata_json)
     SELECT '/q/' || x || '.png', 'a cat' || char(10) || 'Steps: 20, Seed: ' || x || ', Size: 8x8' FROM c`,
  );
}

terminalTest("on a terminal a table is cut to its width and counted", async () => {
  const sql = "SELECT 1 AS id, printf('%0100d', 7) AS long";
  const { status, shown } = await onTerminal(["query", ":memory:", sql]);
  assert.equal(status, 0);
  assert.match(shown, new RegExp(`^ 1 {2}0{55}…\r$`, "m"));
  assert.match(shown, /1 row, 1 cut to fit: --json or --csv give all/);
});

terminalTest(
  "on a terminal a long command shows its progress, and takes it away at the end",
  async () => {
    await withDatabase(async (database) => {
      addWaiting(database, 3000);
      const { status, shown } = await onTerminal(["extract", database, "--chunk", "50"]);
      assert.equal(status, 0);
      assert.match(shown, /Extracting {2}\[#*-*\] \d+% {2}\d+\/3003 files {2}\d+\/s {2}ETA 0:\d\d/);
      assert.match(shown.slice(shown.lastIndexOf("ETA")), /Extracted 3003 files: /);
    });
  },
);

Deno.test("without a terminal a long command prints its report only", async () => {
  await withDatabase(async (database) => {
    addWaiting(database, 1000);
    const { status, stdout, stderr } = await sqliteSd("extract", database, "--chunk", "50");
    assert.deepEqual([status, stderr], [0, ""]);
    assert.match(stdout, /^Extracted 1003 files: /);
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(stdout, /[\x1b\r]/);
  });
});

terminalTest(
  "Ctrl-C ends a long command after its chunk with 130, and a second run does the rest",
  async () => {
    await withDatabase(async (database) => {
      addWaiting(database, 20_000);
      let typed = false;
      const { status, shown } = await onTerminal(["extract", database, "--chunk", "20"], (text) => {
        if (typed || !text.includes("Extracting")) return null;
        typed = true;
        return "\x03";
      });
      assert.equal(status, 130, shown);
      assert.match(shown, /Stopping after this chunk; Ctrl-C again stops at once/);
      const left = Number(/Stopped: (\d+) files left/.exec(shown)?.[1]);
      assert.ok(left > 0 && left < 20_003 && left % 20 === 3);
      const counts =
        "SELECT (SELECT count(*) FROM models) AS models, sum(extraction_pending) AS waiting FROM files";
      const { stdout } = await sqliteSd("query", database, counts, "--json");
      const [{ models, waiting }] = JSON.parse(stdout);
      // The one row without a text is extracted too and has no model.
      assert.deepEqual([models, waiting], [20_002 - left, left]);
      assert.match(
        (await sqliteSd("extract", database)).stdout,
        new RegExp(`^Extracted ${left} files: `),
      );
    });
  },
);

terminalTest("a second Ctrl-C ends the program at once, and nothing is lost", async () => {
  await withDatabase(async (database) => {
    addWaiting(database, 20_000);
    let keys = ["\x03", "\x03"];
    const { status } = await onTerminal(["extract", database, "--chunk", "20000"], (text) => {
      if (!text.includes("Extracting")) return null;
      const [next = null, ...rest] = keys;
      keys = rest;
      return next;
    });
    assert.ok(status === 130);
    assert.equal((await sqliteSd("extract", database)).status, 0);
  });
});

terminalTest("on a terminal what a plugin may not do is refused, and nobody is asked", async () => {
  await withDatabase(async (database, folder) => {
    const plugin = join(folder, "plugin.ts");
    const out = join(folder, "out");
    for (
      const code of [
        `Deno.writeTextFileSync("${out}", "x")`,
        `await fetch("http://127.0.0.1:59999")`,
      ]
    ) {
      await Deno.writeTextFile(plugin, `${code};\nexport default {};`);
      const { status, shown } = await onTerminal([
        "query",
        database,
        "SELECT 1",
        "--plugin",
        plugin,
      ]);
      assert.equal(status, 3);
      assert.match(shown, /Cannot load plugin "[^\n]*": Requires (?:write|net) access/);
      assert.doesNotMatch(shown, /Allow\?|requests/);
      await assert.rejects(Deno.stat(out), Deno.errors.NotFound);
    }
  });
});

terminalTest("on a terminal nothing that a stranger wrote is obeyed", async () => {
  await withDatabase(async (database) => {
    const hostile =
      "SELECT 'a' || char(27) || '[31m' || char(155, 127, 8238, 8294) || char(10) || 'b' AS t, file_path FROM files";
    for (const form of [[], ["--json"], ["--csv"]]) {
      const { status, shown } = await onTerminal(["query", database, hostile, ...form]);
      assert.equal(status, 0);
      assert.doesNotMatch(
        shown.replaceAll(CLEARING, "").replace(/\r*\n/g, ""),
        /[\p{Cc}\p{Bidi_Control}]/u,
        form.join(),
      );
    }
  });
});
