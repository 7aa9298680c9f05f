/** Steps on the tables of the example, in Spark. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { ROOT } from "./install.ts";

const EXAMPLES = join(ROOT, "examples", "spark");

/** A step of spark_tables.py. */
export type Step = readonly [name: string, argument: readonly string[]];
/** What it says of a step. */
export type Said = Record<string, unknown>;

/** Where Spark is, and the program it runs. */
export interface SparkPlace {
  readonly folder: string;
  readonly python: string;
  readonly program: string;
  readonly PATH: string;
}

/** Runs steps in one process; the catalog and the tables stay for the next one. */
export async function runSteps(
  { folder, python, PATH }: SparkPlace,
  steps: readonly Step[],
): Promise<Said[]> {
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
