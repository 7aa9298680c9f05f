import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { installPlugins, sd } from "../../mod.ts";
import { QUIET } from "../../src/work/command.ts";
import { extract } from "../../src/commands/extract.ts";
import { migrateDatabase } from "../../src/commands/migrate.ts";
import { withOutputs } from "./session.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const read = (name: string): string => Deno.readTextFileSync(join(ROOT, name));
const README = read("README.md");
const RECIPES = read("docs/recipes.md");

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

Deno.test("a document whose SQL needs a newer SQLite than the schema does says so", () => {
  const needing = [...Deno.readDirSync(join(ROOT, "docs"))].map(({ name }) => `docs/${name}`)
    .filter((name) => name.endsWith(".md") && blocks(read(name), "sql").some(isNewer));
  assert.deepEqual(needing.toSorted(), ["docs/functions.md", "docs/recipes.md"]);
  for (const name of needing) assert.match(read(name), /`->>` needs\s+SQLite 3\.38/, name);
});

/** Whether SQL has what SQLite 3.35 does not know, though other tools may be given it. */
function isNewer(sql: string): boolean {
  return /->|\bunixepoch\(|\b(?:FULL|RIGHT) (?:OUTER )?JOIN\b|IS (?:NOT )?DISTINCT|\bstring_agg\(/
    .test(sql);
}

Deno.test("every recipe gives rows for the samples", async () => {
  await withSamples((path) => {
    using db = new DatabaseSync(path, { readOnly: true });
    installPlugins(db, [sd]);
    const recipes = [...blocks(RECIPES, "sql").filter(isQuery), ...queries()];
    assert.ok(recipes.length > 14);
    for (const sql of recipes) assert.ok(db.prepare(sql).all().length > 0, sql);
  });
});

function isQuery(sql: string): boolean {
  return /^(?:SELECT|WITH)\b/.test(sql);
}

/** The queries of the README, one by one; its migration is tested below. */
function queries(): string[] {
  return blocks(README, "sql")
    .flatMap((block) => block.split(/(?<=;)\n/))
    .filter(isQuery);
}

/** The blocks that are migrations, by the file that their first line names. */
const MIGRATIONS: readonly [file: string, sql: string][] = [README, RECIPES]
  .flatMap((text) => blocks(text, "sql"))
  .flatMap((sql) => {
    const [, file] = /^-- mine\/(\S+)\n/.exec(sql) ?? [];
    return file === undefined ? [] : [[file, sql] as const];
  });

Deno.test("every SQL block is a query or a migration, and README and recipes have one migration each", () => {
  for (const text of [README, RECIPES]) {
    const others = blocks(text, "sql").filter((sql) => !isQuery(sql));
    assert.equal(others.length, 1);
    assert.match(others[0] ?? "", /^-- mine\/\d{4}_[a-z_]+\.sql\n/);
  }
});

for (const [file, sql] of MIGRATIONS) {
  Deno.test(`the migration ${file} fills its columns, and no file has to be extracted again`, async () => {
    await withSamples(async (path) => {
      const folder = Deno.makeTempDirSync();
      Deno.writeTextFileSync(join(folder, file), sql);
      migrateDatabase({ database: path, dir: folder });
      Deno.removeSync(folder, { recursive: true });
      const again = await extract({ database: path }, QUIET);
      assert.match(again.lines.join("\n"), /^Extracted 0 files: 0 texts parsed, 0 rows written/);
      using db = new DatabaseSync(path, { readOnly: true });
      const columns = [...sql.matchAll(/ALTER TABLE (\w+) ADD COLUMN (\w+)/g)];
      assert.ok(columns.length > 0);
      for (const [, table, column] of columns) {
        const row = db.prepare(`SELECT count(${column}) AS n FROM ${table}`).get();
        assert.equal(row?.n, FILLED[`${table}.${column}`], `${table}.${column}`);
      }
    });
  });
}

/** How many values each column gets from the samples. */
const FILLED: Readonly<Record<string, number>> = {
  "models.first_tag": 11,
  "models.tag_count": 11,
  "files.checkpoint": 10,
};

Deno.test("the README names every package that the project imports, and no other", () => {
  const config = JSON.parse(read("deno.json")) as { imports: Record<string, string> };
  for (const name of Object.keys(config.imports)) {
    assert.ok(README.includes(`\`${name.replace(/\/$/, "")}\``), name);
  }
  for (const asked of ["@db/sqlite", "@std/cli", "@std/crypto", "@std/path", "@std/assert"]) {
    assert.match(README, new RegExp(`^\\| \`${asked}\` +\\|`, "m"));
  }
});
