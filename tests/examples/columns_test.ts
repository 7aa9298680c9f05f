import assert from "node:assert/strict";
import { SCRIPTS, withLists } from "../../examples/columns.ts";
import { migrate, openDatabase, readSettings } from "../../mod.ts";
import { query } from "../../src/commands/query.ts";
import { RECORD_COLUMNS } from "../../src/record/columns.ts";
import { inWorkspace } from "../support/workspace.ts";

const read = (path: string): string =>
  Deno.readTextFileSync(new URL(`../../examples/${path}`, import.meta.url));

for (const [path, types] of Object.entries(SCRIPTS)) {
  Deno.test(`the lists of columns in ${path} are today's (deno task examples:columns)`, () => {
    assert.match(read(path), /-- columns of a record/);
    assert.equal(read(path), withLists(read(path), types));
  });
}

Deno.test("a list has every column of a record, and is asked for by a word that is known", () => {
  const types = { text: "T", integer: "I", boolean: "I", real: "R" };
  const script = "-- columns of a record: STRUCT<[$name: $type]>,\nold\n-- end of columns\n";
  const lines = withLists(script, types).split("\n");
  const columns = lines.slice(1, -2).join(" ");
  assert.match(columns, /^STRUCT<generator: T, .* steps: I, .*\bclean_negative: T>,$/);
  assert.equal(columns.match(/: /g)?.length, Object.keys(RECORD_COLUMNS).length);
  assert.throws(() => withLists(script.replace("record", "moss"), types), /columns of a moss/);
});

for (const engine of ["clickhouse", "spark"]) {
  Deno.test(`the page of ${engine} says of every setting whether it counts there`, () => {
    using db = openDatabase(":memory:");
    migrate(db);
    for (const name of Object.keys(readSettings(db))) {
      assert.ok(read(`${engine}/README.md`).includes(`\`${name}\``), name);
    }
  });
}

Deno.test(
  "a list for other engines has every picture, no model file, and its own length",
  inWorkspace(({ database }) => {
    {
      using db = openDatabase(database, { create: true });
      migrate(db);
      db.exec(
        `INSERT INTO files (id, file_path, kind, file_mtime, metadata_json) VALUES
           (1, '/a.png', 'image', 1700000000123456789, 'a cat'),
           (2, NULL, 'image', NULL, CAST('an owl' AS BLOB)),
           (3, '/moss.safetensors', 'model', NULL, '{}'),
           (4, '/b.png', 'image', 1700000000, NULL)`,
      );
    }
    const rows: unknown[] = [];
    const sql = read("pictures.sql").replaceAll("{{collection}}", "photos");
    query({ database, sql }, { begin: () => {}, row: (row) => rows.push(row), end: () => {} });
    assert.deepEqual(rows, [
      ["photos", "/a.png", 1700000000123456789n, null, "a cat", 3n],
      ["photos", "file 2", null, null, "an owl", 3n],
      ["photos", "/b.png", 1700000000n, null, null, 3n],
    ]);
  }),
);
