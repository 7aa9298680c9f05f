import assert from "node:assert/strict";
import { infotext, inWorkspace, type Workspace } from "../support/workspace.ts";
import { leavesEveryByte, TEXTS, written } from "./rows.ts";

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

const LINE = "Steps: 20, CFG scale: 7, Seed: 1, Size: 8x8, Model: meadow, Foo: bar, " +
  'Lora hashes: "moss: 0a0b0c0d0e0f, oak: 1a1b1c1d1e1f"';
const TEXT = `a fern <lora:moss:0.5>\n${LINE}`;

/** Changes that leave the metadata hash as it is, and whether a pair changed that it does not cover. */
const CHANGES: readonly [what: string, from: string | RegExp, to: string, follows: boolean][] = [
  ["pairs in another order", LINE, LINE.split(/, (?=[A-Z])/).reverse().join(", "), false],
  ["a number that is written otherwise", "CFG scale: 7", "CFG scale: 7.00", false],
  ["a key that is written otherwise", "CFG scale", "cfg_scale", false],
  ["a pair that is added", "Foo: bar", "Foo: bar, Bar: foo", true],
  ["a pair that is removed", "Foo: bar, ", "", true],
  ["a pair that is changed", "Foo: bar", "Foo: baz", true],
  ["a second pair for a field, which the last one hides", "CFG", "CFG: 5, CFG", true],
  ["a value that its field cannot hold", "Foo: bar", "Clip skip: twice", true],
  ["the hash of a LoRA", "0a0b0c0d0e0f", "ffffffffffff", true],
  ["the hash of a LoRA that no tag names", "1a1b1c1d1e1f", "eeeeeeeeeeee", true],
  ["hashes in another order", /moss: \w+, oak: \w+/, "oak: 1a1b1c1d1e1f, moss: 0a0b0c0d0e0f", true],
];

/** Rows that a text gives, without keys and times. */
function given(space: Workspace, id: number): unknown {
  const own = ["file_id", "id", "created_at", "updated_at"];
  return ["models", "lora_usages", "image_resources"].map((table) =>
    space.sql(`SELECT * FROM ${table} WHERE file_id = ${id} ORDER BY 1`).map((row) =>
      Object.entries(row).filter(([name]) => !own.includes(name))
    )
  );
}

for (const [what, from, to, follows] of CHANGES) {
  Deno.test(
    `under an equal metadata hash, ${what}: ${follows ? "its rows follow" : "nothing is written"}`,
    inWorkspace(async (space) => {
      const changed = TEXT.replace(from, to);
      assert.notEqual(changed, TEXT);
      space.fill([TEXT, infotext(2), changed]);
      await space.extract();
      const hashes = "SELECT DISTINCT metadata_hash FROM models WHERE file_id IN (1, 3)";
      assert.equal(space.sql(hashes).length, 1);
      space.exec("UPDATE models SET updated_at = '2001-01-01', display_hash = 'kept'");
      const before = written(space);
      space.exec(watch("models", "lora_usages", "image_resources"));
      space.sql("UPDATE files SET metadata_json = ? WHERE id = 1", changed);
      const { same, models } = await space.extract();
      assert.deepEqual([same, models], follows ? [0, 1] : [1, 0]);
      if (follows) {
        assert.deepEqual(given(space, 1), given(space, 3));
        assert.equal(space.value("SELECT display_hash FROM models WHERE file_id = 1"), "kept");
      } else {
        assert.deepEqual(space.sql("SELECT * FROM seen"), []);
        assert.deepEqual(written(space), before);
      }
      assert.equal(space.value("SELECT updated_at FROM models WHERE file_id = 2"), "2001-01-01");
      await leavesEveryByte(space);
    }),
  );
}

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
