import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import {
  prepareStatement,
  type RowSink,
  skipBlank,
  type StatementKind,
} from "../../src/host/rows.ts";
import type { SqlValue } from "../../src/host/plugin.ts";

/** Remembers what it is given. */
class Memory implements RowSink {
  columns: readonly string[] | undefined;
  rows: (readonly SqlValue[])[] = [];
  ended = false;
  begin(columns: readonly string[]): void {
    assert.equal(this.columns, undefined, "begin comes once");
    this.columns = columns;
  }
  row(values: readonly SqlValue[]): void {
    assert.ok(this.columns !== undefined && !this.ended);
    this.rows.push(values);
  }
  end(): void {
    this.ended = true;
  }
}

function database(): DatabaseSync {
  const db = new DatabaseSync(":memory:");
  db.exec(`CREATE TABLE t (a INTEGER, b TEXT COLLATE NOCASE);
    WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 300)
    INSERT INTO t SELECT (x * 7919) % 300, 'n' || x FROM c;`);
  db.function("boom", { useBigIntArguments: true }, (x) => {
    if (x === 2n) throw new TypeError("boom");
    return x;
  });
  return db;
}

function run(db: DatabaseSync, sql: string): Memory {
  const memory = new Memory();
  prepareStatement(db, sql).run(memory);
  return memory;
}

const KINDS: [sql: string, kind: StatementKind][] = [
  ["SELECT 1", "select"],
  ["select 1 -- c", "select"],
  ["SELECT 1; SELECT 2", "select"],
  ["WITH c AS (SELECT 1) SELECT * FROM c", "select"],
  ["VALUES (1), (2)", "select"],
  ["PRAGMA user_version", "info"],
  ["pragma table_info(t)", "info"],
  ["EXPLAIN QUERY PLAN SELECT 1", "info"],
  ["INSERT INTO t VALUES (1, 2) RETURNING a", "returning"],
  ["WITH c AS (SELECT 1) DELETE FROM t RETURNING a", "returning"],
  ["DELETE FROM t", "plain"],
  ["CREATE TABLE u (a)", "plain"],
  ["PRAGMA user_version = 3", "plain"],
];

for (const [sql, kind] of KINDS) {
  Deno.test(`"${sql}" is read as ${kind}`, () => {
    using db = database();
    assert.equal(prepareStatement(db, sql).kind, kind);
  });
}

const QUERIES = [
  "SELECT a FROM t ORDER BY a",
  "SELECT a, b FROM t ORDER BY b DESC LIMIT 7 OFFSET 3",
  "SELECT a FROM t UNION SELECT a + 5 FROM t ORDER BY 1 DESC",
  "SELECT a FROM t UNION ALL SELECT -a FROM t ORDER BY 1",
  "WITH q AS (SELECT a FROM t ORDER BY a) SELECT * FROM q",
  "SELECT a % 10 AS g, count(*) FROM t GROUP BY 1 ORDER BY 2, 1 DESC",
  "SELECT *, row_number() OVER (ORDER BY a) AS r FROM t ORDER BY r DESC",
  "SELECT a AS a, b AS a, a FROM t ORDER BY 1",
  "SELECT x.a, y.b FROM t AS x JOIN t AS y ON x.a = y.a ORDER BY x.a DESC, y.b",
  "SELECT DISTINCT a / 3 FROM t ORDER BY 1 DESC",
  "SELECT t.a, value FROM t, json_each('[2,1]') ORDER BY a DESC, value",
  "SELECT NULL, 1.0, 9223372036854775807, x'00', '' /* the end */ -- of it",
  "SELECT a FROM t WHERE 0",
  "VALUES (3), (1), (2)",
];

for (const sql of QUERIES) {
  Deno.test(`the rows of "${sql}" are those of node:sqlite, in order`, () => {
    using db = database();
    const statement = db.prepare(sql);
    statement.setReadBigInts(true);
    const columns = statement.columns().map(({ name }) => name);
    (statement as unknown as { setReturnArrays(on: boolean): void }).setReturnArrays(true);
    const memory = run(db, sql);
    assert.deepEqual(memory.rows, statement.all());
    assert.deepEqual(memory.columns, columns);
    assert.ok(memory.ended);
  });
}

const ERRORS: [sql: string, rows: number, message: RegExp][] = [
  ["SELECT abs(-9223372036854775807 - 1)", 0, /integer overflow/],
  [
    "SELECT json_extract(CASE WHEN a < 3 THEN '{}' ELSE '{' END, '$') FROM t ORDER BY a",
    3,
    /malformed JSON/,
  ],
  ["SELECT boom(a) FROM t ORDER BY a", 2, /boom/],
  ["SELECT boom(2)", 0, /boom/],
  ["INSERT INTO t VALUES (boom(2), 1) RETURNING a", 0, /boom/],
  ["INSERT INTO t VALUES (abs(-9223372036854775807 - 1), 1) RETURNING a", 0, /integer overflow/],
  ["INSERT INTO t SELECT boom(a), b FROM t", 0, /boom/],
  ["PRAGMA integrity_check(nope)", 0, /no such table/],
];

for (const [sql, rows, message] of ERRORS) {
  Deno.test(`the error of "${sql}" is not taken for its end`, () => {
    using db = database();
    const memory = new Memory();
    assert.throws(() => prepareStatement(db, sql).run(memory), message);
    assert.ok(!memory.ended);
    // A sorter computes all rows before the first comes.
    assert.ok(memory.rows.length <= rows);
    assert.equal(db.prepare("SELECT count(*) AS n FROM t").get()?.["n"], 300);
    assert.deepEqual(run(db, "SELECT 7").rows, [[7n]], "the connection goes on working");
  });
}

Deno.test("an error after the first rows leaves those with the sink", () => {
  using db = database();
  const memory = new Memory();
  const sql = "SELECT json(CASE value WHEN 3 THEN '{' ELSE '{}' END) FROM json_each('[1,2,3,4]')";
  assert.throws(() => prepareStatement(db, sql).run(memory), /malformed JSON/);
  assert.equal(memory.rows.length, 2);
});

Deno.test("an error that does not come again is an error all the same", () => {
  using db = database();
  let calls = 0;
  db.function("moody", () => (++calls === 1 ? "{" : "{}"));
  assert.throws(() => run(db, "SELECT json(moody())"), /ended before their time/);
});

Deno.test("a sink that throws ends the statement with its own error", () => {
  using db = database();
  const failure = new Error("full");
  const sink = {
    begin: () => {},
    end: () => {},
    row: () => {
      throw failure;
    },
  };
  for (const sql of ["SELECT a FROM t", "PRAGMA table_info(t)", "DELETE FROM t RETURNING a"]) {
    assert.throws(() => prepareStatement(db, sql).run(sink), failure);
  }
  db.exec("DROP TABLE t");
});

Deno.test("RETURNING without a row changes nothing", () => {
  using db = database();
  const memory = run(db, "UPDATE t SET a = 0 WHERE a > 1000 RETURNING a");
  assert.deepEqual([memory.columns, memory.rows, memory.ended], [["a"], [], true]);
});

Deno.test("RETURNING changes each row once", () => {
  using db = database();
  assert.equal(run(db, "INSERT INTO t SELECT a, b FROM t RETURNING a").rows.length, 300);
  assert.equal(db.prepare("SELECT count(*) AS n FROM t").get()?.["n"], 600);
});

const BLANKS: [sql: string, rest: string][] = [
  ["", ""],
  [" \t\r\n\f;;", ""],
  ["-- only a remark", ""],
  ["--a\n--b\nSELECT 1", "SELECT 1"],
  ["/* a */ /**/ /* * / */SELECT 1", "SELECT 1"],
  ["/*/ SELECT 1 */SELECT 2", "SELECT 2"],
  ["/* never closed", ""],
  ["/*", "/*"],
  ["/", "/"],
  ["\uFEFFSELECT 1", "SELECT 1"],
  ["\u00a0SELECT 1", "\u00a0SELECT 1"],
  ["\vSELECT 1", "\vSELECT 1"],
  ["SELECT ';'", "SELECT ';'"],
];

for (const [sql, rest] of BLANKS) {
  Deno.test(`before the statement of ${JSON.stringify(sql)} stands what is skipped`, () => {
    assert.equal(skipBlank(sql), rest);
  });
}

Deno.test("what is left of any mixture of blanks and comments can be prepared without a crash", () => {
  const piece = fc.constantFrom(
    " ",
    "\n",
    ";",
    "--",
    "/*",
    "*/",
    "/",
    "*",
    "x",
    "\uFEFF",
    "'",
    "SELECT 1",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const sql = skipBlank(pieces.join(""));
      if (sql === "") return;
      using db = new DatabaseSync(":memory:");
      try {
        prepareStatement(db, sql);
      } catch (error) {
        assert.match(
          String(error),
          /syntax error|unrecognized token|incomplete input|no such column/,
        );
      }
    }),
    { numRuns: 500 },
  );
});
