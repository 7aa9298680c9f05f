/** The tables of the example, loaded twice from two databases. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { type ClickHouse, workersOf } from "./chdb.ts";
import {
  change,
  type Collection,
  expected,
  expectedCounts,
  list,
  LISTING,
  newCollection,
  type Row,
  rowsOf,
  sameRows,
  TABLES,
} from "./collections.ts";
import { ROOT, say } from "./install.ts";

const PARTS = Array.from({ length: 16 }, (_, part) => part);
const PICTURES = { photos: 12_000, archive: 6_000 };

/** Registers the tests, one after the other on the same tables. */
export function testClickHouseTables(
  clickHouse: ClickHouse,
  folder: string,
  test: (name: string, fn: () => Promise<void>) => void,
): void {
  let photos: Collection;
  let archive: Collection;

  const number = async (sql: string): Promise<number> => Number(await clickHouse.query(sql));
  const rows = async (sql: string): Promise<Row[]> =>
    rowsOf(
      await clickHouse.query(
        `${sql} SETTINGS output_format_json_quote_64bit_integers = 0`,
        "JSONEachRow",
      ),
    );

  /** Puts a list, or the beginning of one, in the place of the collection's last one. */
  async function load(collection: Collection, limit?: number): Promise<void> {
    const file = join(folder, "list.json");
    await list(collection, file);
    await clickHouse.query(`ALTER TABLE arrivals DROP PARTITION '${collection.name}'`);
    await clickHouse.query(
      `INSERT INTO arrivals SELECT * FROM file('${file}', JSONEachRow, 'collection String, file_path String,
         file_mtime Nullable(Int64), status Nullable(String), metadata_json Nullable(String), listed UInt64')
       ${limit === undefined ? "" : `LIMIT ${limit}`}`,
    );
  }

  async function extract(parts: readonly number[] = PARTS): Promise<void> {
    for (const part of parts) await clickHouse.script("extract.sql", { part });
  }

  async function equalsSqlite(): Promise<void> {
    const collections = [photos, archive];
    for (const view of Object.keys(TABLES)) {
      const here = expected(collections, view);
      assert.ok(here.length > 1000, view);
      sameRows(await rows(`SELECT * FROM ${view}`), here, view);
    }
    const counts = expectedCounts(collections);
    sameRows(await rows("SELECT * FROM lora_use_counts"), counts, "lora_use_counts");
  }

  test("two databases with the same numbers and paths equal SQLite when they are loaded", async () => {
    const readme = Deno.readTextFileSync(join(ROOT, "examples/clickhouse/README.md"));
    assert.ok(readme.includes(LISTING));
    photos = await newCollection(folder, "photos", PICTURES.photos);
    archive = await newCollection(folder, "archive", PICTURES.archive);
    await clickHouse.script("schema.sql");
    await load(photos);
    await load(archive);
    const started = performance.now();
    await extract();
    say(
      `The tables of ${PICTURES.photos + PICTURES.archive} pictures: ${
        Math.round((performance.now() - started) / 1000)
      } s`,
    );
    await equalsSqlite();
  });

  test("extracting again writes nothing", async () => {
    const count = "SELECT count() FROM pictures";
    const before = await number(count);
    await extract();
    assert.equal(await number(count), before);
  });

  test("a list that breaks off is refused, and changes nothing", async () => {
    await change(photos);
    await load(photos, 5000);
    await assert.rejects(extract([0]), /A list in arrivals is not whole/);
    assert.equal(await number("SELECT count() FROM files"), PICTURES.photos + PICTURES.archive);
  });

  test("a part that fails is repeated alone; then changes, moves and deletions equal SQLite", async () => {
    await load(photos);
    const known = await number("SELECT count() FROM pictures FINAL WHERE version = 1");
    for (const worker of await workersOf("sd_parse")) Deno.kill(worker, "SIGKILL");
    // Each process of the pool may fail one query.
    let failed: readonly number[] = PARTS;
    for (let run = 0; failed.length > 0; run++) {
      const parts: number[] = [];
      for (const part of failed) {
        await extract([part]).catch(({ message }: Error) => {
          assert.match(message, /User defined function 'sd_parse' failed/);
          parts.push(part);
        });
      }
      failed = parts;
      assert.equal(failed.length > 0, run === 0, `run ${run}: ${failed}`);
    }
    await equalsSqlite();
    const unchanged = await number(
      "SELECT count() FROM pictures FINAL WHERE version = 1 AND file_path NOT LIKE '/new/%' AND file_path NOT LIKE '/moved/%'",
    );
    assert.ok(unchanged > known / 2 && unchanged < known, "only what changed was extracted");
  });

  test("what comes back after it was gone is there, and an unlisted collection stays", async () => {
    const gone = "file_path LIKE '/new/%'";
    await clickHouse.query(`TRUNCATE TABLE arrivals`);
    await extract();
    await equalsSqlite();
    await load(photos);
    await clickHouse.query(
      `ALTER TABLE arrivals DELETE WHERE ${gone} SETTINGS mutations_sync = 1`,
    );
    await clickHouse.query(
      `ALTER TABLE arrivals UPDATE listed = (SELECT count() FROM arrivals) WHERE true SETTINGS mutations_sync = 1`,
    );
    await extract();
    for (const view of ["files", "models", "lora_usages"]) {
      assert.equal(await number(`SELECT count() FROM ${view} WHERE ${gone}`), 0, view);
    }
    await load(photos);
    await extract();
    await equalsSqlite();
  });
}
