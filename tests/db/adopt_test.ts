import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { MIGRATIONS } from "../../migrations/mod.ts";
import { migrate } from "../../src/db/migrate.ts";
import { openDatabase } from "../../src/host/open.ts";
import {
  assertSound,
  inFolder,
  objects,
  olderDatabase,
  refuses,
  rows,
  sqlite3,
  VIEWS,
} from "./fixtures.ts";

/** Columns of a table by lower-case name, with their types. */
function columns(db: DatabaseSync, table: string): Map<string, string> {
  return new Map(
    rows(db, `SELECT lower(name), type FROM pragma_table_xinfo('${table}')`)
      .map(([name, type]) => [String(name), String(type)]),
  );
}

function fresh(): DatabaseSync {
  const db = new DatabaseSync(":memory:");
  migrate(db);
  return db;
}

const TABLES = rows(
  fresh(),
  "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%'",
).map(([name]) => String(name));

Deno.test("an older program's database gets every column and object of a new one", () => {
  using db = olderDatabase();
  using model = fresh();
  const theirs = objects(db);
  assert.equal(migrate(db).applied.length, MIGRATIONS.length);
  for (const table of TABLES) {
    const adopted = columns(db, table);
    for (const [name, type] of columns(model, table)) {
      assert.equal(adopted.get(name), type, `${table}.${name}`);
    }
  }
  for (const name of objects(model).keys()) assert.ok(objects(db).has(name), name);
  assert.equal(theirs.size > 20, true);
  assertSound(db);
});

Deno.test("what the older program and the user have stays: rows, columns, indexes, triggers, views, search", () => {
  using db = olderDatabase();
  const before = objects(db);
  const query = "SELECT * FROM files_fts ORDER BY rowid";
  const prompts = "SELECT rowid, * FROM prompts_fts WHERE prompts_fts MATCH 'castle'";
  const kept = [
    "SELECT id, file_path, file_mtime, last_scanned, last_extracted_hash, has_lora, width FROM files",
    "SELECT file_id, model_name, lora_count, metadata_hash, created_at FROM models",
    "SELECT id, file_id, lora_name, weight, context, position_index FROM lora_usages",
    "SELECT * FROM mine",
    query,
    prompts,
  ];
  const rowsBefore = kept.map((sql) => rows(db, sql));
  migrate(db);
  assert.deepEqual(kept.map((sql) => rows(db, sql)), rowsBefore);
  const after = objects(db);
  for (const [name, sql] of before) {
    const added = ["table files", "table models", "table lora_usages"].includes(name);
    if (added) {
      for (const part of sql.split(/[,\n]/)) {
        assert.ok(after.get(name)?.includes(part.trim()), part);
      }
    } else assert.equal(after.get(name), sql, name);
  }
  db.exec("UPDATE files SET metadata_json = 'a dragon' WHERE id = 1");
  assert.deepEqual(rows(db, "SELECT rowid FROM files_fts WHERE files_fts MATCH 'dragon'"), [[1n]]);
});

Deno.test("every row of an adopted database waits for extraction, as an image", () => {
  using db = olderDatabase();
  migrate(db);
  assert.deepEqual(
    rows(db, "SELECT id, extraction_pending, extracted_with, kind FROM files ORDER BY id"),
    [[1n, 1n, null, "image"], [7n, 1n, null, "image"]],
  );
});

Deno.test("full-text search holds the prompts that were there, and follows writes", () => {
  using db = olderDatabase();
  migrate(db);
  const find = (word: string): unknown =>
    rows(db, `SELECT rowid FROM prompt_search WHERE prompt_search MATCH '${word}'`);
  assert.deepEqual(find("castle"), [[1n]]);
  db.exec("UPDATE models SET clean_positive = 'a dragon' WHERE file_id = 1");
  assert.deepEqual([find("castle"), find("dragon")], [[], [[1n]]]);
  db.exec("INSERT INTO prompt_search(prompt_search, rank) VALUES ('integrity-check', 1)");
  db.exec("INSERT INTO prompts_fts(prompts_fts, rank) VALUES ('integrity-check', 1)");
});

Deno.test("adopting twice changes nothing", () => {
  using db = olderDatabase();
  migrate(db);
  const after = objects(db);
  assert.deepEqual(migrate(db).applied, []);
  db.exec("DELETE FROM schema_migrations");
  assert.equal(migrate(db).applied.length, MIGRATIONS.length);
  assert.deepEqual(objects(db), after);
});

Deno.test("adoption that stops after any migration is finished by the next run", () => {
  using whole = olderDatabase();
  migrate(whole);
  for (let done = 0; done < MIGRATIONS.length; done++) {
    using db = olderDatabase();
    migrate(db, { migrations: MIGRATIONS.slice(0, done) });
    migrate(db);
    assert.deepEqual([...objects(db).keys()], [...objects(whole).keys()]);
    for (const table of TABLES) assert.deepEqual(columns(db, table), columns(whole, table));
    assertSound(db);
  }
});

Deno.test("a kill in the middle of adoption leaves a database that the next run finishes", async () => {
  const folder = Deno.makeTempDirSync();
  const path = `${folder}/a.sqlite`;
  olderDatabase(path).close();
  const adopt = new URL("../../src/db/migrate.ts", import.meta.url);
  // An UPDATE at the end of the third file makes a trigger kill the process inside its transaction.
  const code = `import { DatabaseSync } from "node:sqlite"; import { migrate } from "${adopt}";
    const db = new DatabaseSync(${JSON.stringify(path)});
    db.function("die", () => Deno.kill(Deno.pid, "SIGKILL"));
    db.exec("CREATE TEMP TRIGGER t AFTER UPDATE OF id ON files BEGIN SELECT die(); END");
    const { MIGRATIONS } = await import("${new URL("../../migrations/mod.ts", import.meta.url)}");
    const files = MIGRATIONS.map((m, i) => i === 2 ? { ...m, sql: m.sql + "UPDATE files SET id = id;" } : m);
    migrate(db, { migrations: files });`;
  const { signal } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", code],
    stderr: "inherit",
  }).output();
  assert.equal(signal, "SIGKILL");
  {
    using db = openDatabase(path);
    using before = olderDatabase();
    assert.deepEqual(objects(db), objects(before));
    assert.deepEqual(migrate(db).applied, MIGRATIONS.map(({ name }) => name));
    assertSound(db);
  }
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("files with nothing but id and metadata_json is adopted", () => {
  using db = new DatabaseSync(":memory:");
  db.exec(`CREATE TABLE Files ("ID" INTEGER PRIMARY KEY, Metadata_JSON TEXT, mine, kind TEXT);
    INSERT INTO Files VALUES (3, 'text', 'x', 'odd')`);
  migrate(db);
  assert.deepEqual(
    rows(
      db,
      "SELECT id, metadata_json, mine, kind, extraction_pending, file_path, status FROM files",
    ),
    [[3n, "text", "x", "odd", 1n, null, null]],
  );
  assert.deepEqual(columns(db, "files").size, columns(fresh(), "files").size + 1);
  db.exec("INSERT INTO files (metadata_json) VALUES ('new')");
  assert.deepEqual(rows(db, "SELECT id, extraction_pending FROM files WHERE id > 3"), [[4n, 1n]]);
  assertSound(db);
});

Deno.test("columns in other letters keep their spelling, also where the user's objects name them", () => {
  using db = new DatabaseSync(":memory:");
  db.exec(
    `CREATE TABLE Files ("ID" INTEGER PRIMARY KEY, "Metadata_JSON" TEXT, "IMAGE_WIDTH", "Mine");
    CREATE VIEW seen AS SELECT ID, Metadata_JSON, Mine, my_rank(ID) AS r FROM Files;
    CREATE TRIGGER noted AFTER UPDATE OF METADATA_JSON ON files BEGIN
      UPDATE files SET Mine = new.METADATA_JSON WHERE ID = new.ID; END;
    INSERT INTO files VALUES (1, 'a', 8, 'b')`,
  );
  migrate(db);
  assert.deepEqual(
    { ...db.prepare("SELECT id, metadata_json, image_width, mine FROM files").get() },
    { ID: 1, Metadata_JSON: "a", IMAGE_WIDTH: 8, Mine: "b" },
  );
  db.exec("UPDATE files SET metadata_json = 'c'");
  assert.deepEqual(rows(db, "SELECT mine FROM files"), [["c"]]);
});

Deno.test("a broken view of the user's does not stop adoption, whatever the spelling", () => {
  using db = new DatabaseSync(":memory:");
  db.exec(`CREATE TABLE files ("ID" INTEGER PRIMARY KEY, metadata_json TEXT);
    CREATE VIEW broken AS SELECT a FROM missing`);
  assert.equal(migrate(db).applied.length, MIGRATIONS.length);
});

Deno.test("paths that are there twice stay, without a unique index", () => {
  using db = new DatabaseSync(":memory:");
  db.exec(`CREATE TABLE files (id INTEGER PRIMARY KEY, metadata_json TEXT, file_path TEXT);
    INSERT INTO files (file_path) VALUES ('a'), ('a'), (NULL), (NULL)`);
  migrate(db);
  assert.equal(rows(db, "SELECT * FROM files").length, 4);
  assert.deepEqual(
    rows(db, `SELECT "unique" FROM pragma_index_list('files') WHERE name = 'idx_files_path'`),
    [[0n]],
  );
});

Deno.test("models without a unique file_id gets one", () => {
  using db = new DatabaseSync(":memory:");
  db.exec(`CREATE TABLE files (id INTEGER PRIMARY KEY, metadata_json TEXT);
    CREATE TABLE models (File_Id INTEGER, model_name TEXT, metadata_hash TEXT);
    CREATE UNIQUE INDEX partial ON models(file_id) WHERE model_name = 'x';
    INSERT INTO files (id) VALUES (1), (2);
    INSERT INTO models VALUES (1, 'one', 'a'), (2, 'two', 'b')`);
  migrate(db);
  assert.deepEqual(rows(db, "SELECT file_id, model_name FROM models ORDER BY 1"), [
    [1n, "one"],
    [2n, "two"],
  ]);
  const upsert = `INSERT INTO models (file_id, model_name, metadata_hash) VALUES (1, 'newer', 'h')
    ON CONFLICT (file_id) DO UPDATE SET model_name = excluded.model_name`;
  db.exec(upsert);
  assert.deepEqual(rows(db, "SELECT model_name FROM models WHERE file_id = 1"), [["newer"]]);
});

Deno.test("a non-constant default is left out of an added column", () => {
  using db = new DatabaseSync(":memory:");
  db.exec(`CREATE TABLE files (id INTEGER PRIMARY KEY, metadata_json TEXT);
    CREATE TABLE models (file_id INTEGER PRIMARY KEY, metadata_hash TEXT); INSERT INTO files (id) VALUES (1);
    INSERT INTO models VALUES (1, 'h')`);
  migrate(db);
  assert.deepEqual(rows(db, "SELECT created_at, metadata_hash, enrichment_pending FROM models"), [
    [null, "h", 1n],
  ]);
});

Deno.test("orphans of an older program do not stand in the way", () => {
  using db = olderDatabase();
  db.exec("PRAGMA foreign_keys = OFF; DELETE FROM files WHERE id = 1; PRAGMA foreign_keys = ON");
  migrate(db);
  assert.deepEqual(rows(db, "SELECT file_id FROM models"), [[1n]]);
});

const KEYED = "CREATE TABLE files (id INTEGER PRIMARY KEY, metadata_json TEXT);";
for (
  const [what, sql, message] of [
    [
      "files without id",
      "CREATE TABLE files (metadata_json TEXT)",
      /table files has no column id;/,
    ],
    [
      "files with a key that is no row's number",
      "CREATE TABLE files (id INTEGER PRIMARY KEY DESC, metadata_json TEXT)",
      /table files has an id that is not INTEGER PRIMARY KEY;/,
    ],
    [
      "files without metadata_json",
      "CREATE TABLE files (id INTEGER PRIMARY KEY, path TEXT)",
      /table files has no column metadata_json;/,
    ],
    [
      "files with text for ids",
      "CREATE TABLE files (id TEXT PRIMARY KEY, metadata_json TEXT)",
      /table files has an id that is not INTEGER PRIMARY KEY;/,
    ],
    [
      "files without rowids",
      "CREATE TABLE files (id INTEGER PRIMARY KEY, metadata_json TEXT) WITHOUT ROWID",
      /not INTEGER PRIMARY KEY;/,
    ],
    [
      "files as a view",
      "CREATE VIEW files AS SELECT 1 AS id, 2 AS metadata_json",
      /table files is no ordinary table \(view\);/,
    ],
    [
      "models without file_id",
      `${KEYED} CREATE TABLE models (name TEXT)`,
      /table models has no column file_id;/,
    ],
    [
      "lora_usages without file_id",
      `${KEYED} CREATE TABLE lora_usages (id INTEGER PRIMARY KEY)`,
      /table lora_usages has no column file_id;/,
    ],
    [
      "another program's settings",
      `${KEYED} CREATE TABLE settings (key TEXT, value TEXT)`,
      /table settings has no column name;/,
    ],
    [
      "files with a generated column of our name",
      `CREATE TABLE files (id INTEGER PRIMARY KEY, metadata_json TEXT,
        File_Size INTEGER GENERATED ALWAYS AS (length(metadata_json)) VIRTUAL)`,
      /table files has a generated column file_size, which we write; rename the column, or let/,
    ],
    [
      "files with a generated column of a later migration",
      `CREATE TABLE files (id INTEGER PRIMARY KEY, metadata_json TEXT,
        Image_Width INTEGER AS (length(metadata_json)) STORED)`,
      /table files has a generated column image_width, which we write; rename the column, or let/,
    ],
    [
      "models with a generated column of a later migration",
      `${KEYED} CREATE TABLE models (file_id INTEGER PRIMARY KEY, generator AS ('a'), metadata_hash)`,
      /table models has a generated column generator, which we write; rename the column, or let/,
    ],
    [
      "models of another program, with several rows a file",
      `${KEYED} CREATE TABLE models (file_id INTEGER, kind TEXT, note TEXT);
       INSERT INTO models VALUES (1, 'a', 'x'), (1, 'b', 'y'), (NULL, 'c', NULL)`,
      /table models has rows without a file_id; rename the table, or let sqlite-sd have a/,
    ],
    [
      "models with several rows of one file",
      `${KEYED} CREATE TABLE models (file_id INTEGER, metadata_hash TEXT);
       INSERT INTO models VALUES (1, 'a'), (1, 'b')`,
      /table models has several rows of one file_id; rename the table/,
    ],
    [
      "models with a column of the user's own",
      `${KEYED} CREATE TABLE models (file_id INTEGER PRIMARY KEY, metadata_hash TEXT, note TEXT)`,
      /table models has a column note that is not ours; rename the table/,
    ],
    [
      "models with rows of another kind",
      `${KEYED} CREATE TABLE models (file_id INTEGER PRIMARY KEY, model_name TEXT);
       INSERT INTO models VALUES (1, 'Anna')`,
      /table models is another program's: it has rows and no column metadata_hash; rename/,
    ],
    [
      "lora_usages with a column of the user's own",
      `${KEYED} CREATE TABLE lora_usages (id INTEGER PRIMARY KEY, file_id INTEGER, lora_name TEXT, my_note TEXT)`,
      /table lora_usages has a column my_note that is not ours; rename the table/,
    ],
    [
      "another program's image_resources",
      `${KEYED} CREATE TABLE image_resources (id INTEGER PRIMARY KEY, file_id INTEGER, url TEXT)`,
      /table image_resources is another program's; rename the table/,
    ],
    [
      "a view of the user's with our columns",
      `${KEYED} CREATE VIEW unused_loras AS SELECT 1 AS file_id, 2 AS file_path, 3 AS name, 4 AS file_size,
         5 AS autov2, 6 AS autov3, 7 AS images, 8 AS unresolved_usages, 9 AS finding`,
      /it has a view named unused_loras of its own; rename it;/,
    ],
    [
      "settings with a column of the user's own that must not be NULL",
      `${KEYED} CREATE TABLE settings (name TEXT PRIMARY KEY, value, owner TEXT NOT NULL)`,
      /table settings has a column owner that is not ours; rename the table/,
    ],
    [
      "a table that refers to usages",
      `${KEYED} CREATE TABLE notes (usage_id REFERENCES lora_usages(id) ON DELETE CASCADE, note TEXT)`,
      /table notes refers to lora_usages, which sqlite-sd writes; let sqlite-sd have a database/,
    ],
    [
      "files with a status of the user's own",
      `CREATE TABLE files (id INTEGER PRIMARY KEY, metadata_json TEXT, Status TEXT);
       INSERT INTO files VALUES (1, 'a', 'to do')`,
      /table files has a column status with values of its own \("to do"\); rename the column/,
    ],
    [
      "files in which a row may take the place of another",
      `CREATE TABLE files (id INTEGER PRIMARY KEY, metadata_json TEXT,
         slot INTEGER DEFAULT 0 UNIQUE on  conflict replace)`,
      /table files has ON CONFLICT REPLACE, so that writing one row may delete another; rename/,
    ],
    ...([
      ["read_with INTEGER", " STRICT", /read_with that does not take "a" \(cannot store TEXT/],
      ["READ_WITH TEXT NOT NULL DEFAULT ''", "", /read_with that does not take NULL \(NOT NULL/],
      ["file_hash TEXT NOT NULL", " STRICT", /file_hash that does not take NULL/],
      ["image_width INTEGER UNIQUE", "", /a unique column image_width, of which we repeat values/],
      ["container TEXT, UNIQUE (container, status)", "", /a unique column container/],
      [
        "image_width, container TEXT, UNIQUE (container, image_width)",
        "",
        /a unique column container/,
      ],
      [
        "container TEXT CHECK (container IN ('box', 'bag'))",
        "",
        /container that does not take "a"/,
      ],
      [
        "status TEXT CHECK (status IN ('ok', 'missing'))",
        "",
        /status that does not take "no_metadata"/,
      ],
      [
        "read_with TEXT REFERENCES readers(name)",
        "",
        /read_with that refers to the table readers;/,
      ],
    ] as const).map(([declared, suffix, message]) =>
      [
        `files with ${declared}${suffix}`,
        `CREATE TABLE FILES (id INTEGER PRIMARY KEY, metadata_json TEXT, ${
          /UNIQUE .*status/.test(declared) ? "status TEXT, " : ""
        }${declared})${suffix}`,
        message,
      ] as const
    ),
    [
      "model_files as a virtual table",
      `${KEYED} CREATE VIRTUAL TABLE model_files USING fts5(a)`,
      /table model_files is no ordinary table \(virtual\);/,
    ],
  ] as const
) {
  Deno.test(`${what}: refused, and nothing is changed`, () => {
    using db = new DatabaseSync(":memory:");
    db.exec(sql);
    const before = objects(db);
    refuses(() => migrate(db), "schema", message);
    assert.deepEqual(objects(db), before);
  });
}

Deno.test(
  "objects that this SQLite cannot use do not stop adoption",
  inFolder((folder) => {
    const path = `${folder}/a.sqlite`;
    olderDatabase(path).close();
    const made = sqlite3(path, "CREATE VIRTUAL TABLE z USING zipfile('no.zip');") !== null;
    using db = openDatabase(path);
    if (made) assert.throws(() => db.prepare("SELECT * FROM z"), /no such module/);
    assert.throws(() => db.prepare("SELECT * FROM favourites"), /no such function: my_rank/);
    migrate(db);
    for (const view of VIEWS) rows(db, `SELECT * FROM ${view}`);
  }),
);

Deno.test("a database in which a later migration fails is left as it was, not half adopted", () => {
  using db = new DatabaseSync(":memory:");
  db.exec(`
    CREATE TABLE files (id INTEGER PRIMARY KEY, metadata_json TEXT, metadata_source TEXT);
    INSERT INTO files VALUES (1, '{"parameters":"a fern","sidecar":"b"}', 'png:parameters+sidecar:json');
    CREATE TRIGGER mine BEFORE UPDATE ON files BEGIN SELECT RAISE(ABORT, 'hands off'); END;
  `);
  const theirs = objects(db);
  refuses(() => migrate(db), "migration", /hands off/);
  assert.deepEqual(objects(db), theirs);
  assert.deepEqual(rows(db, "PRAGMA user_version"), [[0n]]);
});
