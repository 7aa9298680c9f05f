import assert from "node:assert/strict";
import { sd } from "../../mod.ts";
import { definitionsOf, definitionsXml } from "../../examples/clickhouse/definitions.ts";

const read = (path: string): string =>
  Deno.readTextFileSync(new URL(`../../examples/${path}`, import.meta.url));

Deno.test("ClickHouse's definitions are those of the plugin table (deno task clickhouse:functions)", () => {
  assert.equal(read("clickhouse/sqlite_sd_function.xml"), definitionsXml([sd]));
});

Deno.test("each number of arguments is a definition of its own, under a name of its own", () => {
  const definitions = definitionsOf({
    name: "mine",
    version: "1",
    functions: [
      {
        name: "f",
        signature: "f(text [, low, high])",
        arities: [1, 3],
        doc: "F.",
        run: (): null => null,
      },
      { name: "g", arities: [0, 2], deterministic: false, doc: "G.", run: (): null => null },
    ],
  });
  assert.deepEqual(definitions.map(({ name, arguments: names }) => [name, ...names]), [
    ["f", "text"],
    ["f_low_high", "text", "low", "high"],
    ["g_each", "row"],
    ["g_x1_x2", "x1", "x2"],
  ]);
});

Deno.test("the definitions of a plugin name its file, and what is not deterministic", () => {
  const xml = definitionsXml([{
    name: "mine",
    version: "1",
    functions: [
      { name: "g", arities: [1], deterministic: false, doc: "G.", run: (): null => null },
    ],
  }], ["/etc/mine.ts"]);
  assert.match(xml, /<command>sqlite-sd --function g --format tsv --plugin \/etc\/mine\.ts</);
  assert.match(xml, /<deterministic>0</);
});

Deno.test("every function without arguments can be called without in ClickHouse", () => {
  const sql = read("clickhouse/functions.sql");
  const names = sd.functions.filter(({ arities }) => arities.includes(0)).map(({ name }) => name);
  assert.ok(names.length > 0);
  for (const name of names) {
    assert.ok(sql.includes(`${name} AS () -> ${name}_each('')`), name);
  }
});
