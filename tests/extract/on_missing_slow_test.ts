import assert from "node:assert/strict";
import { infotext, inWorkspace, pngWith, type Workspace } from "../support/workspace.ts";
import { png } from "../fixtures/png.ts";
import { leavesEveryByte } from "./rows.ts";

/** A text that gives rows in every table. */
const FULL = `${infotext(1)}, Lora hashes: "leaf_1: 0a0b0c0d0e0f"`;

const WAYS = [
  {
    how: "the option",
    ask: (space: Workspace) => space.extract({ onMissing: "delete" }),
    options: { onMissing: "delete" },
  },
  {
    how: "the setting",
    ask: (space: Workspace) => {
      space.exec("UPDATE settings SET value = 'delete' WHERE name = 'on_missing'");
      return space.extract();
    },
    options: {},
  },
] as const;

const TEXTS = [["NULL", null], ["unrecognisable", '{"hello": "there"}']] as const;

for (const { how, ask, options } of WAYS) {
  for (const [what, text] of TEXTS) {
    for (const status of [null, "missing", "unreadable"]) {
      Deno.test(
        `${how} removes rows that were kept when a ${
          status ?? "readable"
        } file's text became ${what}`,
        inWorkspace(async (space) => {
          space.fill([FULL, FULL, FULL]);
          await space.extract();
          space.sql(
            "UPDATE files SET metadata_json = ?, status = coalesce(?, status) WHERE id = 2",
            text,
            status,
          );
          assert.equal((await space.extract()).removed, 0);
          const left = (): unknown =>
            ["models", "lora_usages", "image_resources"].map((table) =>
              space.sql(`SELECT DISTINCT file_id FROM ${table} ORDER BY 1`).map(({ file_id }) =>
                file_id
              )
            );
          const all = [1n, 2n, 3n];
          assert.deepEqual(left(), [all, all, all]);
          const { files, removed } = await ask(space);
          assert.deepEqual([files, removed], [1, 1]);
          assert.deepEqual(left(), [[1n, 3n], [1n, 3n], [1n, 3n]]);
          assert.equal(space.value("SELECT last_extracted_hash FROM files WHERE id = 2"), null);
          await leavesEveryByte(space, options);
        }),
      );
    }
  }
}

Deno.test(
  "a missing file keeps its rows under delete as long as its text is there",
  inWorkspace(async (space) => {
    space.fill([FULL, FULL]);
    await space.extract();
    space.exec("UPDATE files SET status = 'missing' WHERE id = 1");
    const { removed } = await space.extract({ onMissing: "delete" });
    assert.equal(removed, 0);
    assert.equal(space.value("SELECT count(*) FROM models"), 2n);
  }),
);

Deno.test(
  "a picture that is overwritten by one without metadata keeps a marked record, until a text is there again",
  inWorkspace(async (space) => {
    space.put("a.png", pngWith(FULL));
    space.put("b.png", pngWith(infotext(2)));
    await space.scanAndExtract();
    const seen = (): unknown =>
      space.sql(
        `SELECT status, generator, is_former, loras IS NOT NULL AS has_loras FROM image_details
        ORDER BY file_path`,
      ).map((row) => Object.values(row));
    const without = (): number => space.sql("SELECT * FROM files_without_metadata").length;
    const whole = ["ok", "a1111", 0n, 1n];
    assert.deepEqual([seen(), without()], [[whole, whole], 0]);

    space.put("a.png", png({ before: [] }));
    const { report } = await space.scanAndExtract();
    assert.match(
      report.lines.join("\n"),
      /Kept as former, since their text is gone: 1 record;/,
    );
    assert.deepEqual([seen(), without()], [[["no_metadata", "a1111", 1n, 1n], whole], 1]);

    space.put("a.png", pngWith(FULL));
    await space.scanAndExtract();
    assert.deepEqual([seen(), without()], [[whole, whole], 0]);
  }),
);

Deno.test(
  "records whose text went before they were marked are marked by the migration",
  inWorkspace(async (space) => {
    space.fill([FULL, FULL, FULL, null]);
    await space.extract();
    space.exec(`UPDATE files SET metadata_json = NULL WHERE id = 1;
      UPDATE files SET metadata_json = '{"hello": "there"}' WHERE id = 2`);
    await space.extract();
    space.exec(`UPDATE models SET is_former = 0;
      DELETE FROM schema_migrations WHERE version > 12; PRAGMA user_version = 12`);
    await space.extract();
    assert.deepEqual(space.sql("SELECT file_id, is_former FROM models").map(Object.values), [
      [1n, 1n],
      [2n, 1n],
      [3n, 0n],
    ]);
  }),
);
