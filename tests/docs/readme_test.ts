import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { installPlugins, sd } from "../../mod.ts";
import { QUIET } from "../../src/commands/command.ts";
import { extract } from "../../src/commands/extract.ts";
import { migrateDatabase } from "../../src/commands/migrate.ts";
import { withOutputs } from "./session.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const read = (name: string): string => Deno.readTextFileSync(join(ROOT, name));
const README = read("README.md");

/** The text of the code blocks of a language. */
function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp("```" + language + "\\n([\\s\\S]*?)```", "g"))]
    .map(([, body = ""]) => body);
}

async function withSamples(use: (path: string) => void | Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    const path = join(folder, "samples.sqlite");
    await extract({ database: path, paths: [join(ROOT, "samples")] }, QUIET);
    await use(path);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("the sessions in the README print what it says", async () => {
  assert.equal(await withOutputs(README, ROOT), README);
});

Deno.test("every recipe gives rows for the samples", async () => {
  await withSamples((path) => {
    using db = new DatabaseSync(path, { readOnly: true });
    installPlugins(db, [sd]);
    const recipes = [...blocks(read("docs/recipes.md"), "sql"), ...queries()];
    assert.ok(recipes.length > 10);
    for (const sql of recipes) assert.ok(db.prepare(sql).all().length > 0, sql);
  });
});

/** The queries of the README, one by one; its migration is tested below. */
function queries(): string[] {
  return blocks(README, "sql")
    .flatMap((block) => block.split(/(?<=;)\n/))
    .filter((sql) => sql.startsWith("SELECT"));
}

Deno.test("the README's own migration fills its column", async () => {
  await withSamples((path) => {
    const folder = Deno.makeTempDirSync();
    const sql = blocks(README, "sql").find((block) => block.startsWith("-- mine/"));
    assert.ok(sql !== undefined);
    Deno.writeTextFileSync(join(folder, "0001_first_words.sql"), sql);
    migrateDatabase({ database: path, dir: folder });
    Deno.removeSync(folder, { recursive: true });
    using db = new DatabaseSync(path, { readOnly: true });
    const row = db.prepare("SELECT count(first_tag) AS n FROM models").get();
    assert.equal(row?.n, 10);
  });
});

Deno.test("the README names every package that the project imports, and no other", () => {
  const config = JSON.parse(read("deno.json")) as { imports: Record<string, string> };
  for (const name of Object.keys(config.imports)) {
    assert.ok(README.includes(`\`${name.replace(/\/$/, "")}\``), name);
  }
  for (const asked of ["@db/sqlite", "@std/cli", "@std/crypto", "@std/path", "@std/assert"]) {
    assert.match(README, new RegExp(`^\\| \`${asked}\` +\\|`, "m"));
  }
});
