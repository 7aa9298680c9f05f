/** The extension as SQLite sees it: flags, loading, errors, and what stops it. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { EXTENSION } from "../../extension/build.ts";
import { installPlugins, sd } from "../../mod.ts";
import config from "../../deno.json" with { type: "json" };
import { connectWithExtension, PYTHON, run, testInHost } from "./hosts.ts";

const DETERMINISTIC = 0x800;
const INNOCUOUS = 0x200000;

interface Registered {
  readonly name: string;
  readonly narg: number;
  readonly flags: number;
}

function registeredIn(db: DatabaseSync): Registered[] {
  const sql =
    "SELECT name, narg, flags FROM pragma_function_list WHERE name GLOB 'sd_*' ORDER BY 1, 2";
  return db.prepare(sql).all() as unknown as Registered[];
}

testInHost(
  "Deno",
  "the extension brings the functions of the plugin table, deterministic and innocuous",
  () => {
    using db = connectWithExtension(":memory:");
    const expected = sd.functions
      .flatMap(({ name, arities }) => arities.map((narg) => `${name}/${narg}`))
      .sort();
    const found = registeredIn(db);
    assert.deepEqual(found.map(({ name, narg }) => `${name}/${narg}`).sort(), expected);
    for (const { name, flags } of found) {
      assert.equal(flags & (DETERMINISTIC | INNOCUOUS), DETERMINISTIC | INNOCUOUS, name);
    }
    const modules = db.prepare("SELECT name FROM pragma_module_list WHERE name GLOB 'sd_*'").all();
    assert.deepEqual(
      modules.map(({ name }) => String(name)).sort(),
      sd.functions.filter(({ columns }) => columns !== undefined).map(({ name }) => name).sort(),
    );
  },
);

Deno.test("Cargo.toml has the version of deno.json", () => {
  const manifest = Deno.readTextFileSync(new URL("../../extension/Cargo.toml", import.meta.url));
  assert.equal(/^version = "(.*)"$/m.exec(manifest)?.[1], config.version);
});

testInHost(
  "Deno",
  "the extension loads twice into a connection, and into one that has the functions from Deno",
  () => {
    using twice = connectWithExtension(":memory:");
    const before = registeredIn(twice);
    twice.loadExtension(EXTENSION);
    assert.deepEqual(registeredIn(twice), before);

    using both = new DatabaseSync(":memory:", { allowExtension: true });
    installPlugins(both, [sd]);
    both.loadExtension(EXTENSION);
    const row = both.prepare(
      "SELECT lora_name, sd_clean('a <lora:x:1>') AS clean FROM sd_loras('<lora:moss:1>')",
    ).get();
    assert.deepEqual({ ...row }, { lora_name: "moss", clean: "a" });
  },
);

testInHost(
  "Deno",
  "the extension does not load over a function of that name that is not ours",
  () => {
    using db = new DatabaseSync(":memory:", { allowExtension: true });
    db.function("sd_clean", (text: unknown) => text as string);
    assert.throws(
      () => db.loadExtension(EXTENSION),
      /Cannot install "sd_clean" of plugin "sd": SQLite has a function of that name/,
    );
    using other = new DatabaseSync(":memory:", { allowExtension: true });
    other.function("sd_version", () => "0.0.1");
    assert.throws(
      () => other.loadExtension(EXTENSION),
      /sqlite-sd 0\.0\.1 is in this connection already/,
    );
  },
);

testInHost("Deno", "connections close and open again, many at a time", () => {
  const open = Array.from({ length: 20 }, () => connectWithExtension(":memory:"));
  for (let i = 0; i < 60; i++) {
    open.shift()?.close();
    open.push(connectWithExtension(":memory:"));
    for (const db of open) {
      assert.equal(db.prepare("SELECT sd_clean('a <lora:x:1>') AS clean").get()?.clean, "a");
    }
  }
  open.forEach((db) => db.close());
});

testInHost(
  "Deno",
  "misuse is an error that names function and argument, as in Deno, and the next call works",
  () => {
    using db = connectWithExtension(":memory:");
    using deno = new DatabaseSync(":memory:");
    installPlugins(deno, [sd]);
    for (
      const options of ["", "[]", "{", "null", '{"x": 1}', '{"lora_weight_min": "a"}', "\u{1f33f}"]
    ) {
      const messages = [db, deno].map((one) => {
        try {
          one.prepare("SELECT sd_loras('a', ?) AS x").get(options);
          return "nothing thrown";
        } catch (error) {
          return error instanceof Error ? error.message : String(error);
        }
      });
      assert.match(messages[0] ?? "", /^sd_loras: argument 2 \(options\) /);
      assert.equal(messages[0], messages[1]);
      assert.throws(
        () => db.prepare("SELECT * FROM sd_loras('a', ?)").get(options),
        /^Error: sd_loras: argument 2/,
      );
      assert.equal(db.prepare("SELECT sd_clean('a  b') AS x").get()?.x, "a b");
    }
    assert.throws(() => db.prepare("SELECT * FROM sd_loras"), /sd_loras: an argument is missing/);
    assert.throws(
      () => db.prepare("SELECT * FROM sd_loras('a', '{}', 3)"),
      /too many arguments on sd_loras/,
    );
  },
);

testInHost(
  "Deno",
  "a text beyond all budgets is an error or a result, and the connection goes on",
  () => {
    using db = connectWithExtension(":memory:");
    const huge = "SELECT length(sd_clean(hex(zeroblob(?)))) AS n";
    assert.equal(db.prepare(huge).get(8 << 20)?.n, 16 << 20);
    assert.throws(() => db.prepare(huge).get(400 << 20), /^Error: sd_clean: .*out of memory/);
    assert.equal(db.prepare("SELECT sd_clean('a <lora:x:1>') AS clean").get()?.clean, "a");
  },
);

testInHost("Deno", "a text of millions of lines is read like any other", () => {
  using db = connectWithExtension(":memory:");
  using deno = new DatabaseSync(":memory:");
  installPlugins(deno, [sd]);
  const text = `a${"\na".repeat(8 << 20)}\nSteps: 20, Sampler: Euler, Seed: 1`;
  const [ours, theirs] = [db, deno].map((one) =>
    one.prepare("SELECT sd_canonical(?) AS x").get(text)?.x
  );
  assert.equal(ours, theirs);
});

testInHost("Deno", "deep nesting and endless brackets are read like anything else", () => {
  using db = connectWithExtension(":memory:");
  using deno = new DatabaseSync(":memory:");
  installPlugins(deno, [sd]);
  const texts = ["[", '{"a":', "(", "<lora:", '"', "\\", "a:b,", '{"parameters":"', "((a:1.1),"]
    .map((s) => s.repeat(20_000));
  for (const text of texts) {
    for (const { name } of sd.functions.filter(({ arities }) => arities.includes(1))) {
      const [ours, theirs] = [db, deno].map((one) =>
        one.prepare(`SELECT ${name}(?) AS x`).get(text)?.x
      );
      assert.equal(ours, theirs, `${name}: ${text.slice(0, 20)}`);
    }
  }
});

/** Expressions of a number of levels, up to the deepest that are allowed. */
const NESTED: readonly ((levels: number) => string)[] = [
  (n) => "(".repeat(n) + "1" + ")".repeat(n),
  (n) => "[".repeat(n) + "1" + "]".repeat(n),
  (n) => '{"a":'.repeat(n) + "1" + "}".repeat(n),
  (n) => "size([".repeat(n) + "1" + "])".repeat(n),
  (n) => "[1].map(a, ".repeat(n) + "1" + ")".repeat(n),
];

testInHost("Deno", "an expression is too deep for the extension where it is for Deno", () => {
  using db = connectWithExtension(":memory:");
  using deno = new DatabaseSync(":memory:");
  installPlugins(deno, [sd]);
  let given = 0;
  for (const nested of NESTED) {
    for (const levels of [10, 18, 19, 20, 30, 39, 40, 60]) {
      const [ours, theirs] = [db, deno].map((one) => {
        try {
          return one.prepare("SELECT sd_eval(?, '{}') AS x").get(nested(levels))?.x;
        } catch (error) {
          return error instanceof Error ? error.message : String(error);
        }
      });
      assert.equal(ours, theirs, nested(levels));
      if (
        typeof ours === "bigint" || typeof ours === "number" || ours?.toString().startsWith("[")
      ) given++;
    }
  }
  assert.ok(given > NESTED.length, "some of them are allowed");
});

const SMALL_STACK = `
import sqlite3, sys, threading
threading.stack_size(256 << 10)
expression = "(" * 39 + "7" + ")" * 39
def work():
    db = sqlite3.connect(":memory:")
    db.enable_load_extension(True)
    db.load_extension(sys.argv[1])
    print(db.execute("SELECT sd_eval(?, '{}')", (expression,)).fetchone()[0])
thread = threading.Thread(target=work)
thread.start()
thread.join()
`;

testInHost("Python", "a thread with a small stack can do the same as any", async () => {
  assert.equal(await run(PYTHON ?? "", ["-c", SMALL_STACK, EXTENSION]), "7\n");
});

const INTERRUPT = `
import sqlite3, sys, threading, time
db = sqlite3.connect(":memory:", check_same_thread=False)
db.enable_load_extension(True)
db.load_extension(sys.argv[1])
text = "((a:1.1), <lora:b:1> " * 1500000
began = time.monotonic()
if sys.argv[3] == "interrupt":
    threading.Timer(1.0, db.interrupt).start()
else:
    db.set_progress_handler(lambda: time.monotonic() - began > 1.0, 1000)
try:
    db.execute(sys.argv[2], (text,)).fetchall()
    print("not interrupted")
except sqlite3.OperationalError as error:
    print(error, time.monotonic() - began < 50)
db.set_progress_handler(None, 0)
print(db.execute("SELECT sd_clean('a <lora:x:1>')").fetchone()[0])
`;

for (const way of ["interrupt", "progress handler"]) {
  for (const call of ["SELECT sd_tags(?)", "SELECT * FROM sd_tags(?)"]) {
    testInHost("Python", `sqlite3's ${way} stops one long call: ${call}`, async () => {
      const said = await run(PYTHON ?? "", ["-c", INTERRUPT, EXTENSION, call, way]);
      assert.equal(said, "interrupted True\na\n");
    });
  }
}
