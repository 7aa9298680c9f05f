/** Run by `deno task test:spark`: it installs half a gigabyte, and needs Java. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { sd } from "../../mod.ts";
import { definitionsOf } from "../../examples/clickhouse/definitions.ts";
import { ENGINES, exists, installProgram, ROOT, run, say } from "./install.ts";
import { column, columnsOf, fileRow, ROWS, sqliteCall, sqliteRows, writeRows } from "./rows.ts";
import { testSparkFiles } from "./spark_files.ts";
import { testSparkTables } from "./spark_tables.ts";

const VERSION = "4.0.5";

/** The Python that has PySpark. */
async function installSpark(): Promise<string> {
  if (!await run("java", "-version").then(() => true, () => false)) {
    say("Java 17 is needed: apt-get install default-jre-headless, which is tried now");
    await run("apt-get", "update", "-qq");
    await run("apt-get", "install", "-y", "-qq", "default-jre-headless");
  }
  const home = join(ENGINES, `pyspark-${VERSION}`);
  const python = join(home, "bin", "python");
  if (!exists(join(home, "installed"))) {
    say(`Installing PySpark ${VERSION} (450 MB) with pip into ${home}`);
    await run("python3", "-m", "venv", home);
    await run(python, "-m", "pip", "install", "--quiet", `pyspark==${VERSION}`);
    await Deno.writeTextFile(join(home, "installed"), VERSION);
  }
  return python;
}

const folder = Deno.makeTempDirSync({ prefix: "sd-spark-" });
const programs = join(folder, "bin");
const output = join(folder, "output");
await installProgram(programs);
const python = await installSpark();
const PATH = [programs, dirname(Deno.execPath()), Deno.env.get("PATH")].join(":");
// Functions of pictures are given files, in another test.
const definitions = definitionsOf(sd).filter(({ of }) => of.takes !== "bytes");

/** What the program says, line by line as JSON. */
async function runSpark(): Promise<Record<string, unknown>[]> {
  say(`Spark ${VERSION}, two workers, ${ROWS} rows, ${definitions.length} calls: some minutes`);
  const calls = Object.fromEntries(definitions.map(({ name, of, arguments: names }) => [
    name,
    { function: of.name, columns: columnsOf(of.name, names.length) },
  ]));
  const { code, stdout, stderr } = await new Deno.Command(python, {
    args: [
      join(ROOT, "tests", "engines", "spark.py"),
      join(ROOT, "examples", "spark"),
      writeRows(join(folder, "rows.ndjson")),
      output,
      JSON.stringify(calls),
    ],
    cwd: folder,
    env: { PATH, PYSPARK_PYTHON: python },
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
}

const said = await runSpark();
for (const facts of said) say(JSON.stringify(facts).slice(0, 300));
const sqlite = sqliteRows();

/** The rows that Spark wrote to a folder of JSON files. */
function written(name: string): Record<string, unknown>[] {
  const path = join(output, name);
  return [...Deno.readDirSync(path)]
    .filter((entry) => entry.name.endsWith(".json"))
    .flatMap((entry) => Deno.readTextFileSync(join(path, entry.name)).split("\n"))
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line))
    .sort((a, b) => a["file_id"] - b["file_id"]);
}

Deno.test("two worker processes did the work", () => {
  assert.ok(said.some((facts) => facts["worker_processes"] === 2));
});

for (const { name, of, arguments: names } of definitions) {
  Deno.test(`${name} through pipe: ${ROWS} rows equal SQLite's`, () => {
    const args = of.arities.includes(0) ? [] : columnsOf(of.name, names.length);
    const here = column(
      sqlite,
      `SELECT sd_sha256(CAST(${sqliteCall(of.name, args)} AS TEXT)) FROM files ORDER BY file_id`,
    );
    const there = written(name);
    assert.equal(there.length, ROWS);
    assert.ok(here.filter((hash) => hash !== null).length > 0.4 * ROWS, "most rows say something");
    there.forEach(({ file_id, hash = null }, i) => {
      assert.equal(file_id, i + 1);
      assert.equal(hash, here[i], JSON.stringify(fileRow(i + 1)));
    });
  });
}

Deno.test("a program that cannot run fails the job, and its message is in the workers' log", () => {
  const refused = said.find((facts) => "refused" in facts)?.["refused"];
  assert.match(
    String(refused),
    /Pipe function `sqlite-sd --function sd_no_such_function .*exited with error code 3/,
  );
});

const place = { folder, python, program: join(programs, "sqlite-sd"), PATH };
testSparkTables(place);
testSparkFiles(place);

Deno.test("the end: what was written is removed", async () => {
  sqlite.close();
  await Deno.remove(folder, { recursive: true });
});
