/** The tables of the example, loaded twice from two databases. */
import assert from "node:assert/strict";
import { join } from "node:path";
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
import { ROOT, run, say } from "./install.ts";
import { runSteps, type Said, type SparkPlace, type Step } from "./spark_steps.ts";

const EXAMPLES = join(ROOT, "examples", "spark");
const PICTURES = { photos: 4000, archive: 2000 };
/** The page's way from one JSON array to one object a line. */
const LINES = "sed -n 's/,$//; /^{/p'";
const VIEWS = [...Object.keys(TABLES), "lora_use_counts"];

/** Registers the tests, one after the other on the same tables. */
export function testSparkTables(place: SparkPlace): void {
  const { folder, program } = place;
  let photos: Collection;
  let archive: Collection;

  const spark = (steps: readonly Step[]): Promise<Said[]> => runSteps(place, steps);

  async function listOf(collection: Collection): Promise<string> {
    const file = join(folder, `${collection.name}.ndjson`);
    await list(collection, `${file}.array`);
    await run("sh", "-c", `${LINES} < "$0" > "$1"`, `${file}.array`, file);
    return file;
  }

  const written = (name: string): Step[] =>
    VIEWS.map((view) => ["write", [view, join(folder, name, view)]]);

  function rowsIn(path: string): Row[] {
    const rows = [...Deno.readDirSync(path)].filter(({ name }) => name.endsWith(".json"))
      .flatMap(({ name }) => rowsOf(Deno.readTextFileSync(join(path, name))));
    for (const row of rows) {
      for (const key of ["first_used", "last_used"]) {
        if (typeof row[key] === "string") row[key] = row[key].replace("T", " ").replace(".000", "");
      }
    }
    return rows;
  }

  function equalsSqlite(name: string): void {
    const collections = [photos, archive];
    for (const view of Object.keys(TABLES)) {
      const here = expected(collections, view);
      assert.ok(here.length > 1000, view);
      sameRows(rowsIn(join(folder, name, view)), here, view);
    }
    const counts = expectedCounts(collections);
    sameRows(rowsIn(join(folder, name, "lora_use_counts")), counts, "lora_use_counts");
  }

  Deno.test("two databases with the same numbers and paths equal SQLite when they are loaded", async () => {
    const readme = Deno.readTextFileSync(join(EXAMPLES, "README.md"));
    for (const command of [LISTING, LINES]) assert.ok(readme.includes(command), command);
    photos = await newCollection(folder, "photos", PICTURES.photos);
    archive = await newCollection(folder, "archive", PICTURES.archive);
    const said = await spark([
      ["program", ["load", "photos", await listOf(photos)]],
      ["program", ["load", "archive", await listOf(archive)]],
      ["program", ["extract"]],
      ...written("first"),
      ["count", ["SELECT count(*) FROM pictures"]],
      ["program", ["extract", "1", "2"]],
      ["count", ["SELECT count(*) FROM pictures"]],
    ]);
    for (const { errors = "" } of said) assert.equal(errors, "");
    equalsSqlite("first");
    const counts = said.filter(({ step }) => step === "count").map(({ count }) => count);
    assert.deepEqual(counts, Array(2).fill(PICTURES.photos + PICTURES.archive));
  });

  Deno.test("a part that fails is repeated alone; then changes, moves and deletions equal SQLite", async () => {
    await change(photos);
    const whole = await listOf(photos);
    const part = join(folder, "part.ndjson");
    const lines = Deno.readTextFileSync(whole).split("\n");
    await Deno.writeTextFile(part, lines.slice(0, lines.length / 2).join("\n"));
    const [brokenOff, , , failed, , rest, again, ...others] = await (async () => {
      const said = await spark([
        ["program", ["load", "photos", part]],
        ["program", ["extract", "0"]],
        ["program", ["load", "photos", whole]],
        ["rename", [program, `${program}.away`]],
        ["program", ["extract", "3"]],
        ["rename", [`${program}.away`, program]],
        ["program", [
          "extract",
          ...Array.from({ length: 16 }, (_, n) => `${n}`).filter((n) => n !== "3"),
        ]],
        ["program", ["extract", "3"]],
        ...written("second"),
        ["count", ["SELECT count(*) FROM pictures"]],
        ["program", ["compact"]],
        ["count", ["SELECT count(*) FROM pictures"]],
        ["count", ["SELECT count(*) FROM files"]],
      ]);
      return said.slice(1);
    })();
    assert.match(
      String(brokenOff?.["errors"]),
      /^part 0 failed: .*A list in arrivals is not whole/,
    );
    assert.match(String(failed?.["errors"]), /^part 3 failed: .*sqlite-sd/);
    assert.deepEqual([failed?.["status"], rest?.["status"], again?.["status"]], [1, 0, 0]);
    equalsSqlite("second");
    const [before, compacted, files] = others.filter(({ step }) => step === "count")
      .map(({ count }) => Number(count));
    say(`${before} versions of pictures, ${compacted} when they are compacted`);
    assert.ok(before !== undefined && compacted !== undefined && before > compacted);
    assert.equal(compacted, files);
  });
}
