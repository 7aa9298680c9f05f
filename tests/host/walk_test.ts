import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { walk } from "../../src/host/walk.ts";
import { damage, type PageType } from "../support/damage.ts";

const ROWS = 5000;

/** A database of 5,000 rows with texts of a length, in a folder of its own. */
function withRows(length: number, test: (path: string) => void): void {
  const folder = Deno.makeTempDirSync();
  try {
    const path = join(folder, "a.sqlite");
    const db = new DatabaseSync(path);
    db.exec(`CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER);
      WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < ${ROWS})
      INSERT INTO t SELECT i, printf('%.*c', ${length}, 'x') || i, i % 100 FROM c;
      CREATE INDEX t_b ON t(b)`);
    db.close();
    test(path);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

const DAMAGED: readonly [
  what: string,
  length: number,
  page: PageType,
  table: string,
  sql: string,
][] = [
  ["a leaf of the table", 100, "leaf", "t", "SELECT * FROM t"],
  ["a leaf of the table, read in order", 100, "leaf", "t", "SELECT id, a FROM t ORDER BY id DESC"],
  ["a leaf of the table, read by its key alone", 100, "leaf", "t", "SELECT id FROM t ORDER BY id"],
  ["a leaf of the table, behind a sort", 100, "leaf", "t", "SELECT id, b FROM t ORDER BY a"],
  ["a leaf of an index", 10, "leaf", "t_b", "SELECT b FROM t INDEXED BY t_b WHERE b >= 0"],
  ["the rest of long texts", 9000, "overflow", "t", "SELECT a FROM t"],
  ["a leaf, in a query with parameters", 100, "leaf", "t", "SELECT a FROM t WHERE id > :least"],
];

for (const [what, length, page, table, sql] of DAMAGED) {
  Deno.test(`a walk over damage ends with an error: ${what}`, () => {
    withRows(length, (path) => {
      damage(path, table, page);
      using db = new DatabaseSync(path, { readOnly: true });
      const parameters = sql.includes(":least") ? { least: 1 } : {};
      let seen = 0;
      assert.throws(() => {
        for (const _row of walk(db, sql, parameters)) seen++;
      }, { code: "ERR_SQLITE_ERROR", message: "database disk image is malformed" });
      assert.ok(seen < ROWS);
    });
  });
}

Deno.test("an error of SQLite's or of a function behind the first rows is not taken for the end", () => {
  using db = new DatabaseSync(":memory:");
  db.function("boom", { useBigIntArguments: true }, (x) => {
    if (x === 3n) throw new TypeError("boom");
    return x;
  });
  const values = "(VALUES (1), (2), (3), (4))";
  const before = (sql: string): number => {
    let seen = 0;
    assert.throws(() => {
      for (const _row of walk(db, sql)) seen++;
    }, /boom|integer overflow|malformed JSON/);
    return seen;
  };
  assert.equal(before(`SELECT boom(column1) FROM ${values}`), 2);
  assert.equal(before(`SELECT iif(column1 = 3, json('{'), 1) FROM ${values}`), 2);
  assert.equal(before("SELECT abs(-9223372036854775807 - 1)"), 0);
});

Deno.test("a walk that is left early frees its statement: the database can be written and closed", () => {
  using db = new DatabaseSync(":memory:");
  db.exec("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (3)");
  for (const _row of walk(db, "SELECT a FROM t")) break;
  db.exec("DROP TABLE t");
  db.exec("CREATE TABLE t (a)");
});

Deno.test("a walk gives the rows of any table, in order, integers as bigints", () => {
  const value = fc.oneof(
    fc.constant(null),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
    fc.string(),
    fc.string({ unit: fc.constantFrom("\0", "a", "é", "\u{1F98A}", "\uFEFF") }),
    fc.uint8Array(),
  );
  fc.assert(fc.property(fc.array(fc.tuple(value, value)), (rows) => {
    using db = new DatabaseSync(":memory:");
    db.exec("CREATE TABLE t (id INTEGER PRIMARY KEY, a, b)");
    const insert = db.prepare("INSERT INTO t (a, b) VALUES (?, ?)");
    for (const row of rows) insert.run(...row);
    // Texts with NUL, which node:sqlite itself cuts, and half pairs, which UTF-8 does not hold.
    const expected = rows.map((row) =>
      row.map((value) => typeof value === "string" ? value.toWellFormed() : value)
    );
    const seen = [...walk(db, "SELECT a, b FROM t ORDER BY id")];
    assert.deepEqual(seen, expected);
    assert.equal(seen.length, rows.length);
  }));
});

for (const encoding of ["UTF-8", "UTF-16le", "UTF-16be"]) {
  Deno.test(`texts with NUL come whole out of a database in ${encoding}, blobs stay blobs`, () => {
    using db = new DatabaseSync(":memory:");
    db.exec(`PRAGMA encoding = '${encoding}'; CREATE TABLE walked (a)`);
    db.prepare("INSERT INTO walked VALUES (?)").run("\uFEFFé\0b\0");
    const columns = Array.from(
      { length: 120 },
      (_, i) => `${i % 7 === 0 ? "x'00'" : "a"} AS c${i}`,
    );
    const [row] = [...walk(db, `SELECT ${columns.join()} FROM walked`)];
    assert.deepEqual(
      row,
      columns.map((_, i) => i % 7 === 0 ? new Uint8Array(1) : "\uFEFFé\0b\0"),
    );
  });
}

Deno.test("each value of a walk is worked out once, as in the query itself", () => {
  using db = new DatabaseSync(":memory:");
  let calls = 0;
  db.function("counted", { deterministic: true }, (x) => {
    calls++;
    return x;
  });
  for (
    const sql of [
      "SELECT counted(value) FROM json_each('[1, 2, 3]')",
      "WITH w AS (SELECT value AS v FROM json_each('[1, 2, 3]')) SELECT counted(v) FROM w",
      "SELECT counted(value) FROM json_each('[1, 2]') UNION ALL SELECT counted(3)",
    ]
  ) {
    calls = 0;
    assert.equal([...walk(db, sql)].length, 3);
    assert.equal(calls, 3, sql);
  }
});
