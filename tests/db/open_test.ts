import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { DatabaseError, translateSqliteError } from "../../src/host/errors.ts";
import { openDatabase } from "../../src/host/open.ts";
import { inFolder, refuses, rows } from "./fixtures.ts";

/** A database in WAL mode with one row in table t. */
function makeDatabase(path: string): void {
  using db = openDatabase(path, { create: true });
  db.exec("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
}

Deno.test(
  "a connection for writing has the settings of the project",
  inFolder((folder) => {
    using db = openDatabase(`${folder}/a.sqlite`, { create: true });
    for (
      const [pragma, value] of [
        ["journal_mode", "wal"],
        ["synchronous", 1n],
        ["foreign_keys", 1n],
        ["busy_timeout", 30000n],
        ["temp_store", 2n],
        ["cache_size", -32768n],
      ] as const
    ) {
      assert.deepEqual(rows(db, `PRAGMA ${pragma}`), [[value]], pragma);
    }
    assert.equal(db.isTransaction, false);
  }),
);

Deno.test(
  "a connection for reading waits as long, reads, and refuses to write",
  inFolder((folder) => {
    const path = `${folder}/a.sqlite`;
    makeDatabase(path);
    using db = openDatabase(path, { readOnly: true, busyTimeoutMs: 1234 });
    assert.deepEqual(rows(db, "PRAGMA busy_timeout"), [[1234n]]);
    assert.deepEqual(rows(db, "SELECT * FROM t"), [[1n]]);
    assert.throws(() => db.exec("INSERT INTO t VALUES (2)"), /readonly/);
  }),
);

Deno.test("a database in memory needs no file and no permission", () => {
  using db = openDatabase(":memory:");
  db.exec("CREATE TABLE t (a)");
  using reader = openDatabase(":memory:", { readOnly: true });
  assert.deepEqual(rows(reader, "SELECT count(*) FROM sqlite_schema"), [[0n]]);
});

Deno.test(
  "opening changes nothing in the file, twice",
  inFolder((folder) => {
    const path = `${folder}/a.sqlite`;
    makeDatabase(path);
    const before = Deno.readFileSync(path);
    openDatabase(path).close();
    openDatabase(path, { readOnly: true }).close();
    assert.deepEqual(Deno.readFileSync(path), before);
  }),
);

Deno.test(
  "opening while another process writes neither waits nor fails",
  inFolder((folder) => {
    const path = `${folder}/a.sqlite`;
    makeDatabase(path);
    using writer = openDatabase(path);
    writer.exec("BEGIN IMMEDIATE; INSERT INTO t VALUES (2)");
    // The writer keeps its lock: whoever waits for it fails in the end.
    using other = openDatabase(path);
    assert.deepEqual(rows(other, "SELECT * FROM t"), [[1n]]);
    assert.deepEqual(rows(other, "PRAGMA busy_timeout"), [[30000n]]);
  }),
);

Deno.test(
  "opening does not drop the locks of another connection of this process",
  inFolder((folder) => {
    const path = `${folder}/a.sqlite`;
    using writer = new DatabaseSync(path);
    writer.exec("CREATE TABLE t (a); BEGIN EXCLUSIVE");
    refuses(
      () => openDatabase(path, { busyTimeoutMs: 10 }),
      "locked",
      /another program has locked it/,
    );
    const code = `import { DatabaseSync } from "node:sqlite";
    new DatabaseSync(${JSON.stringify(path)}).exec("BEGIN IMMEDIATE");`;
    const { success } = new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-check", code],
      stderr: "null",
    }).outputSync();
    assert.equal(success, false);
  }),
);

Deno.test(
  "without create, a wrong name makes no file",
  inFolder((folder) => {
    const path = `${folder}/typo.sqlite`;
    for (const options of [{}, { readOnly: true }, { readOnly: true, create: true }]) {
      refuses(
        () => openDatabase(path, options),
        "missing",
        /^Cannot open ".*typo.sqlite": there is no such file/,
      );
    }
    assert.deepEqual([...Deno.readDirSync(folder)], []);
    refuses(
      () => openDatabase(`${folder}/no/a.sqlite`, { create: true }),
      "missing",
      /its folder does not exist; create it first$/,
    );
    refuses(() => openDatabase("", { create: true }), "missing", /the file name is empty/);
  }),
);

for (
  const [what, content] of [
    ["a text", "not a database, ".repeat(100)],
    ["a single character, which SQLite itself would overwrite", "x"],
    ["half a page", "SQLite format 3\0"],
  ] as const
) {
  for (const readOnly of [true, false]) {
    Deno.test(
      `a file that holds ${what} is refused and stays, ${readOnly ? "reading" : "writing"}`,
      inFolder((folder) => {
        const path = `${folder}/a.sqlite`;
        Deno.writeTextFileSync(path, content);
        refuses(
          () => openDatabase(path, { readOnly }),
          "not_a_database",
          /^Cannot open ".*": it is not a SQLite database/,
        );
        assert.equal(Deno.readTextFileSync(path), content);
        assert.equal([...Deno.readDirSync(folder)].length, 1);
      }),
    );
  }
}

Deno.test(
  "an empty file is an empty database",
  inFolder((folder) => {
    Deno.writeTextFileSync(`${folder}/a.sqlite`, "");
    using db = openDatabase(`${folder}/a.sqlite`);
    assert.deepEqual(rows(db, "PRAGMA journal_mode"), [["wal"]]);
  }),
);

Deno.test(
  "a folder and a device are no databases",
  inFolder((folder) => {
    refuses(() => openDatabase(folder), "not_a_database", /it is a folder; name a database file/);
    if (Deno.build.os === "windows") return;
    refuses(() => openDatabase("/dev/null"), "not_a_database", /not a regular file/);
  }),
);

Deno.test(
  "a damaged schema is told",
  inFolder((folder) => {
    const path = `${folder}/a.sqlite`;
    {
      using db = new DatabaseSync(path);
      db.exec("CREATE TABLE t (a)");
    }
    const bytes = Deno.readFileSync(path);
    const at = new TextDecoder("latin1").decode(bytes).indexOf("CREATE TABLE");
    bytes.set(new TextEncoder().encode("CREETE TABLE"), at);
    Deno.writeFileSync(path, bytes);
    refuses(() => openDatabase(path), "corrupt", /it is damaged; restore it from a copy/);
  }),
);

Deno.test(
  "a database that stays locked is told after the time-out",
  inFolder((folder) => {
    const path = `${folder}/a.sqlite`;
    using other = new DatabaseSync(path);
    other.exec("CREATE TABLE t (a); BEGIN EXCLUSIVE");
    for (const readOnly of [true, false]) {
      refuses(
        () => openDatabase(path, { readOnly, busyTimeoutMs: 20 }),
        "locked",
        /^Cannot open ".*a.sqlite": another program has locked it; close that program or wait$/,
      );
    }
  }),
);

Deno.test("a text that no string can hold is an error of SQLite, and does not end the program", () => {
  using db = openDatabase(":memory:");
  db.function("take", { deterministic: true }, (text) => String(text).length);
  assert.throws(
    () => db.prepare("SELECT take(printf('%.*c', 600000000, 'a'))").get(),
    /string or blob too big/,
  );
});

Deno.test("a time-out that is no whole number is a mistake of the program", () => {
  for (const busyTimeoutMs of [-1, 1.5, NaN, Infinity]) {
    assert.throws(() => openDatabase(":memory:", { busyTimeoutMs }), RangeError);
  }
});

/** The error that opening in a process of its own gives, or "ok" with the number of rows in t. */
function openElsewhere(
  path: string,
  options: string,
  flags: string[],
  wrapper: string[] = [],
  script = `${path}.ts`,
): string {
  const url = new URL("../../src/host/open.ts", import.meta.url);
  const code = `import { openDatabase } from "${url}";
    try {
      const db = openDatabase(${JSON.stringify(path)}, ${options});
      console.log("ok", db.prepare("SELECT count(*) AS n FROM t").get().n);
    } catch (error) { console.log(error.code, error.message); }`;
  Deno.writeTextFileSync(script, code);
  const [command = "", ...args] = [
    ...wrapper,
    Deno.execPath(),
    "run",
    "--no-prompt",
    "--no-check",
    "--no-config",
    ...flags,
    script,
  ];
  const { stdout, stderr } = new Deno.Command(command, { args, env: { NO_COLOR: "1" } })
    .outputSync();
  const decoder = new TextDecoder();
  return decoder.decode(stdout).trim() || decoder.decode(stderr);
}

Deno.test(
  "reading needs no more than permission to read, writing says what is missing",
  inFolder((folder) => {
    const path = `${folder}/a.sqlite`;
    makeDatabase(path);
    const read = [`--allow-read=${path}`];
    assert.equal(openElsewhere(path, "{ readOnly: true }", read), "ok 1");
    assert.match(
      openElsewhere(path, "{}", read),
      /^permission Cannot open ".*a.sqlite": requires write access to ".*", run again with the --allow-write flag$/,
    );
    assert.match(openElsewhere(path, "{}", []), /^permission Cannot open .*--allow-read flag$/);
    const both = [...read, `--allow-write=${path}`];
    assert.equal(openElsewhere(path, "{}", both), "ok 1");
    const made = `${folder}/new.sqlite`;
    const onlyIt = [`--allow-read=${made}`, `--allow-write=${made}`];
    assert.match(openElsewhere(made, "{ create: true }", onlyIt), /no such table: t/);
    assert.ok(Deno.statSync(made).isFile);
  }),
);

Deno.test({
  name: "what the file system forbids is told in one line",
  ignore: Deno.build.os === "windows",
  fn: inFolder((folder) => {
    const wrapper = Deno.uid() === 0
      ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env"]
      : ["env"];
    wrapper.push(`DENO_DIR=${folder}/cache`);
    const inner = `${folder}/inner`;
    const path = `${inner}/a.sqlite`;
    Deno.mkdirSync(`${folder}/cache`);
    Deno.mkdirSync(inner);
    Deno.chmodSync(folder, 0o777);
    Deno.chmodSync(`${folder}/cache`, 0o777);
    makeDatabase(path);
    const allowed = (mode: number, folderMode: number, options: string): string => {
      for (const entry of Deno.readDirSync(inner)) {
        if (/-wal|-shm/.test(entry.name)) Deno.removeSync(`${inner}/${entry.name}`);
      }
      const script = `${folder}/open.ts`;
      Deno.chmodSync(path, mode);
      Deno.chmodSync(inner, folderMode);
      try {
        return openElsewhere(path, options, ["-A"], wrapper, script);
      } finally {
        Deno.chmodSync(inner, 0o777);
      }
    };
    const unprivileged = allowed(0o644, 0o777, "{ readOnly: true }");
    if (unprivileged !== "ok 1") {
      // deno-lint-ignore no-console
      console.warn(`SKIPPED: no way to run as another user here: ${unprivileged}`);
      return;
    }
    assert.equal(allowed(0o666, 0o777, "{}"), "ok 1");
    assert.match(
      allowed(0o444, 0o777, "{}"),
      /^read_only Cannot open ".*": it is read-only; make it writable or copy it$/,
    );
    assert.equal(allowed(0o444, 0o777, "{ readOnly: true }"), "ok 1");
    assert.match(
      allowed(0o444, 0o555, "{ readOnly: true }"),
      /^read_only Cannot open ".*": it is in WAL mode and its folder is read-only; copy it, with its -wal file if there is one, to a folder that is not$/,
    );
    assert.match(
      allowed(0o600, 0o777, "{ readOnly: true }"),
      /^permission Cannot open ".*": no permission/,
    );
    {
      using db = new DatabaseSync(path);
      db.exec("PRAGMA journal_mode = DELETE");
    }
    assert.equal(allowed(0o444, 0o555, "{ readOnly: true }"), "ok 1");
    assert.match(allowed(0o444, 0o555, "{}"), /^read_only Cannot open /);
    assert.match(allowed(0o666, 0o555, "{}"), /^(read_only|permission) Cannot open /);
  }),
});

for (
  const [thrown, code, state] of [
    [Object.assign(new Error("x"), { errcode: 5 }), "locked", "another program"],
    [Object.assign(new Error("x"), { errcode: 517 }), "locked", "another program"],
    [Object.assign(new Error("x"), { errcode: 13 }), "full", "the disk is full"],
    // So SQLite tells of a database in WAL mode on a disk that is mounted read-only.
    [Object.assign(new Error("x"), { errcode: 14 }), "permission", "copy it, with its -wal file"],
    [new Error("database or disk is full"), "full", "the disk is full"],
    [new Error("disk I/O error"), "io", "check the disk"],
    [new Error("database disk image is malformed"), "corrupt", "restore it"],
    [new Error("attempt to write a readonly database"), "read_only", "it is read-only"],
    [new Error("database table is locked: t"), "locked", "another program"],
  ] as const
) {
  Deno.test(`"${thrown.message}" becomes the typed error ${code}`, () => {
    const error = translateSqliteError(thrown, "a.sqlite", "write");
    assert.ok(error instanceof DatabaseError);
    assert.equal(error.code, code);
    assert.equal(error.cause, thrown);
    assert.ok(error.message.startsWith(`Cannot write "a.sqlite": `), error.message);
    assert.ok(error.message.includes(state), error.message);
  });
}

Deno.test("an error about something else than the file stays what it is", () => {
  const wrong = Object.assign(new Error("no such table: t"), { errcode: 1 });
  assert.equal(translateSqliteError(wrong, "a.sqlite"), wrong);
  const typed = new DatabaseError("io", "disk I/O error");
  assert.equal(translateSqliteError(typed, "a.sqlite"), typed);
  assert.equal(translateSqliteError("text", "a.sqlite").message, "text");
});
