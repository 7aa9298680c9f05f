import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { inFolder, olderDatabase, rows, SAMPLE, sqlite3 } from "./fixtures.ts";
import { migrate } from "../../src/db/migrate.ts";

const MORE = `
INSERT INTO image_resources (file_id, type) VALUES (2, 'lora');
INSERT INTO model_links (file_id, model_file_id) VALUES (1, 15), (2, 15);
INSERT INTO model_names VALUES (11, 'n', 'file'), (14, 'n', 'file');
INSERT INTO model_hashes VALUES (11, 'autov2', 'x');
INSERT INTO model_enrichment (file_id) VALUES (1), (2), (11), (14);
INSERT INTO derived_values (file_id, name) VALUES (1, 'd'), (2, 'd'), (11, 'd');
INSERT INTO extraction_errors (file_id, stage, message) VALUES (1, 's', 'm'), (11, 's', 'm');`;

/** Columns that name a file, of every table of ours. */
function references(db: DatabaseSync): [table: string, column: string][] {
  return rows(
    db,
    `SELECT m.name, k."from" FROM sqlite_schema AS m, pragma_foreign_key_list(m.name) AS k
     WHERE m.type = 'table' AND k."table" = 'files'`,
  ).map(([table, column]) => [String(table), String(column)]);
}

for (const id of [1, 11]) {
  Deno.test(
    `a row of files deleted where foreign keys are off takes everything of file ${id} with it, and nothing else`,
    inFolder((folder) => {
      const path = `${folder}/a.sqlite`;
      {
        using db = new DatabaseSync(path);
        migrate(db);
        db.exec(SAMPLE + MORE);
      }
      const expected = `${folder}/b.sqlite`;
      Deno.copyFileSync(path, expected);
      using off = new DatabaseSync(path, { enableForeignKeyConstraints: false });
      using on = new DatabaseSync(expected);
      const tables = references(on);
      assert.ok(tables.length >= 12);
      for (const db of [off, on]) db.exec(`DELETE FROM files WHERE id = ${id}`);
      for (const [table, column] of tables) {
        const sql = `SELECT * FROM ${table} ORDER BY 1, 2`;
        assert.deepEqual(rows(off, sql), rows(on, sql), table);
        const own = `SELECT * FROM ${table} WHERE ${column} = ${id}`;
        assert.deepEqual(rows(off, own), [], `${table}.${column}`);
      }
      assert.deepEqual(rows(off, "PRAGMA foreign_key_check"), []);
      assert.deepEqual(
        rows(off, "SELECT rowid FROM prompt_search('caf\u00e9 OR castle') ORDER BY 1"),
        id === 1 ? [[2n]] : [[1n], [2n]],
      );
    }),
  );
}

Deno.test(
  "a new file that gets the number of one deleted in the sqlite3 shell inherits nothing",
  inFolder((folder) => {
    const path = `${folder}/a.sqlite`;
    const tables = ["models", "lora_usages", "image_resources", "extraction_errors"];
    {
      using db = new DatabaseSync(path);
      migrate(db);
      db.exec(`INSERT INTO files (id, file_path) VALUES (1, 'a');
        INSERT INTO models (file_id, metadata_hash, clean_positive) VALUES (1, 'h', 'castle');
        INSERT INTO lora_usages (file_id, lora_name, weight) VALUES (1, 'moss', 1);
        INSERT INTO image_resources (file_id, type) VALUES (1, 'lora');
        INSERT INTO extraction_errors (file_id, stage, message) VALUES (1, 's', 'm')`);
    }
    const done = sqlite3(
      path,
      "PRAGMA foreign_keys=OFF; DELETE FROM files; INSERT INTO files (file_path) VALUES ('b');",
    );
    if (done === null) return;
    using db = new DatabaseSync(path);
    assert.deepEqual(rows(db, "SELECT id, file_path FROM files"), [[1n, "b"]]);
    for (const table of tables) assert.deepEqual(rows(db, `SELECT * FROM ${table}`), [], table);
    assert.deepEqual(rows(db, "SELECT rowid FROM prompt_search('castle')"), []);
    db.exec("INSERT INTO prompt_search(prompt_search, rank) VALUES ('integrity-check', 1)");
  }),
);

Deno.test("an adopted database takes the rows of a deleted file along too", () => {
  using db = olderDatabase();
  migrate(db);
  db.exec("PRAGMA foreign_keys = OFF; DELETE FROM files WHERE id = 1");
  for (const table of ["models", "lora_usages"]) {
    assert.deepEqual(rows(db, `SELECT * FROM ${table}`), [], table);
  }
  assert.deepEqual(rows(db, "SELECT rowid FROM prompt_search('castle')"), []);
});
