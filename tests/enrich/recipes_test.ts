import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { deriveAdd, deriveRun } from "../../src/commands/derive.ts";
import { installPlugins } from "../../src/host/install.ts";
import { sd } from "../../src/plugins/sd_native.ts";
import { QUIET } from "../../src/work/command.ts";
import { addModels, numbers, withRegistry } from "../support/models.ts";
import { hashesOfFile, htmlReply } from "../support/registry.ts";
import { infotext } from "../support/workspace.ts";

const RECIPES = Deno.readTextFileSync(new URL("../../docs/recipes.md", import.meta.url));

Deno.test(
  "the recipes for look-ups and derived fields give rows once there is something to show",
  withRegistry(async ({ space, registry, enrich }) => {
    space.exec(
      `INSERT INTO files (file_path, metadata_json) VALUES ('/p/1.png', '${infotext(1)}')`,
    );
    await space.extract();
    addModels(space, numbers(1, 3));
    registry.know([1, 2]);
    registry.script(hashesOfFile(3).tensor.slice(0, 12).toUpperCase(), htmlReply("outage", 503));
    await enrich();
    const shell = [
      ...RECIPES.matchAll(/^deno task derive add your\.sqlite (\w+) "([^"]*)"(.*)$/gm),
    ];
    assert.ok(shell.length >= 3);
    for (const [, field = "", expression = "", rest = ""] of shell) {
      const kind = rest.includes("--kind model") ? "model" : "image";
      await deriveAdd({ database: space.database, field, expression, kind });
    }
    const { json } = await deriveRun({ database: space.database }, QUIET);
    assert.equal(Object.keys((json as { errors: object }).errors).join(), "first_trigger");
    const blocks = [...RECIPES.matchAll(/```sql ignore\n([^]*?)```/g)].map(([, sql = ""]) => sql);
    const statements = blocks.flatMap((sql) => sql.split(";").filter((text) => text.trim() !== ""))
      .filter((sql) => !sql.includes("attachments"));
    assert.ok(statements.length >= 4);
    for (const sql of statements) assert.ok(space.sql(sql).length > 0, sql);
  }),
);

Deno.test("the recipe for pictures in a column gives a row for each that was generated", () => {
  const [, recipe = ""] = /```sql ignore\n([^`]*FROM attachments[^`]*)```/.exec(RECIPES) ?? [];
  using db = new DatabaseSync(":memory:");
  installPlugins(db, [sd]);
  db.exec("CREATE TABLE attachments (name TEXT, data BLOB)");
  const insert = db.prepare("INSERT INTO attachments VALUES (?, ?)");
  for (const name of ["a1111-harbour.png", "plain-meadow.png"]) {
    insert.run(name, Deno.readFileSync(new URL(`../../samples/${name}`, import.meta.url)));
  }
  assert.deepEqual(db.prepare(recipe).all().map((row) => row["name"]), ["a1111-harbour.png"]);
});
