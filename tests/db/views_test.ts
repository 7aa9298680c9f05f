import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { MIGRATIONS } from "../../migrations/mod.ts";
import { migrate } from "../../src/db/migrate.ts";
import { assertSound, inFolder, objects, rows, SAMPLE, sqlite3, VIEWS } from "./fixtures.ts";

function filled(path = ":memory:"): DatabaseSync {
  const db = new DatabaseSync(path);
  migrate(db);
  db.exec(SAMPLE);
  return db;
}

Deno.test("every view of the schema is known to the tests and empty in an empty database", () => {
  using db = new DatabaseSync(":memory:");
  migrate(db);
  assert.deepEqual(
    [...objects(db).keys()].filter((name) => name.startsWith("view ")),
    VIEWS.map((name) => `view ${name}`).sort(),
  );
  for (const view of VIEWS) assert.deepEqual(rows(db, `SELECT * FROM ${view}`), [], view);
});

for (
  const [sql, expected] of [
    [
      "SELECT file_id, model_name, seed, positive, loras, lora_count FROM image_details ORDER BY 1",
      [
        [1n, "dream", 5n, "a castle by the sea", "detail:0.8, style:0.5", 2n],
        [2n, "dream", "18446744073709551615", "a caf\u00e9", "detail:0.4, detail:1.0", 2n],
        [3n, null, null, null, null, 0n],
        [4n, null, null, null, null, 0n],
        [5n, null, null, null, null, 0n],
      ],
    ],
    [
      `SELECT lora_name, uses, images, round(average_weight, 3), min_weight, max_weight, first_used,
         last_used FROM lora_use_counts ORDER BY uses DESC`,
      [
        ["detail", 3n, 2n, 0.733, 0.4, 1, "2020-09-13 12:26:40", "2024-05-06 07:08:09"],
        ["style", 1n, 1n, 0.5, 0.5, 0.5, "2024-05-06 07:08:09", "2024-05-06 07:08:09"],
      ],
    ],
    [
      "SELECT file_id, model_name, base_model, trigger_words, creator, allow_commercial_use, page_url FROM model_details",
      [[
        11n,
        "Detail",
        "SDXL",
        "a, b, c",
        "me",
        "None",
        "https://registry.invalid/models/9?modelVersionId=7",
      ]],
    ],
    [
      "SELECT name, images, unresolved_usages, finding FROM unused_loras",
      [["idle", 2n, 2n, "0 uses in 2 images, 2 usages unresolved"]],
    ],
    [
      "SELECT usage_id, file_path, lora_name, reason FROM unresolved_loras ORDER BY 1",
      [[1n, "/p/one.png", "style", "no file of that name"], [
        4n,
        "/p/two.png",
        "detail",
        "not linked yet",
      ]],
    ],
    [
      "SELECT file_id, status, status_detail FROM files_without_metadata ORDER BY 1",
      [[3n, "no_metadata", null], [4n, "unreadable", "chunk is cut off"]],
    ],
    [
      "SELECT file_id, stage, message, at FROM extraction_problems ORDER BY 1",
      [
        [2n, "models", "too odd", "2024-01-01 00:00:00"],
        [4n, "read", "chunk is cut off", null],
        [12n, "header", "incomplete_file: 5 of 9 bytes", null],
      ],
    ],
    [
      "SELECT type, name, hash, images, reason FROM unresolved_resources",
      [["lora", "by_hash", "ABCDEF0123", 1n, "not linked yet"]],
    ],
    [
      "SELECT class, what, files, file_id FROM duplicate_models ORDER BY 1, 4",
      [
        ["same_bytes", "aa", 2n, 11n],
        ["same_bytes", "aa", 2n, 14n],
        ["same_tensors", "cc", 3n, 11n],
        ["same_tensors", "cc", 3n, 12n],
        ["same_tensors", "cc", 3n, 14n],
      ],
    ],
    [
      "SELECT name, checkpoint_path, method FROM lora_base_models",
      [["idle", "/m/base.safetensors", "name"]],
    ],
    ["SELECT * FROM training_tags", [[11n, "detail", "sea", 4n]]],
    ["SELECT rowid FROM prompt_search('cafe OR castle') ORDER BY 1", [[1n], [2n]]],
  ] as const
) {
  Deno.test(`it answers: ${sql.replace(/\s+/g, " ").slice(0, 90)}`, () => {
    using db = filled();
    assert.deepEqual(rows(db, sql), expected);
  });
}

Deno.test("a model file that is missing is not on disk, in any view that says so", () => {
  using db = filled();
  const ask = (sql: string): unknown => rows(db, sql);
  db.exec(`UPDATE lora_links SET reason = 'ambiguous: 2 files' WHERE usage_id = 2;
    INSERT INTO resource_links (resource_id, model_file_id, method) SELECT id, 14, 'autov2' FROM image_resources;
    UPDATE model_files SET base_model_sha256 = 'dd' WHERE file_id = 12;
    INSERT INTO files (id, file_path, kind, status) VALUES (16, '/m/copy.safetensors', 'model', 'missing');
    INSERT INTO model_files (file_id, name, model_type) VALUES (16, 'copy', 'checkpoint');
    INSERT INTO model_hashes (model_file_id, kind, value) VALUES (16, 'sha256', 'dd')`);
  assert.deepEqual(ask("SELECT usage_id FROM unresolved_loras ORDER BY 1"), [[1n], [4n]]);
  assert.deepEqual(ask("SELECT name FROM unresolved_resources"), []);
  const base = "SELECT name, checkpoint_id, method FROM lora_base_models";
  assert.deepEqual(ask(base), [["idle", 15n, "name"]]);

  db.exec("UPDATE files SET status = 'missing' WHERE kind = 'model' AND id <> 12");
  assert.deepEqual(ask("SELECT usage_id, reason FROM unresolved_loras ORDER BY 1"), [
    [1n, "no file of that name"],
    [2n, "the file is missing"],
    [3n, "the file is missing"],
    [4n, "not linked yet"],
  ]);
  assert.deepEqual(ask("SELECT name, images, reason FROM unresolved_resources"), [
    ["by_hash", 1n, "the file is missing"],
  ]);
  assert.deepEqual(ask(base), [["idle", null, null]]);
  assert.deepEqual(ask("SELECT name, unresolved_usages, finding FROM unused_loras"), [
    ["idle", 4n, "0 uses in 2 images, 4 usages unresolved"],
  ]);

  db.exec("UPDATE files SET status = 'ok' WHERE id = 16");
  assert.deepEqual(ask(base), [["idle", 16n, "sha256"]]);
  db.exec(`INSERT INTO lora_links (usage_id, model_file_id, method) VALUES (2, 16, 'name')`);
  assert.deepEqual(ask("SELECT usage_id FROM unresolved_loras ORDER BY 1"), [[1n], [3n], [4n]]);
});

Deno.test("LoRAs are listed in the order of the prompt, whatever the order of the rows", () => {
  using db = filled();
  db.exec("DELETE FROM lora_usages");
  for (const position of [7, 2, 9, 0, 5]) {
    db.exec(`INSERT INTO lora_usages (file_id, lora_name, weight, context, position_index)
      VALUES (1, 'l${position}', ${position}, 'positive', ${position})`);
  }
  assert.deepEqual(rows(db, "SELECT loras FROM image_details WHERE file_id = 1"), [
    ["l0:0.0, l2:2.0, l5:5.0, l7:7.0, l9:9.0"],
  ]);
});

Deno.test("a generation time that is no date counts as none", () => {
  using db = filled();
  db.exec("UPDATE models SET generation_timestamp = 20240506");
  db.exec("UPDATE files SET file_mtime = 1600000000000000000");
  assert.deepEqual(rows(db, "SELECT DISTINCT last_used FROM lora_use_counts"), [[
    "2020-09-13 12:26:40",
  ]]);
});

Deno.test(
  "the migrations apply in the plain sqlite3 shell, and the program takes the result over",
  inFolder((folder) => {
    const path = `${folder}/shell.sqlite`;
    for (const { sql } of MIGRATIONS) {
      if (sqlite3(path, sql) === null) return;
    }
    sqlite3(path, SAMPLE);
    using db = new DatabaseSync(path);
    using model = filled();
    for (const [name, sql] of objects(db)) assert.equal(objects(model).get(name), sql);
    assert.equal(migrate(db).applied.length, MIGRATIONS.length);
    assert.deepEqual(objects(db), objects(model));
    for (const view of VIEWS) {
      assert.deepEqual(rows(db, `SELECT * FROM ${view}`), rows(model, `SELECT * FROM ${view}`));
    }
    assertSound(db);
  }),
);

Deno.test(
  "the sqlite3 shell reads every view and finds the database sound",
  inFolder((folder) => {
    const path = `${folder}/a.sqlite`;
    {
      using db = filled(path);
      for (const view of [...VIEWS, "prompt_search"]) {
        const seen = sqlite3(path, `SELECT count(*) FROM ${view}`);
        if (seen === null) return;
        assert.equal(seen, String(rows(db, `SELECT count(*) FROM ${view}`)[0]?.[0]), view);
      }
    }
    assert.equal(
      sqlite3(path, "SELECT group_concat(loras, '; ') FROM image_details"),
      "detail:0.8, style:0.5; detail:0.4, detail:1.0",
    );
    assert.equal(sqlite3(path, "PRAGMA integrity_check; PRAGMA foreign_key_check;"), "ok");
    assert.equal(
      sqlite3(
        path,
        "INSERT INTO models (file_id, metadata_hash, clean_positive) VALUES (3, 'h', 'owl'); SELECT rowid FROM prompt_search('owl')",
      ),
      "3",
    );
  }),
);
