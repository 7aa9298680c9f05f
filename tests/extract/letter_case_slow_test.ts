import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { migrate } from "../../src/db/migrate.ts";
import { deriveAdd, deriveRun } from "../../src/commands/derive.ts";
import { QUIET } from "../../src/work/command.ts";
import { counting, modelFile } from "../fixtures/safetensors.ts";
import { infotext, inWorkspace, pngWith, type Workspace } from "../support/workspace.ts";

const ADOPTED = ["files", "models", "lora_usages"];

/** The tables of this version with every column in capitals. */
function inCapitals(): string {
  using db = new DatabaseSync(":memory:");
  migrate(db);
  const declared = (row: Record<string, unknown>): string =>
    [
      `"${String(row["name"]).toUpperCase()}"`,
      row["type"],
      row["pk"] === 1 ? "PRIMARY KEY" : "",
      row["dflt_value"] === null ? "" : `DEFAULT (${row["dflt_value"]})`,
    ].join(" ");
  return ADOPTED.map((table) => {
    const columns = db.prepare("SELECT * FROM pragma_table_info(?)").all(table).map(declared);
    return `CREATE TABLE ${table.toUpperCase()} (${columns.join(", ")});`;
  }).join("\n");
}

const READS = [
  `SELECT replace(file_path, :folder, '') AS path, kind, container, status, metadata_json, file_hash,
    extraction_pending FROM files ORDER BY 1`,
  "SELECT model_name, steps, seed_text, clean_positive, metadata_hash FROM models ORDER BY seed_text",
  "SELECT lora_name, weight, position_index FROM lora_usages ORDER BY id",
  "SELECT name, header_status, sha256, autov3 FROM model_files",
  "SELECT name, value, error FROM derived_values ORDER BY name, file_id",
];

async function work(space: Workspace): Promise<unknown[]> {
  space.put("a.png", pngWith(infotext(1)));
  space.put("b.png", pngWith(infotext(2)));
  space.put(
    "moss.safetensors",
    modelFile({ metadata: { ss_output_name: "moss" }, content: counting(50) }),
  );
  const counts: unknown[] = [await space.scan(), await space.extract()];
  counts.push(await space.hash());
  await deriveAdd({ database: space.database, field: "twice", expression: "record.steps * 2" });
  await deriveAdd({ database: space.database, field: "path", expression: "file.status" });
  counts.push((await deriveRun({ database: space.database }, QUIET)).json);
  space.rename("a.png", "c.png");
  counts.push(await space.scan(), await space.extract(), await space.scan());
  using db = space.open();
  return [
    counts,
    ...READS.map((sql) =>
      db.prepare(sql).all(sql.includes(":folder") ? { folder: space.folder } : {})
        .map((row) => Object.values(row))
    ),
  ];
}

Deno.test("a database whose columns are spelled in capitals gives what any other gives", async () => {
  let expected: unknown[] = [];
  await inWorkspace(async (space) => {
    expected = await work(space);
  })();
  await inWorkspace(async (space) => {
    space.exec(inCapitals());
    assert.deepEqual(await work(space), expected);
  })();
});
