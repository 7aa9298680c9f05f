import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { MIGRATIONS } from "../../migrations/mod.ts";
import { deriveAdd, deriveRun } from "../../src/commands/derive.ts";
import { enrich } from "../../src/commands/enrich.ts";
import { migrateDatabase } from "../../src/commands/migrate.ts";
import { query, QueryError } from "../../src/commands/query.ts";
import { migrate } from "../../src/db/migrate.ts";
import { DatabaseError } from "../../src/host/errors.ts";
import { QUIET } from "../../src/work/command.ts";
import { infotext, inWorkspace, pngWith, type Workspace } from "../support/workspace.ts";

type Run = (space: Workspace) => unknown;

/** The commands that make no tables where none are asked for. */
const WRITING: readonly [name: string, run: Run][] = [
  ["extract", (space) => space.extract()],
  ["hash", (space) => space.hash({ threads: 0 })],
  ["derive add", ({ database }) => deriveAdd({ database, field: "a", expression: "1" })],
  ["derive run", ({ database }) => deriveRun({ database }, QUIET)],
  ["enrich", ({ database }) => enrich({ database, token: "letters-and-digits" }, QUIET)],
];

/** The commands that make a database. */
const MAKING: readonly [name: string, run: Run][] = [
  ["scan", (space) => space.scan()],
  ["extract with paths", (space) => space.extract({ paths: [space.pictures] })],
];

const FOREIGN = "CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES ('a')";

/** The files beside the pictures, byte for byte. */
function bytesOf({ folder }: Workspace): (readonly [name: string, content: Uint8Array])[] {
  return [...Deno.readDirSync(folder)].filter(({ isFile }) => isFile)
    .map(({ name }) => [name, Deno.readFileSync(join(folder, name))] as const);
}

async function isRefused(space: Workspace, run: Run, message: RegExp): Promise<void> {
  const before = bytesOf(space);
  await assert.rejects(async () => await run(space), (error) => {
    assert.ok(error instanceof DatabaseError, String(error));
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  });
  assert.deepEqual(bytesOf(space), before);
}

const ASKS = /^Cannot use ".*": it is no database of this program; run "migrate .*" first$/;

for (const [name, run] of [...WRITING, ...MAKING]) {
  Deno.test(
    `${name} makes nothing in another program's database and asks for migrate`,
    inWorkspace(async (space) => {
      space.put("a.png", pngWith(infotext(1)));
      space.exec(FOREIGN);
      await isRefused(space, run, ASKS);
    }),
  );

  Deno.test(
    `${name} changes no byte of a database that it refuses to adopt`,
    inWorkspace(async (space) => {
      space.put("a.png", pngWith(infotext(1)));
      space.exec(`CREATE TABLE files (id INTEGER PRIMARY KEY, metadata_json TEXT);
        CREATE TABLE models (file_id INTEGER PRIMARY KEY, metadata_hash TEXT, note TEXT)`);
      await isRefused(
        space,
        run,
        /^Cannot adopt ".*": its table models has a column note that is not/,
      );
    }),
  );

  Deno.test(
    `${name} changes no byte of a database that an own trigger keeps from being adopted`,
    inWorkspace(async (space) => {
      space.put("a.png", pngWith(infotext(1)));
      space.exec(
        `CREATE TABLE files (id INTEGER PRIMARY KEY, metadata_json TEXT, metadata_source TEXT);
        INSERT INTO files VALUES (1, '{"parameters":"a","sidecar":"b"}', 'png:parameters+sidecar:json');
        CREATE TRIGGER mine BEFORE UPDATE ON files BEGIN SELECT RAISE(ABORT, 'hands off'); END`,
      );
      await isRefused(
        space,
        run,
        /^Cannot apply "0011_\w+\.sql" to ".*": hands off; nothing was changed; mend what it names/,
      );
    }),
  );
}

Deno.test(
  "a log that another program left beside a database that is refused stays, byte for byte",
  inWorkspace(async (space) => {
    space.put("a.png", pngWith(infotext(1)));
    const live = join(space.pictures, "live.sqlite");
    {
      using db = new DatabaseSync(live);
      db.exec(`PRAGMA journal_mode = WAL; CREATE TABLE models (note TEXT);
        CREATE TABLE files (id INTEGER PRIMARY KEY, metadata_json TEXT)`);
      for (const end of ["", "-wal"]) Deno.copyFileSync(live + end, space.database + end);
    }
    const left = (): unknown => bytesOf(space).filter(([name]) => !/-shm$/.test(name));
    const before = left();
    for (const [, run] of [...WRITING, ...MAKING, ["migrate", migrateAlone] as const]) {
      await assert.rejects(async () => await run(space), /table models has no column file_id/);
      assert.deepEqual(left(), before);
    }
  }),
);

for (const [name, run] of WRITING) {
  Deno.test(
    `${name} makes nothing in an empty file and asks for migrate`,
    inWorkspace(async (space) => {
      Deno.writeFileSync(space.database, new Uint8Array());
      await isRefused(space, run, ASKS);
    }),
  );
}

for (const [name, run] of [...MAKING, ["migrate", migrateAlone] as const]) {
  Deno.test(
    `${name} makes a database of an empty file`,
    inWorkspace(async (space) => {
      space.put("a.png", pngWith(infotext(1)));
      Deno.writeFileSync(space.database, new Uint8Array());
      await run(space);
      assert.equal(space.value("PRAGMA user_version"), BigInt(MIGRATIONS.length));
      assert.equal(space.value("PRAGMA journal_mode"), "wal");
    }),
  );
}

function migrateAlone({ database }: Workspace): void {
  migrateDatabase({ database });
}

Deno.test(
  "migrate makes its tables beside another program's, and every command works there",
  inWorkspace(async (space) => {
    space.put("a.png", pngWith(infotext(1)));
    space.exec(FOREIGN);
    migrateAlone(space);
    assert.equal((await space.scan()).added, 1);
    assert.deepEqual(space.sql("SELECT * FROM bookmarks"), [{ url: "a" }]);
  }),
);

Deno.test(
  "query names migrate where an older database lacks a table or column, and nowhere else",
  inWorkspace((space) => {
    const sink = { begin: () => {}, row: () => {}, end: () => {} };
    const fails = (sql: string, message: RegExp): void => {
      assert.throws(() => query({ database: space.database, sql }, sink), (error) => {
        assert.ok(error instanceof QueryError, String(error));
        assert.match(error.message, message);
        return true;
      });
    };
    {
      using db = new DatabaseSync(space.database);
      migrate(db, { migrations: MIGRATIONS.slice(0, 5) });
    }
    const hint = /: no such \w+: \w+; run "migrate .*db\.sqlite" to bring the database up to date$/;
    fails("SELECT * FROM image_details", hint);
    fails("SELECT generator FROM models", hint);
    migrateAlone(space);
    fails("SELECT absent FROM models", /: no such column: absent$/);
    return Promise.resolve();
  }),
);
