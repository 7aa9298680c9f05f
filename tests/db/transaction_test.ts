import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { isAboutRow, transaction } from "../../src/db/transaction.ts";
import { installPlugins } from "../../src/host/install.ts";

function thrownBy(sql: string): unknown {
  using db = new DatabaseSync(":memory:");
  installPlugins(db, [{
    name: "test",
    version: "1",
    functions: [{
      name: "picky",
      arities: [1],
      doc: "Nothing.",
      run: () => {
        throw new TypeError("not that one");
      },
    }],
  }]);
  db.exec(`CREATE TABLE t (a NOT NULL UNIQUE);
    CREATE TRIGGER r AFTER INSERT ON t WHEN new.a = 'stop' BEGIN SELECT raise(abort, 'database is locked'); END`);
  try {
    transaction(db, () => db.prepare(sql).run());
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

const ABOUT_ROWS = [
  "INSERT INTO t VALUES (NULL)",
  "INSERT INTO t VALUES (1), (1)",
  "INSERT INTO t VALUES ('stop')",
  "INSERT INTO t VALUES (abs(-9223372036854775807 - 1))",
  "INSERT INTO t VALUES (picky(1))",
];

for (const sql of ABOUT_ROWS) {
  Deno.test(`what ${sql} throws is about a row`, () => {
    assert.ok(isAboutRow(thrownBy(sql)));
  });
}

const NOT_ABOUT_ROWS: readonly [what: string, error: unknown][] = [
  ["a defect of ours", new TypeError("x is not a function")],
  ["a bad index", new RangeError("Invalid array length")],
  ["an error without a class of its own", new Error("NOT NULL constraint failed: t.a")],
  ["no error at all", "NOT NULL constraint failed: t.a"],
  [
    "a full disk",
    Object.assign(new Error("database or disk is full"), { code: "ERR_SQLITE_ERROR", errcode: 13 }),
  ],
];

for (const [what, error] of NOT_ABOUT_ROWS) {
  Deno.test(`${what} is not about a row, and ends the run`, () => {
    assert.ok(!isAboutRow(error));
  });
}
