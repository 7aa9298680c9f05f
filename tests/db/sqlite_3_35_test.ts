import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
// SQLite 3.35.0 in plain JavaScript, without FTS5: the oldest version in use reads our schema.
import initSqlJs from "sql.js/dist/sql-asm.js";
import { migrate } from "../../src/db/migrate.ts";
import { inFolder, objects, rows, SAMPLE, VIEWS } from "./fixtures.ts";

interface OldDatabase {
  exec(sql: string): { values: unknown[][] }[];
  close(): void;
}
type OldSqlite = { Database: new (bytes: Uint8Array) => OldDatabase };
const { Database } = await (initSqlJs as unknown as () => Promise<OldSqlite>)();

/** A copy of our database, opened by SQLite 3.35.0. */
function reopen(path: string): OldDatabase {
  return new Database(Deno.readFileSync(path));
}

Deno.test(
  "SQLite 3.35.0 opens the database: all stored objects parse, every view answers",
  inFolder((folder) => {
    const path = `${folder}/a.sqlite`;
    const db = new DatabaseSync(path);
    migrate(db);
    db.exec(SAMPLE);
    const expected = new Map(
      VIEWS.map((view) => [view, rows(db, `SELECT * FROM ${view} ORDER BY 1, 3`)]),
    );
    const count = objects(db).size;
    db.close();

    const old = reopen(path);
    assert.deepEqual(old.exec("SELECT sqlite_version()")[0]?.values, [["3.35.0"]]);
    assert.deepEqual(old.exec("SELECT count(*) FROM sqlite_master")[0]?.values, [[count]]);
    for (const [view, values] of expected) {
      const plain = values.map((row) =>
        row.map((value) => typeof value === "bigint" ? Number(value) : value)
      );
      assert.deepEqual(old.exec(`SELECT * FROM ${view} ORDER BY 1, 3`)[0]?.values, plain, view);
    }
    old.exec("UPDATE files SET metadata_json = 'changed' WHERE id = 1");
    assert.deepEqual(old.exec("SELECT extraction_pending FROM files WHERE id = 1")[0]?.values, [[
      1,
    ]]);
    assert.deepEqual(
      old.exec("SELECT quick_check FROM pragma_quick_check WHERE quick_check LIKE '%malformed%'"),
      [],
    );
    old.close();
  }),
);

Deno.test(
  "SQLite 3.35.0 would refuse a database with newer syntax: the check above can fail",
  inFolder((folder) => {
    const path = `${folder}/a.sqlite`;
    const db = new DatabaseSync(path);
    migrate(db);
    db.exec("CREATE VIEW newer AS SELECT metadata_json ->> 'a' AS a FROM files");
    db.close();
    const old = reopen(path);
    assert.throws(() => old.exec("SELECT count(*) FROM files"), /malformed database schema/);
    old.close();
  }),
);
