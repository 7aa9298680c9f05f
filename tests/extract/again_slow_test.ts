import assert from "node:assert/strict";
import { RECORD_VERSION } from "../../src/version.ts";
import { infotext, inWorkspace, type Row, type Workspace } from "../support/workspace.ts";
import { leavesEveryByte, nothingHappens, pending, TEXTS, written } from "./rows.ts";

/** JSON in which no record is found. */
const UNKNOWN = '{"hello": "there"}';

Deno.test(
  "another range of LoRA weights extracts every row again, and the usages follow",
  inWorkspace(async (space) => {
    const text = (weight: string): string =>
      `x <lora:slider:${weight}>\nSteps: 1, Seed: 1, Size: 8x8`;
    space.fill([text("-3"), text("0.5"), text("8")]);
    const names = (): unknown[] =>
      space.sql("SELECT file_id, weight FROM lora_usages ORDER BY 1").map((row) =>
        Object.values(row)
      );
    const first = await space.extract();
    assert.deepEqual({ ...first.discarded }, { weight_out_of_range: 2 });
    assert.match(first.report.lines.join("\n"), /Discarded LoRA tags: 2 \(2 weight out of range\)/);
    assert.deepEqual(names(), [[2n, 0.5]]);
    space.exec("UPDATE settings SET value = -5 WHERE name = 'lora_weight_min'");
    assert.equal((await space.extract()).files, 3);
    assert.deepEqual(names(), [[1n, -3], [2n, 0.5]]);
    space.exec("UPDATE settings SET value = 10 WHERE name = 'lora_weight_max'");
    assert.equal((await space.extract()).files, 3);
    assert.deepEqual(names(), [[1n, -3], [2n, 0.5], [3n, 8]]);
    await nothingHappens(space);
    space.exec("UPDATE settings SET value = 1 WHERE name = 'lora_weight_max'");
    await space.extract();
    assert.deepEqual(names(), [[1n, -3], [2n, 0.5]]);
  }),
);

Deno.test(
  "settings that cannot be meant end the run in one line, before anything is written",
  inWorkspace(async (space) => {
    space.fill(TEXTS);
    for (
      const [name, usual, value, line] of [
        [
          "lora_weight_min",
          0,
          4.5,
          /^Cannot use setting lora_weight_min: 4\.5 is above lora_weight_max, 4,/,
        ],
        [
          "lora_weight_max",
          4,
          -1,
          /^Cannot use setting lora_weight_min: 0 is above lora_weight_max, -1,/,
        ],
        [
          "lora_weight_max",
          4,
          "much",
          /^Cannot use setting lora_weight_max: "much" is not a valid value/,
        ],
        [
          "allow_sidecar_merge",
          0,
          "constructor",
          /^Cannot use setting allow_sidecar_merge: "constructor" is not a valid value/,
        ],
        [
          "on_missing",
          "keep",
          "forget",
          /^Cannot use setting on_missing: "forget" is not a valid value/,
        ],
      ] as const
    ) {
      space.sql("UPDATE settings SET value = ? WHERE name = ?", value, name);
      await assert.rejects(space.extract(), { name: "DatabaseError", message: line });
      assert.equal(space.value("SELECT count(*) FROM models"), 0n);
      space.sql("UPDATE settings SET value = ? WHERE name = ?", usual, name);
    }
    assert.equal((await space.extract()).models, 20);
  }),
);

Deno.test(
  "rows of another version of the record are extracted again, model files are not",
  inWorkspace(async (space) => {
    space.fill(TEXTS);
    space.exec(
      "INSERT INTO files (id, file_path, kind, extraction_pending) VALUES (99, '/m', 'model', 0)",
    );
    await space.extract();
    space.exec(
      `UPDATE files SET extracted_with = replace(extracted_with, 'record ${RECORD_VERSION}', 'record 0');
      UPDATE settings SET value = 'record 0' WHERE name = 'extracted_with';
      UPDATE models SET steps = 1`,
    );
    const { files, models } = await space.extract();
    assert.deepEqual([files, models], [20, 20]);
    assert.equal(space.value("SELECT count(*) FROM models WHERE steps = 20"), 20n);
    assert.deepEqual(pending(space), []);
    await nothingHappens(space);
  }),
);

const GONE: readonly { what: string; text: string | null; status: string }[] = [
  { what: "NULL", text: null, status: "no_metadata" },
  { what: "an empty text", text: "", status: "no_metadata" },
  { what: "blanks", text: " \n ", status: "no_metadata" },
  { what: "every kind of blank", text: "\t\n\v\f\r \u00a0\ufeff", status: "no_metadata" },
  { what: "a text of another program", text: UNKNOWN, status: "unrecognized" },
];

/** Rows without what tells that a record is a former one. */
const kept = (tables: readonly Row[][]): unknown =>
  tables.map((rows) => rows.map(({ is_former: _mark, updated_at: _time, ...row }) => row));

/** The files whose record is marked, which is what the views say of them. */
function formers(space: Workspace): unknown[] {
  const ids = (sql: string): unknown[] => space.sql(sql).map(({ file_id }) => file_id);
  const marked = ids("SELECT file_id FROM models WHERE is_former = 1 ORDER BY 1");
  for (const condition of ["image_details WHERE is_former = 1", "files_without_metadata"]) {
    assert.deepEqual(ids(`SELECT file_id FROM ${condition} ORDER BY 1`), marked, condition);
  }
  return marked;
}

for (const { what, text, status } of GONE) {
  Deno.test(
    `rows stay when ${what} takes the place of an infotext, until the user asks to delete them`,
    inWorkspace(async (space) => {
      space.fill(TEXTS);
      await space.extract();
      const before = written(space);
      const change = (id: number): void =>
        void space.sql("UPDATE files SET metadata_json = ? WHERE id = ?", text, id);
      change(3);
      const { removed: none, former } = await space.extract();
      assert.deepEqual([none, former], [0, 1]);
      assert.deepEqual(kept(written(space)), kept(before));
      assert.equal(space.value("SELECT status FROM files WHERE id = 3"), status);
      assert.deepEqual(formers(space), [3n]);
      await nothingHappens(space);

      change(4);
      const { removed } = await space.extract({ onMissing: "delete" });
      assert.equal(removed, 2);
      for (const table of ["models", "lora_usages", "image_resources"]) {
        assert.equal(space.value(`SELECT count(*) FROM ${table} WHERE file_id IN (3, 4)`), 0n);
      }
      assert.deepEqual(
        space.sql("SELECT DISTINCT last_extracted_hash AS h FROM files WHERE id IN (3, 4)"),
        [{ h: null }],
      );

      space.exec("UPDATE settings SET value = 'delete' WHERE name = 'on_missing'");
      change(5);
      assert.equal((await space.extract({ onMissing: "keep" })).removed, 0);
      change(6);
      assert.equal((await space.extract()).removed, 2);
      assert.equal(space.value("SELECT count(*) FROM models"), 16n);
      await leavesEveryByte(space);
      assert.equal((await space.extract({ onMissing: "keep" })).removed, 0);
      change(7);
      await space.extract({ onMissing: "keep" });
      assert.equal((await space.extract()).removed, 1);
    }),
  );
}

Deno.test(
  "a text that comes back after it was gone is the stored record where rows stayed, and written where they went",
  inWorkspace(async (space) => {
    for (const [onMissing, expected] of [["keep", 0], ["delete", 1]] as const) {
      space.fill();
      space.exec("DELETE FROM files");
      space.sql("INSERT INTO files (file_path, metadata_json) VALUES ('/x', ?)", infotext(1));
      await space.extract();
      space.exec("UPDATE files SET metadata_json = NULL");
      await space.extract({ onMissing });
      const marked = "SELECT count(*) FROM models WHERE is_former = 1";
      assert.equal(space.value(marked), onMissing === "keep" ? 1n : 0n);
      space.sql("UPDATE files SET metadata_json = ?", infotext(1));
      assert.equal((await space.extract()).models, expected, onMissing);
      assert.equal(space.value("SELECT count(*) FROM models WHERE is_former = 0"), 1n);
    }
  }),
);

Deno.test(
  "what was looked up for a record goes with the record, and stays when the same one is written again",
  inWorkspace(async (space) => {
    space.fill([infotext(1), infotext(2)]);
    await space.extract();
    space.exec(
      `UPDATE models SET hash_type = 'autov2', display_hash = 'abc', display_len = 3, model_hash_auto_v3 = 'def', enrichment_pending = 0;
      UPDATE files SET metadata_json = replace(metadata_json, 'meadow', 'dune') WHERE id = 2;
      UPDATE files SET extracted_with = 'another' WHERE id = 1;
      UPDATE settings SET value = 'another' WHERE name = 'extracted_with'`,
    );
    assert.equal((await space.extract()).models, 2);
    const columns = "hash_type, display_hash, display_len, model_hash_auto_v3, enrichment_pending";
    assert.deepEqual(
      space.sql(`SELECT ${columns} FROM models ORDER BY file_id`).map(Object.values),
      [
        ["autov2", "abc", 3n, "def", 0n],
        [null, null, null, null, 1n],
      ],
    );
  }),
);
