import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { MIGRATIONS } from "../../migrations/mod.ts";
import { migrate } from "../../src/db/migrate.ts";
import { assertSound, objects, olderDatabase, refuses, rows } from "./fixtures.ts";

const TABLE = `CREATE TABLE files (
  id INTEGER PRIMARY KEY, metadata_json TEXT, file_hash TEXT, mine TEXT
);`;

const CLASHES: readonly { what: string; sql: string; message: RegExp }[] = [
  {
    what: "a table named like our full-text search",
    sql: "CREATE TABLE Prompt_Search (a)",
    message: /it has a table named Prompt_Search, and ours of that name is a virtual table; rename/,
  },
  {
    what: "a table named like the store of our full-text search",
    sql: "CREATE TABLE prompt_search_data (a)",
    message: /it has a table named prompt_search_data, and ours of that name is the store of a/,
  },
  {
    what: "a search of the user's with other columns",
    sql: "CREATE VIRTUAL TABLE prompt_search USING fts5(prompt)",
    message: /it has a virtual table named prompt_search of its own; rename it;/,
  },
  {
    what: "a table named like a view",
    sql: "CREATE TABLE image_details (a)",
    message: /it has a table named image_details, and ours of that name is a view; rename it;/,
  },
  {
    what: "a view of the user's with other columns",
    sql: "CREATE VIEW lora_use_counts AS SELECT 1 AS lora_name",
    message: /it has a view named lora_use_counts of its own; rename it;/,
  },
  {
    what: "an index named like a view",
    sql: "CREATE INDEX unused_loras ON files(mine)",
    message: /it has an index named unused_loras, and ours of that name is a view;/,
  },
  {
    what: "an index named like a table",
    sql: "CREATE INDEX models ON files(mine)",
    message: /it has an index named models, and ours of that name is a table;/,
  },
  {
    what: "a table named like an index",
    sql: "CREATE TABLE idx_files_path (a)",
    message: /it has a table named idx_files_path, and ours of that name is an index;/,
  },
  {
    what: "an index of our name on another table",
    sql: "CREATE TABLE other (a); CREATE INDEX idx_lora_name ON other(a)",
    message: /it has an index named idx_lora_name on the table other; rename it;/,
  },
  {
    what: "a trigger of our name on another table",
    sql: `CREATE TABLE other (a);
      CREATE TRIGGER files_metadata_changed AFTER INSERT ON other BEGIN SELECT 1; END`,
    message: /it has a trigger named files_metadata_changed on the table other; rename it;/,
  },
];

for (const { what, sql, message } of CLASHES) {
  Deno.test(`${what} is refused before anything is changed, and adopted once it is renamed`, () => {
    using db = new DatabaseSync(":memory:");
    db.exec(TABLE + sql);
    const before = objects(db);
    refuses(() => migrate(db), "schema", message);
    assert.deepEqual(objects(db), before);
    assert.deepEqual(rows(db, "PRAGMA user_version"), [[0n]]);
    using again = new DatabaseSync(":memory:");
    const name = message.source.match(/named (\w+)/)?.[1] ?? "";
    again.exec(TABLE + sql.replace(` ${name} `, ` my_${name} `));
    assert.equal(migrate(again).applied.length, MIGRATIONS.length);
    assertSound(again);
  });
}

Deno.test("a clash with a later migration is refused when earlier ones are applied", () => {
  using db = new DatabaseSync(":memory:");
  migrate(db, { migrations: MIGRATIONS.slice(0, 5) });
  db.exec("CREATE TABLE image_details (a)");
  const before = objects(db);
  refuses(() => migrate(db), "schema", /image_details/);
  assert.deepEqual(objects(db), before);
});

Deno.test("what an applied migration made may be replaced by the user", () => {
  using db = new DatabaseSync(":memory:");
  migrate(db, { migrations: MIGRATIONS.slice(0, 6) });
  db.exec("DROP VIEW lora_use_counts; CREATE TABLE lora_use_counts (a)");
  assert.equal(migrate(db).applied.length, MIGRATIONS.length - 6);
});

Deno.test("indexes and triggers of our names on our tables, and a trigger named like a table, are no clash", () => {
  using db = new DatabaseSync(":memory:");
  db.exec(`${TABLE} CREATE INDEX idx_files_hash ON files(file_hash);
    CREATE TRIGGER settings AFTER INSERT ON files BEGIN SELECT 1; END;
    CREATE TRIGGER image_details AFTER INSERT ON files BEGIN SELECT 1; END`);
  migrate(db);
  assert.deepEqual(rows(db, "SELECT * FROM image_details"), []);
  using older = olderDatabase();
  migrate(older);
});

/** A later migration that creates a view anew, as one does for a new column. */
const AGAIN = {
  name: `${String(MIGRATIONS.length + 1).padStart(4, "0")}_again.sql`,
  sql: `ALTER TABLE models ADD COLUMN is_fresh INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE files ADD COLUMN freshness TEXT;
    DROP VIEW IF EXISTS image_details;
    CREATE VIEW image_details AS SELECT id AS file_id, freshness, is_fresh
    FROM files LEFT JOIN models ON file_id = id;`,
};

Deno.test("what stands on a view of ours survives a migration that creates the view anew", () => {
  using db = olderDatabase();
  migrate(db);
  db.exec(`CREATE VIEW seen AS SELECT file_id FROM image_details;
    CREATE TRIGGER Renamed INSTEAD OF UPDATE OF file_id ON Image_Details BEGIN
      UPDATE mine SET note = NEW.file_id;
    END;
    CREATE TRIGGER noted INSTEAD OF DELETE ON image_details BEGIN DELETE FROM mine; END`);
  const before = objects(db);
  migrate(db, { migrations: [...MIGRATIONS, AGAIN] });
  for (const name of ["view seen", "trigger Renamed", "trigger noted", "table mine"]) {
    assert.equal(objects(db).get(name), before.get(name), name);
  }
  assert.deepEqual(rows(db, "SELECT * FROM image_details"), [[1n, null, 0n], [7n, null, null]]);
  assert.deepEqual(rows(db, "SELECT * FROM seen"), [[1n], [7n]]);
  db.exec("UPDATE image_details SET file_id = 5 WHERE file_id = 7");
  assert.deepEqual(rows(db, "SELECT note FROM mine"), [["5"]]);
  assertSound(db);
});

for (
  const [what, sql, message] of [
    [
      "a view",
      "CREATE VIEW image_details AS SELECT 1 AS a",
      /it has a view named image_details of its/,
    ],
    [
      "a table",
      "CREATE TABLE image_details (a); INSERT INTO image_details VALUES (1)",
      /it has a table named image_details, and ours of that name is a view; rename it; nothing/,
    ],
  ] as const
) {
  Deno.test(`${what} of the user's in the place of a view of ours survives a migration that creates the view anew`, () => {
    using db = new DatabaseSync(":memory:");
    migrate(db);
    db.exec(`DROP VIEW image_details; ${sql}`);
    const before = objects(db);
    refuses(() => migrate(db, { migrations: [...MIGRATIONS, AGAIN] }), "schema", message);
    assert.deepEqual(objects(db), before);
    assert.equal(rows(db, "SELECT * FROM image_details").length, 1);
    db.exec(`DROP ${what.slice(2)} image_details`);
    assert.deepEqual(migrate(db, { migrations: [...MIGRATIONS, AGAIN] }).applied, [AGAIN.name]);
  });
}

const STRICT = `CREATE TABLE files (id INTEGER PRIMARY KEY, metadata_json TEXT) STRICT;
  CREATE TABLE models (file_id INTEGER PRIMARY KEY) STRICT;
  CREATE TABLE settings (name TEXT PRIMARY KEY, value ANY) STRICT;
  INSERT INTO files VALUES (1, 'a')`;

Deno.test("STRICT tables get every column, with types that they know", () => {
  using db = new DatabaseSync(":memory:");
  using model = new DatabaseSync(":memory:");
  db.exec(STRICT);
  migrate(db);
  migrate(model);
  for (const table of ["files", "models", "settings"]) {
    const columns = (of: DatabaseSync): Map<unknown, unknown> =>
      new Map(
        rows(of, `SELECT name, type FROM pragma_table_info('${table}')`) as [unknown, unknown][],
      );
    const adopted = columns(db);
    for (const [name, type] of columns(model)) {
      const fitting = type === "DATETIME" ? "TEXT" : type === "" ? "ANY" : type;
      assert.equal(adopted.get(name), fitting, `${table}.${name}`);
    }
  }
  db.exec("UPDATE files SET last_extracted_at = CURRENT_TIMESTAMP");
  assertSound(db);
});
