import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { installPlugins, sd } from "../../mod.ts";
import { realText } from "../../src/host/value_text.ts";

const DOC = Deno.readTextFileSync(new URL("../../docs/functions.md", import.meta.url));

/** One heading with what stands under it. */
interface Section {
  readonly name: string;
  readonly signature: string;
  readonly examples: readonly { sql: string; result: string }[];
}

const SECTIONS = DOC.split(/^### /m).slice(1).map((text): Section => {
  const [, name = "", signature = ""] = /^(\w+)\n\n`([^`]+)`\n/.exec(text) ?? [];
  const examples = [...text.matchAll(/```sql\n([^]*?)```/g)].flatMap(([, block = ""]) =>
    [...block.matchAll(/([^]*?;)\n((?:--.*\n)+)\n?/g)].map(([, sql = "", result = ""]) => ({
      sql,
      result: result.replace(/^-- ?/gm, "").trimEnd(),
    }))
  );
  return { name, signature, examples };
});

const db = new DatabaseSync(":memory:");
installPlugins(db, [sd]);

function cellOf(value: unknown): string {
  return typeof value === "number" ? realText(value) : String(value ?? "NULL");
}

/** Rows as lines, cells between bars. */
function resultOf(sql: string): string {
  const statement = db.prepare(sql);
  statement.setReadBigInts(true);
  return statement.all()
    .map((row) => Object.values(row).map(cellOf).join(" | ").trimEnd())
    .join("\n");
}

for (const { name, examples } of SECTIONS) {
  examples.forEach(({ sql, result }, i) => {
    Deno.test(`docs/functions.md: example ${i + 1} of ${name} gives what it says`, () => {
      assert.equal(resultOf(sql), result);
    });
  });
}

Deno.test("docs/functions.md has each function of the plugin, in order, with its signature", () => {
  assert.deepEqual(
    SECTIONS.map(({ name, signature }) => [name, signature]),
    sd.functions.map(({ name, signature }) => [name, signature]),
  );
});

Deno.test("docs/functions.md names at its top exactly what SQLite got", () => {
  using bare = new DatabaseSync(":memory:");
  const names = (on: DatabaseSync): Set<string> =>
    new Set(
      on.prepare("SELECT name FROM pragma_function_list").all().map((row) => String(row["name"])),
    );
  const [top = ""] = DOC.split(/^### /m, 1);
  const listed = [...top.matchAll(/\[(sd_\w+)\]\(#\1\)/g)].map(([, name]) => name);
  assert.deepEqual(listed.toSorted(), [...names(db).difference(names(bare))].sort());
});

Deno.test("docs/functions.md has an example for each function, and none that is not run", () => {
  for (const { name, examples } of SECTIONS) {
    assert.ok(examples.some(({ sql }) => sql.includes(`${name}(`)), name);
  }
  const statements = [...DOC.matchAll(/^SELECT /gm)].length;
  assert.equal(SECTIONS.reduce((sum, { examples }) => sum + examples.length, 0), statements);
});

Deno.test("docs/functions.md says which names of LoRAs count", () => {
  const [, least = 0, most = 0] = /normalised name has (\d+)\s+to (\d+) characters/.exec(DOC) ?? [];
  const isUsage = (length: number): boolean =>
    resultOf(`SELECT sd_loras('a <lora:${"x".repeat(length)}:1> cat')`) !== "[]";
  assert.deepEqual(
    [Number(least) - 1, Number(least), Number(most), Number(most) + 1].map(isUsage),
    [false, true, true, false],
  );
});
