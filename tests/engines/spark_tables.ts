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

const EXAMPLES = join(ROOT, "examples", "spark");
const PICTURES = { photos: 4000, archive: 2000 };
/** The page's way from one JSON array to one object a line. */
const LINES = "sed -n 's/,$//; /^{/p'";
const VIEWS = [...Object.keys(TABLES), "lora_use_counts"];

type Step = readonly [name: string, argument: readonly string[]];
type Said = Record<string, unknown>;

/** Where Spark is, and the program it runs. */
export interface SparkPlace {
  readonly folder: string;
  readonly python: string;
  readonly program: string;
  readonly PATH: string;
}

/** Registers the tests, one after the other on the same tables. */
export function testSparkTables({ folder, python, program, PATH }: SparkPlace): void {
  let photos: Collection;
  let archive: Collection;

  /** Runs steps in one process; the catalog and the tables stay for the next one. */
  async function spark(steps: readonly Step[]): Promise<Said[]> {
    const conf = {
      "spark.ui.enabled": "false",
      "spark.sql.shuffle.partitions": "4",
      // Times are UTC wherever someone looks.
      "spark.sql.session.timeZone": "America/New_York",
      "spark.sql.warehouse.dir": join(folder, "warehouse"),
    };
    const { code, stdout, stderr } = await new Deno.Command(
      python.replace(/python$/, "spark-submit"),
      {
        args: [
          "--master",
          "local[2]",
          ...Object.entries(conf).flatMap(([key, value]) => ["--conf", `${key}=${value}`]),
          join(ROOT, "tests", "engines", "spark_tables.py"),
          EXAMPLES,
          JSON.stringify(steps),
        ],
        cwd: folder,
        env: { PATH, PYSPARK_PYTHON: python },
      },
    ).output();
    const text = new TextDecoder();
    assert.equal(code, 0, text.decode(stderr).slice(-5000));
    return text.decode(stdout).split("\n").filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line));
  }

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
