import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { MIGRATIONS } from "../../migrations/mod.ts";
import { deriveAdd, deriveList } from "../../src/commands/derive.ts";
import { enrich } from "../../src/commands/enrich.ts";
import { migrate } from "../../src/db/migrate.ts";
import { DatabaseError } from "../../src/host/errors.ts";
import { openDatabase } from "../../src/host/open.ts";
import { QUIET } from "../../src/work/command.ts";
import type { Report } from "../../src/work/command.ts";
import { damage } from "../support/damage.ts";

/** The commands that only look; a token that cannot be sent is no matter to them. */
const LOOKING: readonly [
  what: string,
  run: (database: string, folder: string) => Promise<Report>,
][] = [
  ["derive list", (database) => deriveList({ database })],
  ["enrich --dry-run", (database) => enrich({ database, dryRun: true, token: "a\nb" }, QUIET)],
  [
    "enrich --export",
    (database, folder) =>
      enrich({ database, exportFile: join(folder, "answers"), token: "a\nb" }, QUIET),
  ],
];

async function inFolder(test: (folder: string, database: string) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    await test(folder, join(folder, "a.sqlite"));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** What is there, but for the two empty files that SQLite makes beside a database in WAL mode to read it. */
function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => !/-(?:wal|shm)$/.test(name)).sort();
}

const STRANGERS: readonly [what: string, make: (path: string) => void, state: RegExp][] = [
  [
    "another program's database",
    (path) => {
      using db = new DatabaseSync(path);
      db.exec(
        "CREATE TABLE files (id INTEGER PRIMARY KEY, metadata_json TEXT); CREATE TABLE mine (a)",
      );
    },
    /^Cannot use ".*a\.sqlite": it is no database of this program; run "migrate .*a\.sqlite" first$/,
  ],
  [
    "an empty file",
    (path) => Deno.writeFileSync(path, new Uint8Array()),
    /: it is no database of this program; run "migrate /,
  ],
  [
    "a database of an older version",
    (path) => {
      using db = openDatabase(path, { create: true });
      migrate(db, { migrations: MIGRATIONS.slice(0, -1) });
    },
    /: an older version of this program made it; run "migrate /,
  ],
];

for (const [command, run] of LOOKING) {
  for (const [what, make, state] of STRANGERS) {
    Deno.test(`${command} leaves ${what} as it is, and says what to do`, () =>
      inFolder(async (folder, database) => {
        make(database);
        const before = Deno.readFileSync(database);
        const there = names(folder);
        await assert.rejects(run(database, folder), (error) => {
          assert.ok(error instanceof DatabaseError, String(error));
          assert.match(error.message, state);
          return true;
        });
        assert.deepEqual(Deno.readFileSync(database), before);
        assert.deepEqual(names(folder), there);
      }));
  }

  Deno.test(`${command} does not change a byte of a database of ours`, () =>
    inFolder(async (folder, database) => {
      await filled(database, 3);
      const before = Deno.readFileSync(database);
      const report = await run(database, folder);
      assert.equal(report.errors, 0);
      assert.ok(report.lines.length > 0);
      assert.deepEqual(Deno.readFileSync(database), before);
    }));
}

/** A database with a field, and look-ups with answers of a kilobyte. */
async function filled(path: string, lookUps: number): Promise<void> {
  {
    using db = openDatabase(path, { create: true });
    migrate(db);
    db.exec(`INSERT INTO files (id, kind) VALUES (1, 'model');
      WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < ${lookUps})
      INSERT INTO model_enrichment (file_id, hash_type, lookup_status, source_url, queried_hash, enriched_at, payload_json)
      SELECT 1, 'autov2', 'matched', 'https://registry.invalid/', printf('%064x', i), '2024-01-01 00:00:00',
        json_object('id', i, 'filler', printf('%.*c', 1000, 'x'))
      FROM c`);
  }
  await deriveAdd({ database: path, field: "steps", expression: "record.steps" });
}

Deno.test("an export counts every answer", () =>
  inFolder(async (folder, database) => {
    await filled(database, 500);
    const { json } = await enrich({ database, exportFile: join(folder, "answers") }, QUIET);
    assert.deepEqual(json, { exported: 500 });
    const lines = Deno.readTextFileSync(join(folder, "answers")).trimEnd().split("\n");
    assert.equal(lines.length, 501);
    assert.deepEqual(names(folder).filter((name) => name.startsWith("answers")), ["answers"]);
  }));

Deno.test("an export of a damaged database fails, and leaves nothing of itself", () =>
  inFolder(async (folder, database) => {
    await filled(database, 500);
    damage(database, "model_enrichment");
    const file = join(folder, "answers");
    Deno.writeTextFileSync(file, "of yesterday");
    await assert.rejects(enrich({ database, exportFile: file }, QUIET), {
      name: "DatabaseError",
      code: "corrupt",
      message: `Cannot use "${database}": it is damaged; restore it from a copy`,
    });
    assert.equal(Deno.readTextFileSync(file), "of yesterday");
    assert.ok(!names(folder).includes("answers.part"));
  }));

Deno.test("an export that cannot be put in its place leaves nothing of itself", () =>
  inFolder(async (folder, database) => {
    await filled(database, 5);
    Deno.mkdirSync(join(folder, "answers"));
    await assert.rejects(enrich({ database, exportFile: join(folder, "answers") }, QUIET), {
      name: "TransferError",
      message: /^Cannot export to ".*answers": /,
    });
    assert.ok(!names(folder).includes("answers.part"));
    await assert.rejects(enrich({ database, exportFile: join(folder, "no", "answers") }, QUIET), {
      name: "TransferError",
    });
  }));

Deno.test("an address or token that cannot be used is told of before the database is touched", () =>
  inFolder(async (_folder, database) => {
    using db = new DatabaseSync(database);
    db.exec("CREATE TABLE files (id INTEGER PRIMARY KEY, metadata_json TEXT)");
    const before = Deno.readFileSync(database);
    await assert.rejects(enrich({ database, token: "a\nb" }, QUIET), { name: "OriginError" });
    assert.deepEqual(Deno.readFileSync(database), before);
  }));
