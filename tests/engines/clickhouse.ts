/** Run by `deno task test:clickhouse`: it installs half a gigabyte. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { sd } from "../../mod.ts";
import { definitionsOf } from "../../examples/clickhouse/definitions.ts";
import { startClickHouse, workersOf } from "./chdb.ts";
import { testClickHouseFiles } from "./clickhouse_files.ts";
import { testClickHouseTables } from "./clickhouse_tables.ts";
import { say } from "./install.ts";
import { column, columnsOf, fileRow, ROWS, sqliteCall, sqliteRows, writeRows } from "./rows.ts";

const folder = Deno.makeTempDirSync({ prefix: "sd clickhouse " });
const clickHouse = await startClickHouse(folder);
const sqlite = sqliteRows();
const rows = writeRows(join(folder, "rows.ndjson"));

await clickHouse.script("functions.sql");
await clickHouse.script("schema.sql");
const STRUCTURE =
  "file_id UInt64, file_path String, metadata_json Nullable(String), options Nullable(String), expression Nullable(String), json String";
const SOURCE = `file('${rows}', JSONEachRow, '${STRUCTURE}')`;
await clickHouse.query(
  `CREATE TABLE texts ENGINE = MergeTree ORDER BY file_id AS SELECT * FROM ${SOURCE}`,
);
say(`ClickHouse ${(await clickHouse.query("SELECT version()")).trim()} with ${ROWS} rows`);

/** Deno's checks of what a test leaves open do not know an engine's threads. */
function engineTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, sanitizeOps: false, sanitizeResources: false, fn });
}

for (const { name, of, arguments: names } of definitionsOf(sd)) {
  // Those are given pictures, in another test.
  if (of.takes === "bytes") continue;
  engineTest(`${name}: ${ROWS} rows equal SQLite's`, async () => {
    const args = columnsOf(of.name, names.length);
    const started = performance.now();
    const there = await clickHouse.query(
      `SELECT lower(hex(SHA256(${name}(${args.join(", ")})))) FROM texts ORDER BY file_id`,
    );
    const seconds = (performance.now() - started) / 1000;
    const sameArgs = of.arities.length === 1 && of.arities[0] === 0 ? [] : args;
    const here = column(
      sqlite,
      `SELECT sd_sha256(CAST(${
        sqliteCall(of.name, sameArgs)
      } AS TEXT)) FROM files ORDER BY file_id`,
    );
    const lines = there.split("\n");
    assert.equal(lines.pop(), "");
    assert.equal(lines.length, ROWS);
    assert.ok(here.filter((hash) => hash !== null).length > 0.4 * ROWS, "most rows say something");
    lines.forEach((line, i) => {
      assert.equal(line === "\\N" ? null : line, here[i], JSON.stringify(fileRow(i + 1)));
    });
    say(`${name}: ${Math.round(ROWS / seconds)} rows/s in the whole query`);
    const workers = await workersOf(of.name);
    assert.ok(workers.length > 0, "a pooled process stays");
  });
}

engineTest("functions without arguments can be called as in SQLite", async () => {
  for (const { name } of sd.functions.filter(({ arities }) => arities.includes(0))) {
    const [expected] = column(sqlite, `SELECT ${name}()`);
    assert.equal(await clickHouse.query(`SELECT ${name}()`, "RawBLOB"), expected);
  }
});

testClickHouseTables(clickHouse, folder, engineTest);
testClickHouseFiles(clickHouse, folder, engineTest);

const ONE = "SELECT sd_clean('a <lora:moss:1> cat')";
const CLEAR = /User defined function 'sd_clean' failed\. Command: 'sqlite-sd'/;

async function killWorkers(): Promise<number[]> {
  const workers = await workersOf("sd_clean");
  assert.ok(workers.length > 0);
  for (const worker of workers) Deno.kill(worker, "SIGKILL");
  return workers;
}

engineTest("the processes of a pool stay from query to query", async () => {
  await clickHouse.query(ONE);
  const workers = await workersOf("sd_clean");
  for (let i = 0; i < 5; i++) await clickHouse.query(ONE);
  assert.deepEqual(await workersOf("sd_clean"), workers);
});

engineTest("a worker killed between queries: one clear error, then a new worker", async () => {
  const killed = await killWorkers();
  // Each process of the pool may fail one query.
  for (const _ of killed) {
    await clickHouse.query(ONE).catch((error: Error) => assert.match(error.message, CLEAR));
  }
  assert.equal(await clickHouse.query(ONE), "a cat\n");
  const workers = await workersOf("sd_clean");
  assert.ok(workers.length > 0 && workers.every((worker) => !killed.includes(worker)));
});

engineTest(
  "a worker killed within a query: the query fails with a clear error, the next one works",
  async () => {
    const long = clickHouse.query(
      "SELECT count() FROM (SELECT sd_clean(concat('a <lora:moss:1> cat', toString(number))) AS c FROM numbers(20000000)) WHERE c != ''",
    ).then(() => null, (error: Error) => error);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const killed = await killWorkers();
    const error = await long;
    assert.ok(error !== null, "the query was over before the worker was killed");
    assert.match(error.message, CLEAR);
    assert.equal(await clickHouse.query(ONE), "a cat\n");
    assert.ok((await workersOf("sd_clean")).every((worker) => !killed.includes(worker)));
  },
);

engineTest("a row that a function refuses is NULL and stops nothing", async () => {
  assert.equal(
    await clickHouse.query(
      "SELECT sd_loras_options('a cat', arrayJoin(['nonsense', '{}']))",
    ),
    "\\N\n[]\n",
  );
});

for (const type of ["executable_pool", "executable"]) {
  engineTest(`JSON with chunk headers, ${type}: ${ROWS} rows are the same as TSV's`, async () => {
    const hash = (name: string): string => `SHA256(${name}(metadata_json, options))`;
    const others = await clickHouse.query(
      `SELECT countIf(${hash("sd_loras_options")} IS NOT DISTINCT FROM ${
        hash(`loras_by_${type}`)
      }), countIf(loras_by_${type}(metadata_json, options) IS NOT NULL) > ${ROWS / 2} FROM texts`,
    );
    assert.equal(others, `${ROWS}\t1\n`);
  });
}

for (const threads of [1, 2]) {
  engineTest(`${threads} of the pool's processes work at the same time`, async () => {
    const started = performance.now();
    const query = clickHouse.query(
      `SELECT count(sd_hash(metadata_json)) FROM texts SETTINGS max_threads = ${threads},
       max_block_size = 4096, merge_tree_min_rows_for_concurrent_read = 1, merge_tree_min_bytes_for_concurrent_read = 1`,
    );
    let most = 0;
    let done = false;
    query.finally(() => done = true);
    while (!done) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      most = Math.max(most, (await workersOf("sd_hash")).length);
    }
    await query;
    const seconds = (performance.now() - started) / 1000;
    say(`sd_hash with ${threads} threads: ${Math.round(ROWS / seconds)} rows/s`);
    assert.ok(most >= threads);
  });
}

engineTest("the end: the session closes and its workers end", async () => {
  clickHouse[Symbol.dispose]();
  sqlite.close();
  for (let i = 0; i < 100; i++) {
    const workers = await Promise.all(sd.functions.map(({ name }) => workersOf(name)));
    if (workers.flat().length === 0) break;
    assert.ok(i < 99, "workers go on");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await Deno.remove(folder, { recursive: true });
});
