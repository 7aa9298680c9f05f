import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { png } from "../fixtures/png.ts";
import { assertSound, objects, olderDatabase } from "../db/fixtures.ts";
import { infotext, inWorkspace, pngWith, type Workspace } from "../support/workspace.ts";

const COUNT = 1000;

/** The ways in which an older indexer wraps an infotext; `null` holds none. */
const DUMPS: readonly ((text: string) => unknown)[] = [
  (text) => ({ raw_parameters: { parameters: text }, prompts: ["other"], format: "PNG" }),
  (text) => ({ parameters: text, width: 512 }),
  (text) => ({ exif: { UserComment: text }, info: { dpi: [72, 72] } }),
  (text) => ({ metadata: JSON.stringify({ parameters: text }) }),
];

function dump(n: number): string {
  if (n % 100 === 0) return JSON.stringify({ file: `${n}.png`, size: [512, 768] });
  return JSON.stringify(DUMPS[n % DUMPS.length]?.(infotext(n)));
}

/** A database of the older program with wrong rows for every file. */
function fillOlder(space: Workspace): void {
  using db = olderDatabase(space.database);
  db.exec(`DELETE FROM models; DELETE FROM lora_usages; DELETE FROM files;
    ALTER TABLE files ADD COLUMN rating INTEGER; BEGIN`);
  const file = db.prepare(
    `INSERT INTO files (id, file_path, metadata_json, file_hash, file_size, file_mtime, last_extracted_hash,
      last_extracted_at, has_lora, extraction_version, rating) VALUES (?, ?, ?, ?, 5, 1700000000, ?, '2023-01-01', 1, 3, ?)`,
  );
  const model = db.prepare(
    `INSERT INTO models (file_id, model_name, seed, hash_type, display_hash, clean_positive, clean_negative,
      metadata_hash) VALUES (?, 'wrong', 1, 'sha256', 'wrong', 'wrong prompt', 'wrong', ?)`,
  );
  const usage = db.prepare(
    `INSERT INTO lora_usages (file_id, lora_name, weight, context, position_index)
      VALUES (?, 'wrong', 9, 'positive', ?)`,
  );
  for (let n = 1; n <= COUNT; n++) {
    const text = dump(n);
    const hash = createHash("sha256").update(text).digest("hex");
    file.run(n, `/old/${n}.png`, text, hash, hash, n % 5);
    model.run(n, hash);
    usage.run(n, 0);
    usage.run(n, 7);
  }
  db.exec("COMMIT");
}

Deno.test(
  "an older program's thousand rows are all right after one extraction, and everything of the user's is as it was",
  inWorkspace(async (space) => {
    fillOlder(space);
    const before = (() => {
      using db = space.open();
      return objects(db);
    })();
    const kept =
      "SELECT id, file_path, metadata_json, file_hash, rating, has_lora, last_scanned FROM files ORDER BY id";
    const files = space.sql(kept);

    const { files: count, models, usages, removed, unrecognized, failed } = await space.extract();
    assert.deepEqual([count, models, usages, removed, unrecognized, failed], [
      1000,
      990,
      990,
      10,
      10,
      0,
    ]);
    assert.deepEqual(space.sql(kept), files);
    for (
      const { file_id, seed, model_name, clean_positive, display_hash } of space.sql(
        "SELECT * FROM models",
      )
    ) {
      const n = Number(file_id);
      assert.deepEqual(
        [seed, model_name, clean_positive, display_hash],
        [BigInt(n), "meadow", `fern ${n}`, null],
      );
    }
    const usageRows = space.sql(
      "SELECT file_id, lora_name, weight, position_index FROM lora_usages",
    );
    for (const { file_id, ...usage } of usageRows) {
      assert.deepEqual(usage, {
        lora_name: `leaf_${Number(file_id) % 7}`,
        weight: 0.5,
        position_index: 0n,
      });
    }
    assert.equal(space.value("SELECT count(*) FROM models WHERE file_id % 100 = 0"), 0n);
    assert.equal(space.value("SELECT last_extracted_hash FROM files WHERE id = 100"), null);
    assert.equal(space.value("SELECT status FROM files WHERE id = 100"), "unrecognized");
    assert.deepEqual(space.sql("SELECT note FROM mine"), [{ note: "keep me" }]);

    using db = space.open();
    const after = objects(db);
    for (const [name, sql] of before) {
      if (name === "table files" || name === "table models" || name === "table lora_usages") {
        continue;
      }
      assert.equal(after.get(name), sql, name);
    }
    const hits = (table: string, query: string): unknown =>
      space.value(`SELECT count(*) FROM ${table} WHERE ${table} MATCH ?`, query);
    assert.equal(hits("files_fts", '"Seed: 123"'), 1n);
    assert.equal(hits("prompts_fts", "wrong"), 0n);
    assert.equal(hits("prompts_fts", "fern"), 990n);
    assert.equal(hits("prompt_search", '"fern 123"'), 1n);
    assertSound(db);

    const second = await space.extract();
    assert.deepEqual([second.files, second.rows_written], [0, 0]);
  }),
);

Deno.test(
  "an older program's row keeps its text while the picture is the same, also when it knew whole seconds only",
  inWorkspace(async (space) => {
    space.put("same.png", pngWith(infotext(1)));
    space.put("other.png", pngWith(infotext(2)));
    const insert = (db: ReturnType<Workspace["open"]>, name: string, mtime: number): void => {
      const { size } = Deno.statSync(space.at(name));
      db.prepare(
        "INSERT INTO files (file_path, metadata_json, file_size, file_mtime) VALUES (?, ?, ?, ?)",
      )
        .run(space.at(name), JSON.stringify({ parameters: infotext(77) }), size, mtime);
    };
    const seconds = (name: string): number =>
      Math.floor((Deno.statSync(space.at(name)).mtime?.getTime() ?? 0) / 1000);
    {
      using db = olderDatabase(space.database);
      insert(db, "same.png", seconds("same.png"));
      insert(db, "other.png", seconds("other.png") - 1);
    }
    const first = await space.scanAndExtract();
    assert.deepEqual([first.scan.unchanged, first.scan.opened, first.scan.changed], [1, 1, 1]);
    const seed = (name: string): unknown =>
      space.value(
        "SELECT seed FROM models JOIN files ON id = file_id WHERE file_path = ?",
        space.at(name),
      );
    assert.deepEqual([seed("same.png"), seed("other.png")], [77n, 2n]);
    const second = await space.scanAndExtract();
    assert.deepEqual([second.scan.opened, second.scan.rows_written, second.extract.files], [
      0,
      0,
      0,
    ]);
  }),
);

Deno.test(
  "a table with id, path and text alone keeps a text that its picture does not hold until the picture changes",
  inWorkspace(async (space) => {
    space.put("bare.png", png());
    space.put("full.png", pngWith(infotext(1)));
    {
      using db = space.open();
      db.exec("CREATE TABLE files (id INTEGER PRIMARY KEY, file_path TEXT, metadata_json TEXT)");
      const insert = db.prepare("INSERT INTO files (file_path, metadata_json) VALUES (?, ?)");
      for (const name of ["bare.png", "full.png"]) insert.run(space.at(name), infotext(77));
    }
    const seeds = (): unknown[] =>
      space.sql("SELECT seed FROM models ORDER BY file_id").map(({ seed }) => seed);
    await space.scanAndExtract();
    assert.deepEqual(seeds(), [77n, 1n]);
    assert.deepEqual(space.sql("SELECT DISTINCT status FROM files"), [{ status: "ok" }]);
    const second = await space.scanAndExtract();
    assert.deepEqual([second.scan.opened, second.scan.rows_written, second.extract.files], [
      0,
      0,
      0,
    ]);
    space.put("bare.png", pngWith(infotext(5)));
    await space.scanAndExtract();
    assert.deepEqual(seeds(), [5n, 1n]);
  }),
);
