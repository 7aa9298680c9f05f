import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { RECORD_FIELDS } from "../../src/record/record.ts";
import type { Cell, ExpectedUsage } from "../support/columns.ts";
import { expectedCell } from "../support/columns.ts";
import { OF_TAGS_ALONE, testSharedData } from "../support/data.ts";
import { inWorkspace, type Row, type Workspace } from "../support/workspace.ts";

const DATA = Deno.env.get("SQLITE_SD_DATA") ?? "../shared/data";

/** Extracts texts through the SQL; the rows of `models`, null where there is none, and the usages, both in order. */
async function extracted(
  space: Workspace,
  texts: readonly string[],
): Promise<{ model: Row | null; usages: Row[] }[]> {
  space.fill(texts);
  const { report } = await space.extract();
  assert.equal(report.errors, 0);
  const models = new Map(space.sql("SELECT * FROM models").map((row) => [row.file_id, row]));
  const usages = Map.groupBy(
    space.sql("SELECT * FROM lora_usages ORDER BY file_id, position_index"),
    (row) => row.file_id,
  );
  return texts.map((_, index) => {
    const id = BigInt(index + 1);
    return { model: models.get(id) ?? null, usages: usages.get(id) ?? [] };
  });
}

/** Runs a check on a workspace inside a synchronous test of shared data. */
function testInWorkspace<T>(
  file: string,
  sentence: string,
  check: (space: Workspace, data: T) => Promise<void>,
): void {
  testSharedData<T>(file, sentence, (data) => inWorkspace((space) => check(space, data))());
}

function assertColumns(id: string, model: Row, expected: Readonly<Record<string, Cell>>): void {
  for (const [column, value] of Object.entries(expected)) {
    assert.ok(column in model, `${id}: ${column} is no column`);
    assert.deepEqual(model[column], expectedCell(column, value), `${id}: ${column}`);
  }
}

function assertUsageRows(
  id: string,
  rows: readonly Row[],
  expected: readonly ExpectedUsage[],
): void {
  assert.equal(rows.length, expected.length, `${id}: number of usages`);
  expected.forEach((usage, index) => {
    for (const [key, value] of Object.entries(usage)) {
      const isReal = key === "weight" || key === "unet_weight";
      const cell = isReal && typeof value === "bigint" ? Number(value) : value;
      assert.deepEqual(rows[index]?.[key], cell, `${id}: usage ${index} ${key}`);
    }
  });
}

interface InfotextCase {
  readonly id: string;
  readonly text: string;
  readonly expect: Readonly<Record<string, Cell>>;
  readonly loras: readonly ExpectedUsage[];
}

/** Columns of `models` that a record fills, but `params`. */
const COLUMNS = [
  ...Object.keys(RECORD_FIELDS).filter((field) => field !== "generator"),
  "seed_text",
  "truncated",
  "raw_positive",
  "raw_negative",
  "clean_positive",
  "clean_negative",
  "metadata_hash",
];

testInWorkspace<InfotextCase[]>(
  "infotexts.json",
  "every real infotext fills every column and usage of its row, and leaves all others NULL",
  async (space, cases) => {
    const results = await extracted(space, cases.map(({ text }) => text));
    cases.forEach(({ id, expect, loras }, index) => {
      const { model, usages } = results[index] ?? { model: null, usages: [] };
      assert.ok(model !== null, id);
      assertColumns(id, model, expect);
      for (const column of COLUMNS.filter((name) => !(name in expect))) {
        if (column !== "metadata_hash") assert.equal(model[column], null, `${id}: ${column}`);
      }
      assertUsageRows(id, usages, loras);
    });
  },
);

testInWorkspace<InfotextCase[]>(
  "infotexts.json",
  "every column of models holds its own type",
  async (space, cases) => {
    await extracted(space, cases.map(({ text }) => text));
    const storage = { integer: "integer", boolean: "integer", real: "real", text: "text" } as const;
    for (const [column, { kind }] of Object.entries(RECORD_FIELDS)) {
      const types = space.sql(`SELECT DISTINCT typeof(${column}) AS type FROM models`);
      for (const { type } of types) {
        assert.ok(type === "null" || type === storage[kind], `${column} holds ${type}`);
      }
    }
    for (
      const [column, type] of [["seed_text", "text"], ["params", "text"], ["truncated", "integer"]]
    ) {
      const types = space.sql(`SELECT DISTINCT typeof(${column}) AS type FROM models`);
      assert.ok(types.every((row) => row.type === type || row.type === "null"), column);
    }
  },
);

interface EdgeCase {
  readonly id: string;
  readonly text: string;
  readonly expect: Readonly<Record<string, Cell>> | null;
  readonly params?: Readonly<Record<string, string>>;
  readonly loras?: readonly ExpectedUsage[];
}

testInWorkspace<EdgeCase[]>(
  "edge-cases.json",
  "every edge case of the grammar gives its columns, pairs and usages, or no row at all",
  async (space, cases) => {
    const results = await extracted(space, cases.map(({ text }) => text));
    cases.forEach(({ id, text, expect, params = {}, loras }, index) => {
      const { model, usages } = results[index] ?? { model: null, usages: [] };
      if (expect === null) {
        assert.equal(model, null, id);
        assert.deepEqual(usages, [], id);
        const status = space.value("SELECT status FROM files WHERE id = ?", index + 1);
        assert.equal(status, text.trim() === "" ? "no_metadata" : "unrecognized", id);
        return;
      }
      assert.ok(model !== null, id);
      assertColumns(id, model, expect);
      const pairs = JSON.parse(String(model.params));
      for (const [key, value] of Object.entries(params)) assert.equal(pairs[key], value, id);
      if (loras !== undefined && !OF_TAGS_ALONE.has(id)) assertUsageRows(id, usages, loras);
    });
  },
);

testInWorkspace<{ id: string; text: string; metadata_hash: string }[]>(
  "canonical-vectors.json",
  "models and files hold the metadata hash of every canonical vector",
  async (space, cases) => {
    const results = await extracted(space, cases.map(({ text }) => text));
    cases.forEach(({ id, metadata_hash }, index) => {
      assert.equal(results[index]?.model?.metadata_hash, metadata_hash, id);
    });
    const other = `SELECT count(*) FROM files JOIN models ON file_id = id
      WHERE last_extracted_hash IS NOT metadata_hash`;
    assert.equal(space.value(other), 0n);
  },
);

interface LoraCase {
  readonly id: string;
  readonly prompt: string;
  readonly usages: readonly ExpectedUsage[];
  readonly discarded: readonly { readonly reason: string }[];
  readonly clean: string;
}

testInWorkspace<LoraCase[]>(
  "lora-vectors.json",
  "every LoRA vector gives its usages, its cleaned prompt and its discarded tags in the summary",
  async (space, cases) => {
    const texts = cases.map(({ prompt }) =>
      `${prompt}\nNegative prompt: n\nSteps: 1, Seed: 2, Size: 8x8`
    );
    space.fill(texts);
    const { discarded } = await space.extract();
    cases.forEach(({ id, usages, clean }, index) => {
      const rows = space.sql(
        "SELECT * FROM lora_usages WHERE file_id = ? ORDER BY position_index",
        index + 1,
      );
      assertUsageRows(id, rows, usages);
      const found = space.value("SELECT clean_positive FROM models WHERE file_id = ?", index + 1);
      assert.equal(found, clean, id);
    });
    const expected: Record<string, number> = {};
    for (const { reason } of cases.flatMap((one) => one.discarded)) {
      expected[reason] = (expected[reason] ?? 0) + 1;
    }
    assert.deepEqual({ ...discarded }, expected);
  },
);

interface ManifestRow {
  readonly file: string;
  readonly container: string | null;
  readonly status: string | readonly string[];
  readonly metadata_source: string | null;
  readonly raw_sha256: string | null;
  readonly settled: boolean;
}

/** The text that is stored, or those in its envelope: the one that counts is among them. */
function textsIn(stored: unknown): string[] {
  const text = String(stored);
  if (!text.startsWith('{"sqlite-sd":')) return [text];
  return Object.values((JSON.parse(text) as { texts: Record<string, string> }).texts);
}

const HAS_IMAGES = existsSync(join(DATA, "images/manifest.json"));
// deno-lint-ignore no-console
if (!HAS_IMAGES) console.warn(`skipped: no real images at ${DATA} (set SQLITE_SD_DATA)`);

Deno.test({
  name: "scanning and extracting the real images stores what their manifest states",
  ignore: !HAS_IMAGES,
  fn: inWorkspace(async (space) => {
    const folder = resolve(DATA, "images");
    const rows: ManifestRow[] = JSON.parse(Deno.readTextFileSync(join(folder, "manifest.json")));
    const { scan, extract, report } = await space.scanAndExtract({ paths: [folder] });
    assert.deepEqual([scan.added, report.errors], [rows.length, 0]);
    assert.ok(extract.models > 0);
    for (const wanted of rows) {
      const [row] = space.sql(
        "SELECT f.*, m.file_id AS model FROM files AS f LEFT JOIN models AS m ON m.file_id = f.id WHERE file_path = ?",
        join(folder, wanted.file),
      );
      assert.ok(row, wanted.file);
      const statuses = [wanted.status].flat();
      // Some pictures could be read by nobody when the manifest was written.
      // Of some files that have no text the manifest does not say that the program is known.
      const isNamed = String(row.status_detail).startsWith("c2pa: ") &&
        statuses.includes("no_metadata");
      const isNowRead = isNamed || (row.status === "ok" && statuses.includes("unrecognized"));
      assert.ok(
        isNowRead || statuses.includes(String(row.status)),
        `${wanted.file}: ${row.status}`,
      );
      assert.equal(row.container, wanted.container, wanted.file);
      assert.equal(row.model !== null, row.status === "ok", `${wanted.file}: row in models`);
      assert.equal(row.extraction_pending, 0n, wanted.file);
      const text = row.metadata_json;
      if (!wanted.settled || (text === null && wanted.metadata_source === null)) continue;
      if (Array.isArray(wanted.status) && wanted.metadata_source === null) continue;
      assert.equal(row.metadata_source, wanted.metadata_source, wanted.file);
      const hashes = textsIn(text).map((one) => createHash("sha256").update(one).digest("hex"));
      if (text === null) assert.equal(wanted.raw_sha256, null, wanted.file);
      else assert.ok(hashes.includes(String(wanted.raw_sha256)), wanted.file);
    }
  }),
});
