import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { MIGRATIONS } from "../../migrations/mod.ts";
import { migrate } from "../../src/db/migrate.ts";
import { readMigrations } from "../../src/db/user_migrations.ts";
import { openDatabase } from "../../src/host/open.ts";
import { assertSound, inFolder, objects, olderDatabase, refuses, rows } from "./fixtures.ts";

const A = { name: "0001_a.sql", sql: "CREATE TABLE a (id INTEGER PRIMARY KEY);" };
const B = { name: "0002_b.sql", sql: "CREATE TABLE b (a_id REFERENCES a(id));" };

Deno.test("a new database gets every built-in migration, in order", () => {
  using db = openDatabase(":memory:");
  const report = migrate(db);
  assert.deepEqual(report.applied, MIGRATIONS.map(({ name }) => name));
  assert.equal(report.version, MIGRATIONS.length);
  assert.deepEqual(rows(db, "PRAGMA user_version"), [[BigInt(MIGRATIONS.length)]]);
  assert.deepEqual(
    rows(db, "SELECT set_name, version, name, length(sha256) FROM schema_migrations"),
    MIGRATIONS.map(({ name }, i) => ["sqlite-sd", BigInt(i + 1), name, 64n]),
  );
  assertSound(db);
});

Deno.test("the list of built-in migrations is the folder", () => {
  const folder = new URL("../../migrations/", import.meta.url);
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((n) =>
    n.endsWith(".sql")
  );
  assert.deepEqual(MIGRATIONS.map(({ name }) => name), names.sort());
  for (const { name, sql } of MIGRATIONS) {
    assert.equal(sql, Deno.readTextFileSync(new URL(name, folder)));
  }
});

Deno.test(
  "an up-to-date database is only read, even while another connection holds the write lock",
  inFolder((folder) => {
    using db = openDatabase(`${folder}/a.sqlite`, { create: true, busyTimeoutMs: 0 });
    migrate(db);
    const changes = rows(db, "PRAGMA data_version")[0];
    using other = openDatabase(`${folder}/a.sqlite`);
    other.exec("BEGIN IMMEDIATE");
    assert.deepEqual(migrate(db), { applied: [], version: MIGRATIONS.length });
    assert.deepEqual(rows(db, "PRAGMA data_version")[0], changes);
  }),
);

Deno.test(
  "a reader sees that a database is up to date",
  inFolder((folder) => {
    const path = `${folder}/a.sqlite`;
    using writer = openDatabase(path, { create: true });
    migrate(writer);
    using reader = openDatabase(path, { readOnly: true });
    assert.deepEqual(migrate(reader).applied, []);
  }),
);

Deno.test("line ends do not count as a change", () => {
  using db = openDatabase(":memory:");
  const sql = "CREATE TABLE a (\n  id INTEGER\n);\n";
  migrate(db, { migrations: [{ name: "0001_a.sql", sql }] });
  const crlf = { name: "0001_a.sql", sql: "\uFEFF" + sql.replaceAll("\n", "\r\n") };
  assert.deepEqual(migrate(db, { migrations: [crlf] }).applied, []);
});

for (
  const [what, migrations, message] of [
    ["a gap", [A, { ...B, name: "0003_b.sql" }], /^Cannot use "0003_b.sql": there is no 0002_\*/],
    ["a late start", [B], /^Cannot use "0002_b.sql": there is no 0001_/],
    [
      "a duplicate",
      [A, { ...B, name: "0001_b.sql" }],
      /"0001_b.sql": the number is taken by 0001_a/,
    ],
    ["another name", [{ ...A, name: "1_a.sql" }], /^Cannot use "1_a.sql": .*NNNN_name.sql/],
  ] as const
) {
  Deno.test(`${what} in the numbers is refused before anything is applied`, () => {
    using db = openDatabase(":memory:");
    refuses(() => migrate(db, { migrations }), "sequence", message);
    assert.equal(objects(db).size, 0);
  });
}

Deno.test("a file that was changed or renamed after it was applied is refused", () => {
  using db = openDatabase(":memory:");
  migrate(db, { migrations: [A, B] });
  refuses(
    () => migrate(db, { migrations: [{ ...A, sql: A.sql + "-- more" }, B] }),
    "changed",
    /^Cannot migrate ":memory:": 0001_a.sql was changed after it was applied/,
  );
  refuses(
    () => migrate(db, { migrations: [A, { ...B, name: "0002_c.sql" }] }),
    "changed",
    /0002_c.sql was called 0002_b.sql/,
  );
});

Deno.test("SHA-256 is the authority in the ledger, the fingerprint only a shortcut", () => {
  using db = openDatabase(":memory:");
  migrate(db);
  db.exec("UPDATE schema_migrations SET fingerprint = NULL");
  assert.deepEqual(migrate(db).applied, []);
  db.exec("UPDATE schema_migrations SET sha256 = 'x' WHERE version = 3");
  refuses(() => migrate(db), "changed", /0003_lora_usages.sql was changed/);
});

Deno.test("a ledger with a hole is refused", () => {
  using db = openDatabase(":memory:");
  migrate(db);
  db.exec("DELETE FROM schema_migrations WHERE version = 2");
  refuses(() => migrate(db), "sequence", /has no row for 0002/);
});

const NEXT = MIGRATIONS.length + 1;
for (
  const [where, sql] of [
    ["ledger", `INSERT INTO schema_migrations VALUES ('sqlite-sd', ${NEXT}, 'x', '', 0, 'now')`],
    ["user_version", `PRAGMA user_version = ${NEXT}`],
  ] as const
) {
  Deno.test(`a database that is newer by its ${where} is refused`, () => {
    using db = openDatabase(":memory:");
    migrate(db);
    db.exec(sql);
    refuses(
      () => migrate(db),
      "newer",
      new RegExp(`has schema version ${NEXT} and this program knows ${NEXT - 1}; use a newer`),
    );
  });
}

Deno.test("a migration that fails leaves nothing, names its file and what SQLite says", () => {
  using db = openDatabase(":memory:");
  const broken = {
    name: "0002_bad.sql",
    sql: "CREATE TABLE half (x);\n-- é in\nCREATE TABEL other (x);\nSELECT 1;\n",
  };
  refuses(
    () => migrate(db, { set: "mine", migrations: [A, broken] }),
    "migration",
    /^Cannot apply "0002_bad.sql" to ":memory:": near "TABEL": syntax error \(line 3\); correct the file/,
  );
  assert.equal(db.isTransaction, false);
  assert.deepEqual(rows(db, "SELECT name FROM schema_migrations"), [["0001_a.sql"]]);
  assert.ok(!objects(db).has("table half"));
  assert.deepEqual(migrate(db, { set: "mine", migrations: [A, B] }).applied, ["0002_b.sql"]);
});

Deno.test("a migration that breaks a foreign key is rolled back; older orphans are no reason", () => {
  using db = openDatabase(":memory:");
  migrate(db, { migrations: [A, B] });
  db.exec("PRAGMA foreign_keys = OFF; INSERT INTO b VALUES (99)");
  const orphan = { name: "0003_orphan.sql", sql: "INSERT INTO b VALUES (5), (6);" };
  refuses(
    () => migrate(db, { migrations: [A, B, orphan] }),
    "migration",
    /"0003_orphan.sql" to ":memory:": it breaks a foreign key in 2 rows, first b row 2 without its a;/,
  );
  assert.deepEqual(rows(db, "SELECT * FROM b"), [[99n]]);
  const fine = { name: "0003_fine.sql", sql: "INSERT INTO a VALUES (1);" };
  assert.deepEqual(migrate(db, { migrations: [A, B, fine] }).applied, ["0003_fine.sql"]);
});

/** How often SQLite is asked to check foreign keys while something runs. */
function checksDuring(db: DatabaseSync, action: () => void): number {
  let checks = 0;
  (db as unknown as Authorized).setAuthorizer((_code, pragma) => {
    if (pragma === "foreign_key_check") checks++;
    return 0;
  });
  try {
    action();
  } finally {
    (db as unknown as Authorized).setAuthorizer(null);
  }
  return checks;
}

/** The types of Deno 2.9 lack it. */
interface Authorized {
  setAuthorizer(callback: ((code: number, name: string | null) => number) | null): void;
}

Deno.test("foreign keys are checked before the first and after the last migration, however many there are", () => {
  using one = olderDatabase();
  migrate(one, { migrations: MIGRATIONS.slice(0, -1) });
  const least = checksDuring(one, () => migrate(one));
  assert.ok(least >= 2);
  for (const db of [olderDatabase(), new DatabaseSync(":memory:")]) {
    assert.equal(checksDuring(db, () => migrate(db)), least);
    assert.equal(checksDuring(db, () => migrate(db)), 0);
    db.close();
  }
});

Deno.test("of several migrations the one that breaks a foreign key is named, and those before it stay", () => {
  using db = openDatabase(":memory:");
  db.exec("PRAGMA foreign_keys = OFF");
  const orphan = { name: "0003_orphan.sql", sql: "INSERT INTO b VALUES (5);" };
  const last = { name: "0004_last.sql", sql: "CREATE TABLE c (x);" };
  refuses(
    () => migrate(db, { migrations: [A, B, orphan, last] }),
    "migration",
    /"0003_orphan.sql" to ":memory:": it breaks a foreign key in 1 rows, first b row 1 without its a;/,
  );
  assert.deepEqual(rows(db, "SELECT name FROM schema_migrations"), [["0001_a.sql"], [
    "0002_b.sql",
  ]]);
  assert.ok(!objects(db).has("table c"));
  assert.deepEqual(rows(db, "SELECT * FROM b"), []);
});

for (
  const sql of ["COMMIT", "end transaction", "ROLLBACK", "BEGIN", "COMMIT; BEGIN"].map((
    statement,
  ) => `CREATE TABLE once (x); INSERT INTO once VALUES (1); ${statement}; CREATE TABLE twice (x);`)
) {
  for (const first of [[], [A]]) {
    Deno.test(`nothing of a migration stays that holds ${sql.slice(54, -25)}, ${first.length} before it`, () => {
      using db = openDatabase(":memory:");
      const ends = { name: `000${first.length + 1}_ends.sql`, sql };
      refuses(
        () => migrate(db, { set: "mine", migrations: [...first, ends] }),
        "migration",
        /_ends.sql" to ":memory:": it begins or ends a transaction; leave BEGIN, COMMIT and ROLLBACK out; correct/,
      );
      assert.equal(db.isTransaction, false);
      assert.equal(objects(db).has("table a"), first.length > 0);
      assert.equal(objects(db).has("table once"), false);
      assert.equal(rows(db, "PRAGMA database_list").length, 1);
    });
  }
}

Deno.test("a foreign key of the user's that SQLite cannot check does not stop a migration", () => {
  using db = openDatabase(":memory:");
  db.exec("CREATE TABLE p (x); CREATE TABLE c (x REFERENCES p(x)); PRAGMA foreign_keys = OFF;");
  db.exec("INSERT INTO c VALUES (1)");
  assert.equal(migrate(db).version, MIGRATIONS.length);
});

Deno.test("a first line -- no-transaction opts out of the transaction", () => {
  using db = openDatabase(":memory:");
  const free = {
    name: "0001_free.sql",
    sql:
      "-- no-transaction, VACUUM needs it\nPRAGMA foreign_keys = OFF; VACUUM; CREATE TABLE a (x);",
  };
  assert.deepEqual(migrate(db, { migrations: [free] }).applied, ["0001_free.sql"]);
  assert.deepEqual(rows(db, "PRAGMA foreign_keys"), [[1n]]);
  const open = { name: "0002_open.sql", sql: "-- no-transaction\nBEGIN; CREATE TABLE b (x);" };
  refuses(
    () => migrate(db, { migrations: [free, open] }),
    "migration",
    /leaves a transaction open/,
  );
  assert.equal(db.isTransaction, false);
  assert.ok(!objects(db).has("table b"));
});

Deno.test("a thrown value that is no Error still gives one line that names the file", () => {
  using db = openDatabase(":memory:");
  const value: unknown = "two\nlines";
  db.function("boom", () => {
    throw value;
  });
  const file = { name: "0001_boom.sql", sql: "SELECT boom();" };
  refuses(
    () => migrate(db, { migrations: [file] }),
    "migration",
    /^Cannot apply "0001_boom.sql" to ":memory:": two lines; /,
  );
});

Deno.test(
  "a user's folder is a set of its own, beside the built-in one",
  inFolder((folder) => {
    const mine = `${folder}/mine`;
    Deno.mkdirSync(mine);
    Deno.writeTextFileSync(`${mine}/README.md`, "not a migration");
    Deno.writeTextFileSync(
      `${mine}/0002_fill.sql`,
      "INSERT INTO stars SELECT id, twice(2) FROM files;",
    );
    Deno.writeTextFileSync(`${mine}/0001_stars.sql`, "CREATE TABLE stars (id, n);");
    using db = openDatabase(":memory:");
    migrate(db);
    db.exec("INSERT INTO files (id) VALUES (4)");
    db.function("twice", { useBigIntArguments: true }, (x: unknown) => 2n * BigInt(String(x)));
    const files = readMigrations(mine);
    assert.equal(files.set, "mine");
    assert.deepEqual(migrate(db, files), {
      applied: ["0001_stars.sql", "0002_fill.sql"],
      version: 2,
    });
    assert.deepEqual(rows(db, "SELECT * FROM stars"), [[4n, 4n]]);
    assert.deepEqual(rows(db, "PRAGMA user_version"), [[BigInt(MIGRATIONS.length)]]);
    assert.deepEqual(migrate(db, files).applied, []);
    assert.deepEqual(migrate(db).applied, []);

    Deno.writeTextFileSync(`${mine}/0002_fill.sql`, "SELECT 1;");
    refuses(() => migrate(db, readMigrations(mine)), "changed", /0002_fill.sql was changed after/);
    Deno.removeSync(`${mine}/0002_fill.sql`);
    refuses(
      () => migrate(db, readMigrations(mine)),
      "newer",
      /0002 of "mine" was applied and its file is gone/,
    );
  }),
);

Deno.test("a folder that was renamed is told by its migrations, and nothing is applied again", () => {
  using db = openDatabase(":memory:");
  migrate(db);
  const migrations = [
    { name: "0001_stars.sql", sql: "ALTER TABLE files ADD COLUMN stars;" },
    { name: "0002_more.sql", sql: "ALTER TABLE files ADD COLUMN more;" },
  ];
  migrate(db, { set: "mine", migrations: migrations.slice(0, 1) });
  refuses(
    () => migrate(db, { set: "renamed", migrations }),
    "changed",
    /: the migrations of "renamed" were applied as those of "mine"; give the folder its name "mine" back$/,
  );
  assert.deepEqual(migrate(db, { set: "mine", migrations }).applied, ["0002_more.sql"]);
  const other = [{ name: "0001_stars.sql", sql: "CREATE TABLE others (x);" }];
  assert.deepEqual(migrate(db, { set: "other", migrations: other }).applied, ["0001_stars.sql"]);
});

Deno.test(
  "a folder of migrations that cannot be used says why",
  inFolder((folder) => {
    refuses(() => readMigrations(`${folder}/nowhere`), "missing", /^Cannot read ".*nowhere": /);
    refuses(() => readMigrations(folder), "sequence", /there is no NNNN_name.sql in it/);
    Deno.writeTextFileSync(`${folder}/1_first.sql`, "");
    refuses(
      () => readMigrations(folder),
      "sequence",
      /"1_first.sql": a migration is named NNNN_name.sql/,
    );
    Deno.mkdirSync(`${folder}/sqlite-sd`);
    refuses(() => readMigrations(`${folder}/sqlite-sd`), "sequence", /cannot be named "sqlite-sd"/);
    Deno.mkdirSync(`${folder}/odd/0001_folder.sql`, { recursive: true });
    refuses(() => readMigrations(`${folder}/odd`), "permission", /^Cannot read ".*odd": /);
  }),
);

Deno.test("a table schema_migrations of another tool is left alone", () => {
  using db = new DatabaseSync(":memory:");
  db.exec("CREATE TABLE schema_migrations (version TEXT PRIMARY KEY)");
  const before = objects(db);
  refuses(
    () => migrate(db),
    "schema",
    /schema_migrations belongs to another program \(no column set_name\)/,
  );
  assert.deepEqual(objects(db), before);
});

Deno.test("two processes that migrate one database at once both succeed, each file applied once", async () => {
  const folder = Deno.makeTempDirSync();
  const path = `${folder}/a.sqlite`;
  openDatabase(path, { create: true }).close();
  const open = new URL("../../src/host/open.ts", import.meta.url);
  const source = new URL("../../src/db/migrate.ts", import.meta.url);
  const code = `import { openDatabase } from "${open}"; import { migrate } from "${source}";
    const db = openDatabase(${JSON.stringify(path)}); console.log(migrate(db).applied.join());`;
  const outputs = await Promise.all([1, 2, 3].map(() =>
    new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-check", code],
      stdout: "piped",
      stderr: "piped",
    })
      .output()
  ));
  const applied = outputs.flatMap(({ success, stdout, stderr }) => {
    assert.ok(success, new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout).trim().split(",").filter((name) => name !== "");
  });
  assert.deepEqual(applied.sort(), MIGRATIONS.map(({ name }) => name));
  using db = openDatabase(path);
  assertSound(db);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test(
  "a migration that another process holds up longer than the time-out says so",
  inFolder((folder) => {
    using db = openDatabase(`${folder}/a.sqlite`, { create: true, busyTimeoutMs: 50 });
    using other = openDatabase(`${folder}/a.sqlite`);
    other.exec("BEGIN IMMEDIATE");
    refuses(
      () => migrate(db),
      "locked",
      /^Cannot migrate ".*a.sqlite": another program has locked it/,
    );
  }),
);
