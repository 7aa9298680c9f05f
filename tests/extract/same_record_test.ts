import assert from "node:assert/strict";
import { infotext, inWorkspace } from "../support/workspace.ts";
import { leavesEveryByte, TEXTS } from "./rows.ts";

/** Counts every write to a table. */
function watch(...tables: string[]): string {
  return "CREATE TABLE seen (name TEXT);" +
    tables.flatMap((table) =>
      ["INSERT", "UPDATE", "DELETE"].map((event) =>
        `CREATE TRIGGER watch_${table}_${event} AFTER ${event} ON ${table}
       BEGIN INSERT INTO seen VALUES ('${event} ${table}'); END;`
      )
    ).join("");
}

Deno.test(
  "a text that differs in what the metadata hash leaves out gives new resources, and no write to models or usages",
  inWorkspace(async (space) => {
    space.fill([
      "a fern <lora:moss:0.5>\nSteps: 20, Seed: 1, Size: 8x8, Model: meadow",
      infotext(2),
    ]);
    await space.extract();
    space.exec("UPDATE models SET updated_at = '2001-01-01', enrichment_pending = 0");
    const tables = ["models", "lora_usages"].map((table) => `SELECT * FROM ${table} ORDER BY 1`);
    const before = tables.map((sql) => space.sql(sql));
    const other = space.sql("SELECT * FROM image_resources WHERE file_id = 2");
    space.exec(watch("models", "lora_usages"));
    space.exec(`UPDATE files SET metadata_json = metadata_json ||
      ', Foo: bar, Lora hashes: "moss: 0a0b0c0d0e0f"' WHERE id = 1`);
    const { same, models, usages } = await space.extract();
    assert.deepEqual([same, models, usages], [1, 0, 0]);
    assert.deepEqual(space.sql("SELECT * FROM seen"), []);
    assert.deepEqual(tables.map((sql) => space.sql(sql)), before);
    const hash =
      "SELECT type, name FROM image_resources WHERE file_id = 1 AND hash = '0a0b0c0d0e0f'";
    assert.deepEqual(space.sql(hash), [{ type: "lora", name: "moss" }]);
    assert.deepEqual(space.sql("SELECT * FROM image_resources WHERE file_id = 2"), other);
    const count = space.value("SELECT count(*) FROM image_resources");
    space.exec("UPDATE files SET extraction_pending = 1");
    await space.extract();
    assert.equal(space.value("SELECT count(*) FROM image_resources"), count);
    space.sql(
      "UPDATE files SET metadata_json = replace(metadata_json, '0a0b0c0d0e0f', 'ffffffffffff')",
    );
    await space.extract();
    assert.deepEqual(space.sql(hash), []);
    assert.equal(space.value("SELECT count(*) FROM image_resources"), count);
    await leavesEveryByte(space);
  }),
);

Deno.test(
  "another range of LoRA weights does not ask again for what was looked up, another record does",
  inWorkspace(async (space) => {
    space.fill(TEXTS);
    await space.extract();
    assert.equal(space.value("SELECT count(*) FROM models WHERE enrichment_pending = 1"), 20n);
    space.exec(`UPDATE models SET enrichment_pending = 0, display_hash = 'abc';
      UPDATE settings SET value = 0.25 WHERE name = 'lora_weight_max';
      UPDATE files SET metadata_json = replace(metadata_json, 'meadow', 'dune') WHERE id = 5`);
    assert.equal((await space.extract()).files, 20);
    assert.equal(space.value("SELECT count(*) FROM lora_usages"), 0n);
    const asked = space.sql(
      "SELECT file_id, display_hash FROM models WHERE enrichment_pending <> 0",
    );
    assert.deepEqual(asked, [{ file_id: 5n, display_hash: null }]);
    assert.equal(space.value("SELECT count(*) FROM models WHERE display_hash = 'abc'"), 19n);
  }),
);

Deno.test(
  "a text that is stored as a BLOB of UTF-8 extracts like the text",
  inWorkspace(async (space) => {
    const text = infotext(1).replace("fern", "caf\u00e9 \u{1F98A}");
    space.fill([text, text, JSON.stringify({ parameters: text })]);
    space.exec("UPDATE files SET metadata_json = CAST(metadata_json AS BLOB) WHERE id > 1");
    const { models, unrecognized, report } = await space.extract();
    assert.deepEqual([models, unrecognized, report.errors], [3, 0, 0]);
    for (const table of ["models", "lora_usages", "image_resources"]) {
      const own = ["file_id", "id", "created_at", "updated_at"];
      const [first, second, third] = [1, 2, 3].map((id) =>
        space.sql(`SELECT * FROM ${table} WHERE file_id = ${id}`).map((row) =>
          Object.entries(row).filter(([name]) => !own.includes(name))
        )
      );
      assert.ok((first?.length ?? 0) > 0, table);
      assert.deepEqual(second, first, table);
      assert.deepEqual(third, first, table);
    }
    assert.deepEqual(
      space.sql("SELECT DISTINCT typeof(metadata_json) AS t, status FROM files ORDER BY 1"),
      [{ t: "blob", status: "ok" }, { t: "text", status: "ok" }],
    );
    space.exec(
      "UPDATE files SET metadata_json = x'2020' WHERE id = 2; UPDATE files SET metadata_json = x'FFFE00' WHERE id = 3",
    );
    assert.equal((await space.extract()).report.errors, 0);
    assert.equal(space.value("SELECT status FROM files WHERE id = 2"), "no_metadata");
    await leavesEveryByte(space);
  }),
);

for (const status of ["missing", "unreadable"]) {
  Deno.test(
    `a file that is ${status} keeps that status when somebody changes its text, and its rows follow the text`,
    inWorkspace(async (space) => {
      space.fill([infotext(1), infotext(2)]);
      await space.extract();
      for (
        const [text, seed] of [[infotext(9), 9n], [null, 9n], ['{"a": 1}', 9n], [
          infotext(8),
          8n,
        ]] as const
      ) {
        space.sql("UPDATE files SET status = ?, metadata_json = ? WHERE id = 1", status, text);
        assert.equal((await space.extract()).files, 1);
        assert.equal(space.value("SELECT status FROM files WHERE id = 1"), status);
        assert.equal(space.value("SELECT seed FROM models WHERE file_id = 1"), seed);
      }
      assert.equal(space.value("SELECT status FROM files WHERE id = 2"), "ok");
    }),
  );
}
