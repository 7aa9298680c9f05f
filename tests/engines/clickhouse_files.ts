/** The example's way from picture files to tables. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { openDatabase } from "../../mod.ts";
import { extract } from "../../src/commands/extract.ts";
import { QUIET } from "../../src/work/command.ts";
import type { ClickHouse } from "./chdb.ts";
import { changeFiles, FILES, writeFiles } from "./files.ts";
import { say } from "./install.ts";

const PARTS = Array.from({ length: 16 }, (_, part) => part);
const COLUMNS = ["model_name", "sampler", "seed_text", "metadata_hash", "raw_positive", "params"];

/** Registers the tests, one after the other on the same tables. */
export function testClickHouseFiles(
  clickHouse: ClickHouse,
  folder: string,
  test: (name: string, fn: () => Promise<void>) => void,
): void {
  const pictures = join(folder, "pictures");
  const files = `${pictures}/**/*.{png,jpg,webp}`;
  const number = async (sql: string): Promise<number> => Number(await clickHouse.query(sql));

  async function load(): Promise<void> {
    await clickHouse.script("list_files.sql", { collection: "files", files });
    for (const part of PARTS) await clickHouse.script("extract.sql", { part });
  }

  /** How many files were looked at so far: each once for its time, and once for its bytes. */
  const lookedAt = (): Promise<number> =>
    number("SELECT sum(value) FROM system.events WHERE event = 'EngineFileLikeReadFiles'");

  async function equalsExtract(): Promise<void> {
    const database = join(folder, "files.sqlite");
    await extract({ database, paths: [pictures], prune: true }, QUIET);
    using db = openDatabase(database);
    for (
      const [columns, source, there] of [
        [["status", "metadata_json"], "files", "files"],
        [COLUMNS, "files JOIN models ON models.file_id = files.id", "models"],
      ] as const
    ) {
      const list = columns.map((column) => `"${column}"`).join(", ");
      const here = db.prepare(`SELECT file_path, ${list} FROM ${source} ORDER BY file_path`).all()
        .map((row) => Object.values(row));
      const rows = (await clickHouse.query(
        `SELECT replaceAll(file_path, '//', '/') AS path, ${list} FROM ${there}
         WHERE collection = 'files' ORDER BY path`,
        "JSONCompactEachRow",
      )).trim().split("\n").map((line) => JSON.parse(line));
      assert.ok(here.length > FILES / 2, source);
      assert.deepEqual(rows, here);
    }
  }

  test(`${FILES} picture files end in the same rows as those of extract`, async () => {
    writeFiles(pictures);
    const started = performance.now();
    await load();
    const seconds = (performance.now() - started) / 1000;
    say(`${FILES} picture files in ClickHouse: ${seconds.toFixed(1)} s`);
    await equalsExtract();
  });

  test("loading again reads no file and writes no row", async () => {
    const [before, rows] = [await lookedAt(), await number("SELECT count() FROM pictures")];
    await load();
    assert.equal(await lookedAt() - before, FILES);
    assert.equal(await number("SELECT count() FROM pictures"), rows);
  });

  test("only new and changed files are read, and those that are gone go", async () => {
    const changed = changeFiles(pictures);
    const before = await lookedAt();
    await load();
    assert.equal(await lookedAt() - before, FILES + changed);
    await equalsExtract();
  });
}
