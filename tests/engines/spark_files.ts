/** The example's way from picture files to tables, in Spark. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { openDatabase } from "../../mod.ts";
import { extract } from "../../src/commands/extract.ts";
import { QUIET } from "../../src/work/command.ts";
import { changeFiles, FILES, tamper, writeFiles } from "./files.ts";
import { say } from "./install.ts";
import { runSteps, type SparkPlace, type Step } from "./spark_steps.ts";

const COLUMNS = ["model_name", "sampler", "seed_text", "metadata_hash", "raw_positive", "params"];
const SOURCES = {
  files: ["file_path", "status", "metadata_json"],
  models: ["file_path", ...COLUMNS],
} as const;

/** Registers the test. */
export function testSparkFiles(place: SparkPlace): void {
  const { folder } = place;
  const pictures = join(folder, "pictures");

  const load = (name: string): Step[] => [
    ["files", ["files", pictures]],
    ["program", ["extract"]],
    ...Object.keys(SOURCES).map((view): Step => ["write", [view, join(folder, name, view)]]),
  ];

  function rowsIn(name: string, view: keyof typeof SOURCES): Map<string, unknown[]> {
    const path = join(folder, name, view);
    const rows = [...Deno.readDirSync(path)].filter(({ name }) => name.endsWith(".json"))
      .flatMap(({ name }) => Deno.readTextFileSync(join(path, name)).trim().split("\n"))
      .filter((line) => line !== "").map((line) => JSON.parse(line))
      .filter((row) => row.collection === "files");
    return new Map(rows.map((row) => {
      const file = String(row.file_path).replace(/^file:\/*/, "/");
      return [file, SOURCES[view].slice(1).map((column) => row[column] ?? null)];
    }));
  }

  async function equalsExtract(name: string): Promise<void> {
    const database = join(folder, "files.sqlite");
    await extract({ database, paths: [pictures], prune: true }, QUIET);
    using db = openDatabase(database);
    for (const view of ["files", "models"] as const) {
      const source = view === "files" ? view : "files JOIN models ON models.file_id = files.id";
      const list = SOURCES[view].map((column) => `"${column}"`).join(", ");
      const here = db.prepare(`SELECT ${list} FROM ${source} ORDER BY file_path`).all()
        .map((row) => Object.values(row));
      const there = rowsIn(name, view);
      assert.equal(there.size, here.length);
      assert.ok(here.length > FILES / 2, view);
      for (const [path, ...values] of here) assert.deepEqual(there.get(String(path)), values);
    }
  }

  Deno.test(`${FILES} picture files end in the same rows as those of extract; later only new ones are read`, async () => {
    writeFiles(pictures);
    const started = performance.now();
    await runSteps(place, load("files, first"));
    say(`${FILES} picture files in Spark: ${Math.round((performance.now() - started) / 1000)} s`);
    await equalsExtract("files, first");
    changeFiles(pictures);
    const { path, restore } = tamper(pictures);
    await runSteps(place, load("files, second"));
    const before = rowsIn("files, first", "models").get(path);
    assert.ok(before !== undefined);
    assert.deepEqual(rowsIn("files, second", "models").get(path), before, "it was not read again");
    restore();
    await equalsExtract("files, second");
  });
}
