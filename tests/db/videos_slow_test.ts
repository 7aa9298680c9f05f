/** Databases in which a file is an image or a model learn that it may be a video. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { migrate } from "../../src/db/migrate.ts";
import { MIGRATIONS } from "../../migrations/mod.ts";
import {
  assertSound,
  inFolder,
  objects,
  olderDatabase,
  refuses,
  rows,
  sqlite3,
} from "./fixtures.ts";

const VERSION = MIGRATIONS.findIndex(({ name }) => name.endsWith("_videos.sql"));

/** One row of each kind; a row of `models` goes with its file. */
const ROWS = `
  INSERT INTO files (id, file_path, kind, metadata_json) VALUES
    (1, '/a.png', 'image', 'a fern'), (2, '/b.safetensors', 'model', NULL);`;
const ALL = "SELECT id, file_path, kind, metadata_json FROM files ORDER BY id";

function addVideo(db: DatabaseSync, id: number): void {
  db.exec(`INSERT INTO files (id, file_path, kind) VALUES (${id}, '/${id}.mp4', 'video')`);
}

for (let version = 0; version <= VERSION; version++) {
  Deno.test(
    `a database of version ${version} takes videos, and keeps its rows`,
    inFolder((folder) => {
      using db = new DatabaseSync(`${folder}/db.sqlite`);
      using other = new DatabaseSync(`${folder}/db.sqlite`);
      db.exec("PRAGMA foreign_keys = ON");
      migrate(db, { migrations: MIGRATIONS.slice(0, version) });
      if (version > 0) {
        db.exec(ROWS);
        assert.throws(() => addVideo(other, 3), /CHECK constraint failed/);
      }
      const before = version === 0 ? [] : rows(db, ALL);
      migrate(db);
      assert.deepEqual(rows(db, ALL), before);
      // A connection that was open before knows too.
      addVideo(other, 3);
      addVideo(db, 4);
      assert.throws(() => db.exec("UPDATE files SET kind = 'song' WHERE id = 3"), /CHECK/);
      assert.deepEqual(rows(db, "SELECT count(*) FROM files WHERE kind = 'video'"), [[2n]]);
      assertSound(db);
    }),
  );
}

Deno.test("an adopted database takes videos, and keeps its rows and all that is its own", () => {
  using db = olderDatabase();
  db.exec(`INSERT INTO files (id, file_path, metadata_json) VALUES (100, '/a.png', 'a fern');
    CREATE TABLE songs (kind TEXT CHECK (kind IN ('image', 'model')));
    CREATE VIEW kinds AS SELECT kind FROM songs`);
  const before = objects(db);
  const texts = "SELECT id, file_path, metadata_json FROM files ORDER BY id";
  const rowsBefore = rows(db, texts);
  migrate(db);
  assert.deepEqual(rows(db, texts), rowsBefore);
  addVideo(db, 101);
  assert.deepEqual(rows(db, "SELECT id, kind FROM files WHERE id >= 100"), [[100n, "image"], [
    101n,
    "video",
  ]]);
  assert.throws(() => db.exec("INSERT INTO songs VALUES ('video')"), /CHECK/);
  const after = objects(db);
  for (const name of ["table songs", "view kinds", "trigger files_ai"]) {
    assert.equal(after.get(name), before.get(name), name);
  }
  assertSound(db);
});

Deno.test("a table whose kinds are another program's stays as it is", () => {
  using db = new DatabaseSync(":memory:");
  db.exec(`CREATE TABLE Files (id INTEGER PRIMARY KEY, file_path TEXT, metadata_json TEXT,
    kind TEXT DEFAULT 'photo' CHECK (kind IN ('photo', 'image', 'model')))`);
  db.exec("INSERT INTO files (id) VALUES (1)");
  migrate(db);
  assert.deepEqual(rows(db, "SELECT id, kind FROM files"), [[1n, "photo"]]);
  assert.throws(() => addVideo(db, 2), /CHECK/);
});

Deno.test("only our own migrations write the text of the schema, and none afterwards", () => {
  using db = new DatabaseSync(":memory:");
  migrate(db);
  const sql = "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 'settings'";
  const mine = { migrations: [{ name: "0001_mine.sql", sql }], set: "mine" };
  refuses(() => migrate(db, mine), "migration", /may not be modified/);
  assert.throws(() => db.exec(sql), /may not be modified/);
  assert.equal(rows(db, "SELECT 1 FROM settings LIMIT 1").length, 1);
});

Deno.test(
  "the sqlite3 shell widens the table too",
  inFolder((folder) => {
    const path = `${folder}/db.sqlite`;
    const printed = sqlite3(
      path,
      `${MIGRATIONS.slice(0, VERSION + 1).map(({ sql }) => sql).join("\n")}
      INSERT INTO files (kind) VALUES ('video'); SELECT kind FROM files;`,
    );
    if (printed !== null) assert.equal(printed, "video");
  }),
);
