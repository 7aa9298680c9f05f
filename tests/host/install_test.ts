import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { installPlugins } from "../../src/host/install.ts";
import {
  type InstallContext,
  PluginError,
  type SqlConnection,
  type SqlFunction,
  type SqlPlugin,
  type SqlValue,
} from "../../src/host/plugin.ts";

type Draft = Partial<Record<keyof SqlFunction, unknown>>;

/** A function that is right in everything that the test does not say. */
function fn(draft: Draft = {}): SqlFunction {
  return {
    name: "probe",
    arities: [1],
    doc: "A probe.",
    run: (x: unknown) => x,
    ...draft,
  } as SqlFunction;
}

function install(db: DatabaseSync, ...functions: SqlFunction[]): void {
  installPlugins(db, [{ name: "test", version: "1.0.0", functions }]);
}

function connection(...functions: SqlFunction[]): DatabaseSync {
  const db = new DatabaseSync(":memory:");
  if (functions.length > 0) install(db, ...functions);
  return db;
}

function valueOf(db: DatabaseSync, expression: string): unknown {
  const statement = db.prepare(`SELECT ${expression} AS value`);
  statement.setReadBigInts(true);
  return statement.get()?.["value"];
}

const refusal = (text: RegExp) => (error: unknown): boolean => {
  assert.ok(error instanceof PluginError && error instanceof TypeError);
  assert.match(error.message, text);
  assert.doesNotMatch(error.message, /\n/);
  return true;
};

const MISUSE: [title: string, draft: Draft, message: RegExp][] = [
  [
    "an upper-case name",
    { name: "Probe" },
    /^Cannot install "Probe" of plugin "test": the name must/,
  ],
  ["an empty name", { name: "" }, /the name must/],
  ["a name with a blank", { name: "a b" }, /the name must/],
  ["a name that begins with a digit", { name: "1a" }, /the name must/],
  ["a name with a letter outside ASCII", { name: "größe" }, /the name must/],
  ["a name of 256 letters", { name: "a".repeat(256) }, /the name must/],
  ["no name", { name: undefined }, /the name must/],
  ["a number for a name", { name: 5 }, /the name must/],
  ["no arities", { arities: [] }, /arities must list/],
  ["arities that are no list", { arities: 1 }, /arities must list/],
  ["a negative arity", { arities: [-1] }, /arities must list/],
  ["half an argument", { arities: [0.5] }, /arities must list/],
  ["101 arguments", { arities: [101] }, /arities must list/],
  ["a bigint arity", { arities: [1n] }, /arities must list/],
  ["an arity twice", { arities: [1, 1] }, /an arity is listed twice/],
  ["no doc", { doc: undefined }, /doc must say/],
  ["a blank doc", { doc: " " }, /doc must say/],
  ["no run", { run: undefined }, /run must be a function/],
  ["an async run", { run: async () => await 1 }, /not async/],
  ["a generator for run", { *run(): Generator {} }, /must be a plain function/],
  ["SQLite's own name", { name: "length" }, /SQLite has a function of that name/],
  ["the name of an aggregate of SQLite's", { name: "count" }, /SQLite has a function/],
  ["the name of a window function", { name: "row_number" }, /SQLite has a function/],
];

for (const [title, draft, message] of MISUSE) {
  Deno.test(`installPlugins refuses ${title}`, () => {
    using db = connection();
    assert.throws(() => install(db, fn(draft)), refusal(message));
  });
}

Deno.test("a name of SQLite's counts as taken in any case and with any number of arguments", () => {
  using db = connection();
  db.function("MyOwn", () => 1);
  assert.throws(() => install(db, fn({ name: "myown", arities: [3] })), refusal(/of that name/));
});

Deno.test("two plugins cannot bring the same name, in one call or in two", () => {
  const plugin = (name: string) => ({ name, version: "1", functions: [fn({ name: "same" })] });
  using db = connection();
  assert.throws(
    () => installPlugins(db, [plugin("one"), plugin("two")]),
    refusal(/^Cannot install "same" of plugin "two": plugin "one" has a function of that name/),
  );
  installPlugins(db, [plugin("one")]);
  assert.throws(() => installPlugins(db, [plugin("two")]), refusal(/plugin "one" has/));
});

Deno.test("one wrong function and none is installed, so that a second try can succeed", () => {
  using db = connection();
  assert.throws(() => install(db, fn({ name: "good" }), fn({ name: "BAD" })), PluginError);
  assert.throws(() => valueOf(db, "good(1)"), /no such function: good/);
  install(db, fn({ name: "good" }), fn({ name: "better" }));
  assert.equal(valueOf(db, "good(1) + better(1)"), 2n);
});

/** A driver over a connection that fails at one of its registrations. */
function failingAt(db: DatabaseSync, registration: number): SqlConnection {
  let count = 0;
  return {
    function(name, options, callback): void {
      if (++count === registration) throw new Error("the driver has had enough");
      db.function(name, options, callback);
    },
    prepare: (sql) => db.prepare(sql),
  };
}

const LIST: SqlPlugin = {
  name: "list",
  version: "1.0.0",
  functions: [fn({
    name: "list",
    arities: [0],
    run(this: InstallContext): string {
      return this.installed.map(({ name }) => name).join();
    },
  })],
};
const THREE: SqlPlugin = {
  name: "three",
  version: "1.0.0",
  functions: [
    fn({ name: "first", arities: [1, 2] }),
    fn({ name: "second" }),
    fn({ name: "third" }),
  ],
};

for (let registration = 1; registration <= 4; registration++) {
  Deno.test(`a driver that throws at registration ${registration} of 4 leaves no function, and a second try installs all`, () => {
    using db = connection();
    const driver = failingAt(db, 1 + registration);
    installPlugins(driver, [LIST]);
    assert.throws(() => installPlugins(driver, [THREE]), /^Error: the driver has had enough$/);
    assert.equal(valueOf(db, "list()"), "list");
    for (const call of ["first(1)", "first(1, 2)", "second(1)", "third(1)", "third(NULL)"]) {
      assert.throws(
        () => valueOf(db, call),
        /^Error: no such function|^Error: wrong number of arguments|: it is not installed$/,
        call,
      );
    }
    const other = { ...THREE, name: "other" };
    assert.deepEqual(installPlugins(driver, [other]).map(({ name, plugin }) => [name, plugin]), [
      ["list", "list"],
      ["first", "other"],
      ["second", "other"],
      ["third", "other"],
    ]);
    assert.equal(valueOf(db, "first(1) + first(2, 0) + second(3) + third(4)"), 10n);
    assert.equal(valueOf(db, "list()"), "list,first,second,third");
    assert.throws(() => installPlugins(driver, [THREE]), refusal(/plugin "other" has a function/));
  });
}

Deno.test("a connection that is closed cannot get functions", () => {
  const db = connection();
  db.close();
  assert.throws(() => install(db, fn()), /not open|closed/i);
});

Deno.test("connections do not share what is installed", () => {
  using one = connection(fn());
  using two = connection(fn());
  assert.equal(valueOf(one, "probe(1)"), valueOf(two, "probe(1)"));
});

Deno.test("NULL in any argument gives NULL without a call, unless the function wants it", () => {
  let calls = 0;
  const run = (...args: SqlValue[]): unknown => {
    calls++;
    return args.filter((value) => value === null).length;
  };
  using db = connection(
    fn({ name: "strict", arities: [2], run }),
    fn({ name: "lenient", arities: [2], callOnNull: true, run }),
  );
  assert.equal(valueOf(db, "strict(1, NULL)"), null);
  assert.equal(calls, 0);
  assert.equal(valueOf(db, "lenient(NULL, NULL)"), 2n);
});

Deno.test("every arity is a function of its own, and no other number of arguments is taken", () => {
  using db = connection(fn({ arities: [0, 1, 3], run: (...args: unknown[]) => args.length }));
  assert.equal(valueOf(db, "probe() || probe(1) || probe(1, 2, 3)"), "013");
  assert.throws(() => valueOf(db, "probe(1, 2)"), /wrong number of arguments/);
});

Deno.test("arguments arrive as SQLite has them", () => {
  const seen: unknown[] = [];
  using db = connection(fn({ arities: [6], run: (...args: unknown[]) => void seen.push(...args) }));
  valueOf(db, "probe(1, -9223372036854775808, 1.0, 'ä\u{1F600}', x'00ff', '')");
  assert.deepEqual(seen, [1n, -(2n ** 63n), 1, "ä\u{1F600}", new Uint8Array([0, 255]), ""]);
});

const RESULTS: [title: string, result: unknown, type: string, value: unknown][] = [
  ["a whole number", 3, "integer", 3n],
  ["a fraction", 1.5, "real", 1.5],
  ["the largest exact whole number", Number.MAX_SAFE_INTEGER, "integer", 9007199254740991n],
  ["a whole number that is not exact", 2 ** 53, "real", 2 ** 53],
  ["infinity", Infinity, "real", Infinity],
  ["NaN", NaN, "null", null],
  ["minus zero", -0, "real", -0],
  ["the largest 64-bit integer", 2n ** 63n - 1n, "integer", 2n ** 63n - 1n],
  ["the smallest 64-bit integer", -(2n ** 63n), "integer", -(2n ** 63n)],
  ["an integer beyond 64 bits", 2n ** 64n - 1n, "text", "18446744073709551615"],
  ["true", true, "integer", 1n],
  ["false", false, "integer", 0n],
  ["text", "a\u{1F600}", "text", "a\u{1F600}"],
  ["bytes", new Uint8Array([0, 255]), "blob", new Uint8Array([0, 255])],
  ["undefined", undefined, "null", null],
  ["null", null, "null", null],
  ["a list", [1, "a"], "text", '[1,"a"]'],
  ["an object with a bigint", { seed: 2n ** 64n - 1n }, "text", '{"seed":18446744073709551615}'],
  ["an object that is nothing in JSON", { toJSON: () => undefined }, "null", null],
  ["a symbol", Symbol("x"), "null", null],
  ["a function", () => 1, "null", null],
];

for (const [title, result, type, value] of RESULTS) {
  Deno.test(`a function that returns ${title} gives ${type}`, () => {
    using db = connection(fn({ arities: [0], run: () => result }));
    assert.equal(valueOf(db, "typeof(probe())"), type);
    assert.deepEqual(valueOf(db, "probe()"), value);
  });
}

const FAULTS: [title: string, run: () => unknown, message: string][] = [
  ["an error", () => {
    throw new RangeError("too far");
  }, "probe: too far"],
  ["an error that names it", () => {
    throw new Error("probe: argument 1");
  }, "probe: argument 1"],
  ["something that is no error", () => {
    // deno-lint-ignore no-throw-literal
    throw "odd";
  }, "probe: odd"],
];

for (const [title, run, message] of FAULTS) {
  Deno.test(`a function that throws ${title} ends the statement with its name`, () => {
    using db = connection(fn({ arities: [0], run }));
    db.exec("CREATE TABLE t (a)");
    assert.throws(() => db.exec("INSERT INTO t SELECT probe() FROM (VALUES (1), (2))"), {
      message,
    });
    assert.equal(valueOf(db, "(SELECT count(*) FROM t)"), 0n);
  });
}

Deno.test("a promise is refused, since SQL cannot wait for it", () => {
  using db = connection(fn({ arities: [0], run: () => Promise.resolve(1) }));
  assert.throws(() => valueOf(db, "probe()"), /^TypeError: probe: it returned a promise/);
});

Deno.test("an object that JSON cannot hold is an error that names the function", () => {
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  using db = connection(fn({ arities: [0], run: () => circle }));
  assert.throws(() => valueOf(db, "probe()"), /^TypeError: probe: .*circular/i);
});

Deno.test("SQLite knows which functions are deterministic, and calls those once for constants", () => {
  let calls = 0;
  const run = (): number => ++calls;
  using db = connection(
    fn({ name: "pure", arities: [0], run }),
    fn({ name: "moody", arities: [0], deterministic: false, run }),
  );
  const flags = db.prepare(
    "SELECT name, flags & 2048 AS pure FROM pragma_function_list WHERE name IN ('pure', 'moody') ORDER BY 1",
  ).all().map((row) => ({ ...row }));
  assert.deepEqual(flags, [{ name: "moody", pure: 0 }, { name: "pure", pure: 2048 }]);
  db.prepare("SELECT pure() FROM (VALUES (1), (2), (3))").all();
  assert.equal(calls, 1);
  db.prepare("SELECT moody() FROM (VALUES (1), (2), (3))").all();
  assert.equal(calls, 4);
});

Deno.test("functions can be called while another statement iterates, and query the database themselves", () => {
  const db = connection();
  install(
    db,
    fn({ run: (x: bigint) => db.prepare("SELECT count(*) AS n FROM t WHERE a < ?").get(x)?.["n"] }),
  );
  db.exec("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (3)");
  const seen: unknown[] = [];
  for (const { a } of db.prepare("SELECT a FROM t ORDER BY a").iterate()) {
    seen.push(valueOf(db, `probe(${a})`));
  }
  assert.deepEqual(seen, [0n, 1n, 2n]);
  db.close();
});

Deno.test("functions work in views, joins, ORDER BY and WHERE", () => {
  using db = connection(fn({ run: (x: bigint) => -x }));
  db.exec(
    "CREATE TABLE t (a); INSERT INTO t VALUES (1), (2); CREATE VIEW v AS SELECT probe(a) AS b FROM t",
  );
  const rows = db.prepare("SELECT b FROM v WHERE probe(b) > 0 ORDER BY probe(b) DESC").all();
  assert.deepEqual(rows.map(({ b }) => b), [-2, -1]);
});

Deno.test("what is installed is known with signature, plugin and version, and grows with the connection", () => {
  using db = connection();
  const one = installPlugins(db, [{
    name: "a",
    version: "1.2.3",
    functions: [fn({ arities: [1, 3] })],
  }]);
  assert.deepEqual(one.at(-1), {
    name: "probe",
    signature: "probe(x1, x2, x3)",
    arities: [1, 3],
    deterministic: true,
    doc: "A probe.",
    plugin: "a",
    version: "1.2.3",
  });
  const more = fn({
    name: "listed",
    arities: [0],
    signature: "listed()",
    run(this: { installed: readonly { name: string }[] }): unknown {
      return this.installed.map(({ name }) => name).join();
    },
  });
  installPlugins(db, [{ name: "b", version: "1", functions: [more] }]);
  assert.equal(valueOf(db, "listed()"), "probe,listed");
});
