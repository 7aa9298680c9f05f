import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { MIGRATIONS } from "../../migrations/mod.ts";
import { migrate } from "../../src/db/migrate.ts";
import { changesByVersion } from "../../src/db/model.ts";
import { inSequence, type MigrationFile } from "../../src/db/sequence.ts";
import { assertSound, objects, refuses, rows, SAMPLE } from "./fixtures.ts";

/** The columns that later migrations add to tables of earlier ones. */
const ADDED = [...changesByVersion(inSequence(MIGRATIONS))].flatMap(([version, { columns }]) =>
  columns.map(({ table, column }) => ({ version, table, ...column }))
);

Deno.test("columns that later migrations add are found in their DDL", () => {
  const names = ADDED.map(({ version, table, name, type }) => [version, table, name, type]);
  for (
    const wanted of [
      [11, "models", "generator", "TEXT"],
      [11, "files", "image_width", "INTEGER"],
      [11, "files", "image_height", "INTEGER"],
      [11, "files", "read_with", "TEXT"],
    ]
  ) assert.ok(names.some((found) => found.join() === wanted.join()), wanted.join());
});

const OTHER_CASE = (name: string): string => name.replace(/\b\w|_\w/g, (c) => c.toUpperCase());

/** Ways in which a user's table may have a column of ours; null: not at all. */
const FORMS: readonly [what: string, declare: (name: string, type: string) => string | null][] = [
  ["as we declare it", (name, type) => `${name} ${type}`],
  ["not at all", () => null],
  ["in other letters", (name, type) => `"${OTHER_CASE(name)}" ${type}`],
  ["with a default", (name, type) => `${name} ${type} DEFAULT 7`],
  ["with a default and a check", (name) => `${name} DEFAULT 7 CHECK (1)`],
  ["with another type", (name) => `${name} VARCHAR(10)`],
  ["without a type", (name) => name],
];

for (const strict of ["", " STRICT"]) {
  for (const [what, declare] of FORMS) {
    if (strict !== "" && /another type|without a type|check/.test(what)) continue;
    Deno.test(`a${strict} table that has the added columns ${what} is adopted, its values kept`, () => {
      using db = new DatabaseSync(":memory:");
      const declared = (table: string): string =>
        ADDED.filter((column) => column.table === table)
          .map(({ name, type }) => declare(name, type))
          .filter((text) => text !== null).map((text) => `, ${text}`).join("");
      db.exec(`CREATE TABLE Files (id INTEGER PRIMARY KEY, metadata_json TEXT, mine TEXT
          ${declared("files")})${strict};
        CREATE TABLE models (file_id INTEGER PRIMARY KEY, metadata_hash TEXT ${
        declared("models")
      })${strict}`);
      const present = ADDED.filter(({ name, type }) => declare(name, type) !== null);
      const of = (table: string): string[] =>
        present.filter((column) => column.table === table).map(({ name }) => name);
      const value = ({ type }: { readonly type: string }): string => type === "TEXT" ? "'5'" : "5";
      const values = (table: string): string =>
        present.filter((column) => column.table === table).map(value).map((text) => `, ${text}`)
          .join("");
      const names = (table: string): string => of(table).map((name) => `, ${name}`).join("");
      db.exec(`INSERT INTO files (id, metadata_json, mine ${names("files")})
          VALUES (1, 'a', 'b' ${values("files")});
        INSERT INTO models (file_id, metadata_hash ${names("models")})
          VALUES (1, 'h' ${values("models")})`);
      const reads = [
        `SELECT id, metadata_json, mine ${names("files")} FROM files`,
        `SELECT file_id ${names("models")} FROM models`,
      ];
      const before = reads.map((sql) => rows(db, sql));
      assert.equal(migrate(db).applied.length, MIGRATIONS.length);
      assert.deepEqual(reads.map((sql) => rows(db, sql)), before);
      for (const { table, name } of ADDED) {
        assert.equal(
          rows(
            db,
            `SELECT name FROM pragma_table_info('${table}') WHERE name = '${name}'
            COLLATE NOCASE`,
          ).length,
          1,
        );
      }
      assertSound(db);
      db.exec("DELETE FROM schema_migrations");
      assert.equal(migrate(db).applied.length, MIGRATIONS.length);
      assert.deepEqual(reads.map((sql) => rows(db, sql)), before);
    });
  }
}

for (let done = 0; done < MIGRATIONS.length; done++) {
  Deno.test(`a database with ${done} migrations and all later columns is taken over`, () => {
    using db = new DatabaseSync(":memory:");
    migrate(db, { migrations: MIGRATIONS.slice(0, done) });
    for (const { table, name } of ADDED.filter(({ version }) => version > done)) {
      const isThere = rows(db, `SELECT 1 FROM pragma_table_list('${table}')`).length > 0;
      if (isThere) db.exec(`ALTER TABLE ${table} ADD COLUMN ${name} TEXT DEFAULT 'x'`);
    }
    assert.equal(migrate(db).applied.length, MIGRATIONS.length - done);
    assertSound(db);
  });
}

Deno.test("an upgrade keeps every row of a database with ten migrations", () => {
  using db = new DatabaseSync(":memory:");
  migrate(db, { migrations: MIGRATIONS.slice(0, 10) });
  db.exec(SAMPLE);
  const tables = rows(
    db,
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name <> 'schema_migrations'",
  ).map(([name]) => String(name)).filter((name) => !name.startsWith("sqlite_"));
  const reads = tables.map((table) => {
    const columns = rows(db, `SELECT name FROM pragma_table_info('${table}')`).join();
    return `SELECT ${columns} FROM ${table} ORDER BY 1, 2`;
  });
  const before = reads.map((sql) => rows(db, sql));
  migrate(db);
  const isNewSetting = ([name]: readonly unknown[]): boolean => name === "read_hidden";
  assert.deepEqual(reads.map((sql) => rows(db, sql).filter((row) => !isNewSetting(row))), before);
  using fresh = new DatabaseSync(":memory:");
  migrate(fresh);
  assert.deepEqual(objects(db), objects(fresh));
});

Deno.test("a column that a migration of the user's added before ours does is taken over, and both sets go on", () => {
  using db = new DatabaseSync(":memory:");
  const mine = {
    set: "mine",
    migrations: [{
      name: "0001_mine.sql",
      sql: `ALTER TABLE models ADD COLUMN Generator VARCHAR DEFAULT 'by hand';
        ALTER TABLE files ADD COLUMN stars INTEGER; UPDATE files SET stars = 5;`,
    }],
  };
  migrate(db, { migrations: MIGRATIONS.slice(0, 10) });
  db.exec(SAMPLE);
  migrate(db, mine);
  assert.equal(migrate(db).applied.length, MIGRATIONS.length - 10);
  assert.deepEqual(rows(db, "SELECT DISTINCT generator FROM models"), [["by hand"]]);
  assert.deepEqual(rows(db, "SELECT DISTINCT stars FROM files"), [[5n]]);
  assert.deepEqual(migrate(db, mine).applied, []);
  assert.deepEqual(migrate(db).applied, []);
});

const FIRST = {
  name: "0001_a.sql",
  sql: "CREATE TABLE IF NOT EXISTS files (id INTEGER PRIMARY KEY);",
};

function second(sql: string): MigrationFile[] {
  return [FIRST, { name: "0002_b.sql", sql }];
}

Deno.test("only the statement that adds a column that is there is left out", () => {
  const migrations = second(`-- ALTER TABLE files ADD COLUMN b;
ALTER TABLE files
  ADD b TEXT; -- in two lines; with a comment
ALTER TABLE files ADD COLUMN "c;c" DEFAULT ';';
CREATE TRIGGER t AFTER INSERT ON files BEGIN UPDATE files SET b = 'ALTER TABLE files ADD COLUMN d'; END;
UPDATE files SET b = coalesce(b, 'new')`);
  using db = new DatabaseSync(":memory:");
  db.exec(
    `CREATE TABLE files (id INTEGER PRIMARY KEY, B TEXT); INSERT INTO files VALUES (1, 'old')`,
  );
  migrate(db, { migrations });
  assert.deepEqual(rows(db, "SELECT * FROM files"), [[1n, "old", ";"]]);
  using other = new DatabaseSync(":memory:");
  other.exec(
    `CREATE TABLE files (id INTEGER PRIMARY KEY, "C;C"); INSERT INTO files VALUES (1, 'old')`,
  );
  migrate(other, { migrations });
  assert.deepEqual(rows(other, "SELECT id, b, [c;c] FROM files"), [[1n, "new", "old"]]);
});

Deno.test("an error behind a statement that is left out names its own line", () => {
  using db = new DatabaseSync(":memory:");
  db.exec("CREATE TABLE files (id INTEGER PRIMARY KEY, b); CREATE TABLE z (x)");
  const sql = "ALTER TABLE files\n  ADD COLUMN b;\nCREATE TABLE z (x);";
  refuses(
    () => migrate(db, { migrations: second(sql) }),
    "migration",
    /^Cannot apply "0002_b.sql" to ":memory:": table "?z"? already exists \(line 3\); /,
  );
});

Deno.test("a STRICT table gets an added column with a type that it knows", () => {
  using db = new DatabaseSync(":memory:");
  db.exec("CREATE TABLE files (id INTEGER PRIMARY KEY) STRICT; INSERT INTO files VALUES (1)");
  migrate(db, {
    migrations: second(
      "ALTER TABLE files ADD COLUMN b DATETIME; ALTER TABLE files ADD COLUMN c; ALTER TABLE files ADD COLUMN d TEXT;",
    ),
  });
  assert.deepEqual(rows(db, "SELECT name, type FROM pragma_table_info('files')").slice(1), [
    ["b", "TEXT"],
    ["c", "ANY"],
    ["d", "TEXT"],
  ]);
});

Deno.test("names are the same only where SQLite takes them for the same", () => {
  using db = new DatabaseSync(":memory:");
  // The Kelvin sign becomes a k in Unicode's lower case.
  db.exec("CREATE TABLE files (id INTEGER PRIMARY KEY, \u212Aind)");
  migrate(db, { migrations: second("ALTER TABLE files ADD COLUMN kind;") });
  assert.equal(rows(db, "SELECT * FROM pragma_table_info('files')").length, 3);
});

Deno.test("a column that a migration renames or drops is none that it adds", () => {
  const changes = changesByVersion(inSequence([
    { name: "0001_a.sql", sql: "CREATE TABLE a (id INTEGER PRIMARY KEY, b, c);" },
    {
      name: "0002_b.sql",
      sql: "ALTER TABLE a RENAME COLUMN b TO d; ALTER TABLE a DROP COLUMN c; ALTER TABLE a ADD e;",
    },
  ]));
  assert.deepEqual(changes.get(2)?.columns.map(({ column }) => column.name), ["e"]);
});

Deno.test("a generated column in a database of ours, of a name that a migration adds, is refused", () => {
  using db = new DatabaseSync(":memory:");
  migrate(db, { migrations: MIGRATIONS.slice(0, 10) });
  db.exec("ALTER TABLE files ADD COLUMN image_height AS (1)");
  const before = objects(db);
  refuses(() => migrate(db), "schema", /^Cannot adopt ":memory:": its table files has a generated/);
  assert.deepEqual(objects(db), before);
});
