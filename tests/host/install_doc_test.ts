import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { installPlugins, type SqlCallback } from "../../mod.ts";
import { loadPlugin } from "../../src/plugins/load.ts";

const ROOT = join(import.meta.dirname ?? "", "..", "..");
const DOC = Deno.readTextFileSync(join(ROOT, "docs", "install.md"));
const MOD = pathToFileURL(join(ROOT, "mod.ts")).href;

/** Runs a test with the code under a heading of docs/install.md as a module file. */
async function withCode(heading: string, test: (file: string) => Promise<void>): Promise<void> {
  const section = DOC.split(/^## /m).find((text) => text.startsWith(heading)) ?? "";
  const [, code] = /```ts\n([^]*?)```/.exec(section) ?? [];
  assert.ok(code !== undefined, heading);
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, code.replace('"../mod.ts"', JSON.stringify(MOD)));
    await test(file);
  } finally {
    await Deno.remove(file);
  }
}

Deno.test("docs/install.md: the plugin can be loaded and used", () =>
  withCode("On the command line", async (file) => {
    using db = new DatabaseSync(":memory:");
    installPlugins(db, [await loadPlugin(file)]);
    const row = db.prepare("SELECT word_count(' a  small cat ') AS n, word_count(NULL) AS none")
      .get();
    assert.deepEqual({ ...row }, { n: 3, none: null });
  }));

Deno.test("docs/install.md: the program runs, without any permission", () =>
  withCode("In a Deno program", async (file) => {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", file],
      stdin: "null",
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
  }));

/** A driver of the shape that the document describes: callback before options. */
class CallbackFirst {
  readonly db = new DatabaseSync(":memory:");

  function(name: string, callback: SqlCallback, options: { deterministic: boolean }): void {
    const { deterministic } = options;
    this.db.function(name, { deterministic, useBigIntArguments: true }, callback);
  }

  prepare(sql: string): { all(): unknown[] } {
    return this.db.prepare(sql);
  }
}

Deno.test("docs/install.md: the adapter installs all functions in a driver of the other shape", () =>
  withCode("With another driver", async (file) => {
    const { install } = await import(pathToFileURL(file).href) as {
      install(db: CallbackFirst): void;
    };
    const driver = new CallbackFirst();
    install(driver);
    const [row] = driver.prepare(
      `SELECT sd_parse('a' || char(10) || 'Steps: 20, Seed: 9007199254740993, Size: 8x8') ->> 'seed' = 9007199254740993 AS exact,
         sd_clean('a <lora:moss:1> cat') AS clean,
         (SELECT count(*) FROM pragma_function_list WHERE name LIKE 'sd\\_%' ESCAPE '\\' AND flags & 2048) > 10 AS pure`,
    ).all();
    assert.deepEqual({ ...row as object }, { exact: 1, clean: "a cat", pure: 1 });
    assert.throws(() => install(driver), /of that name/);
  }));
