import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { migrate } from "../../src/db/migrate.ts";
import { MIGRATIONS } from "../../migrations/mod.ts";
import { objects, refuses, rows } from "./fixtures.ts";

const TABLES = `
  CREATE TABLE files (id INTEGER PRIMARY KEY, metadata_json TEXT);
  CREATE TABLE history (id, text);
  CREATE TABLE orders (file_id, status TEXT);
  INSERT INTO files VALUES (1, 'a fern');
`;

for (
  const [object, message] of [
    [
      "CREATE VIEW short (a, b) AS SELECT * FROM files",
      /its view short does not work beside our columns \(expected 2 columns/,
    ],
    [
      "CREATE VIEW orders_of AS SELECT status FROM files JOIN orders ON file_id = id",
      /its view orders_of .*\(ambiguous column name: status\)/,
    ],
    [
      "CREATE VIEW both AS SELECT * FROM files UNION ALL SELECT * FROM history",
      /its view both /,
    ],
    [
      "CREATE TRIGGER remember AFTER INSERT ON Files BEGIN INSERT INTO history SELECT * FROM files; END",
      /its trigger on Files .*\(table history has 2 columns but \d+ values/,
    ],
    [
      "CREATE TRIGGER remember BEFORE DELETE ON files BEGIN INSERT INTO history SELECT * FROM files; END",
      /its trigger on files /,
    ],
    [
      "CREATE TRIGGER lost AFTER INSERT ON files BEGIN INSERT INTO nowhere VALUES (new.id); END",
      /its trigger on files .*\(no such table: main\.nowhere\)/,
    ],
    [
      "CREATE TRIGGER back AFTER INSERT ON history BEGIN INSERT INTO files VALUES (new.id, new.text); END",
      /its trigger on history .*\(table files has \d+ columns but 2 values/,
    ],
  ] as const
) {
  Deno.test(`an object that our columns would break is refused, and nothing is changed: ${object}`, () => {
    using db = new DatabaseSync(":memory:");
    db.exec(`${TABLES} ${object}`);
    const before = objects(db);
    refuses(() => migrate(db), "schema", message);
    assert.deepEqual(objects(db), before);
    assert.deepEqual(rows(db, "PRAGMA user_version"), [[0n]]);
  });
}

Deno.test("an object that our columns would break is refused by the one migration that adds them, too", () => {
  const last = {
    name: `${String(MIGRATIONS.length + 1).padStart(4, "0")}_more.sql`,
    sql: "ALTER TABLE files ADD COLUMN owner TEXT;",
  };
  using db = new DatabaseSync(":memory:");
  migrate(db);
  db.exec(`CREATE TABLE people (owner TEXT, file_id);
    CREATE VIEW owners AS SELECT owner FROM files JOIN people ON file_id = id`);
  const migrations = [...MIGRATIONS, last];
  refuses(() => migrate(db, { migrations }), "schema", /its view owners /);
  db.exec("DROP VIEW owners; CREATE VIEW owners AS SELECT people.owner FROM people");
  assert.deepEqual(migrate(db, { migrations }).applied, [last.name]);
});

Deno.test("what named its columns in full works on, and what was broken before stays so", () => {
  using db = new DatabaseSync(":memory:");
  db.exec(`${TABLES}
    CREATE VIEW whole AS SELECT * FROM files;
    CREATE VIEW named AS SELECT orders.status, f.id FROM files AS f LEFT JOIN orders ON file_id = f.id;
    CREATE VIEW broken AS SELECT a FROM nowhere;
    CREATE TRIGGER remember AFTER INSERT ON files BEGIN
      INSERT INTO history SELECT id, metadata_json FROM files; END;`);
  migrate(db);
  db.exec("INSERT INTO files (id) VALUES (2)");
  assert.deepEqual(rows(db, "SELECT count(*) FROM history"), [[2n]]);
  assert.deepEqual(rows(db, "SELECT id FROM whole"), rows(db, "SELECT id FROM named"));
  assert.throws(() => db.prepare("SELECT * FROM broken"), /no such table/);
});
