import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { openForWork } from "../../src/work/ready.ts";
import { Extractor } from "../../src/extract/extractor.ts";
import { MIN_INTEGER } from "../../src/host/values.ts";
import { renewStamp, stampsOf } from "../../src/extract/stamp.ts";
import { GENERATORS } from "../../src/generators/table.ts";
import { EXTRACTION } from "../../src/extract/extraction.ts";
import { sqlite3 } from "../db/fixtures.ts";
import { infotext, inWorkspace, pngWith } from "../support/workspace.ts";
import { pending, TEXTS, written } from "./rows.ts";

function sha256(path: string): string {
  return createHash("sha256").update(Deno.readFileSync(path)).digest("hex");
}

Deno.test(
  "a second scan and extraction of unchanged files opens none, parses none and leaves every byte of the database",
  inWorkspace(async (space) => {
    for (let n = 1; n <= 30; n++) space.put(`${n % 3}/${n}.png`, pngWith(infotext(n)));
    space.put("plain.txt", "no image");
    space.put("broken.png", "<html>");
    const first = await space.scanAndExtract();
    assert.deepEqual([first.scan.opened, first.extract.models], [31, 30]);
    const before = sha256(space.database);
    const second = await space.scanAndExtract();
    const { found, opened, unchanged, rows_written } = second.scan;
    assert.deepEqual([found, opened, unchanged, rows_written], [31, 0, 31, 0]);
    assert.deepEqual([second.extract.parsed, second.extract.rows_written], [0, 0]);
    assert.equal(sha256(space.database), before);
  }),
);

Deno.test(
  "an extraction with nothing to do changes no row, not even to the same value",
  inWorkspace(async (space) => {
    space.fill(TEXTS);
    await space.extract();
    using db = openForWork(space.database, { create: false });
    const changes = (): unknown => db.prepare("SELECT total_changes() AS n").get()?.n;
    const before = changes();
    const stamps = stampsOf({ lora_weight_min: 0, lora_weight_max: 4 }, GENERATORS);
    const options = { chunk: 500, stamps };
    renewStamp(db, stamps);
    const extractor = new Extractor(db, { ...options, usageOptions: "{}", deleteMissing: false });
    assert.equal(extractor.waiting(MIN_INTEGER), 0);
    assert.deepEqual(extractor.next(MIN_INTEGER), { last: null, files: 0 });
    assert.equal(changes(), before);
  }),
);

Deno.test(
  "waiting rows are found in the partial index, never by a walk through files",
  inWorkspace((space) => {
    space.fill(TEXTS);
    using db = openForWork(space.database, { create: false });
    db.exec(EXTRACTION.extracted);
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${EXTRACTION.parse}`).all().map((row) =>
      String(row.detail)
    );
    const looks = plan.filter((line) => /\bfiles\b/.test(line));
    assert.ok(looks.length > 0);
    for (const line of looks) assert.match(line, /idx_files_pending/);
  }),
);

Deno.test(
  "a change of metadata_json in the sqlite3 shell makes exactly that row wait, the same value none",
  inWorkspace(async (space) => {
    space.fill(TEXTS);
    await space.extract();
    const same = sqlite3(space.database, "UPDATE files SET metadata_json = metadata_json;");
    if (same === null) return;
    assert.deepEqual(pending(space), []);
    sqlite3(
      space.database,
      "UPDATE files SET metadata_json = replace(metadata_json, 'Seed: 5', 'Seed: 99') WHERE id IN (4, 5, 6);",
    );
    assert.deepEqual(pending(space), [5n]);
    const { files, models, usages } = await space.extract();
    assert.deepEqual([files, models, usages], [1, 1, 1]);
    assert.equal(space.value("SELECT seed FROM models WHERE file_id = 5"), 99n);
  }),
);

Deno.test(
  "parameters in another order get their bookkeeping and leave models and usages untouched",
  inWorkspace(async (space) => {
    space.fill(["a fern <lora:leaf:1>\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1"]);
    await space.extract();
    const before = written(space);
    const [file] = space.sql("SELECT * FROM files");
    space.exec(
      `CREATE TABLE seen (t); CREATE TRIGGER watch AFTER UPDATE ON models BEGIN INSERT INTO seen VALUES (1); END;
      UPDATE files SET last_extracted_at = '2001-01-01', metadata_json =
      'a fern <lora:leaf:1>' || char(10) || 'Seed: 1, CFG scale: 7.0, Steps: 20, Sampler: Euler a'`,
    );
    const { files, parsed, same, rows_written } = await space.extract();
    assert.deepEqual([files, parsed, same, rows_written], [1, 1, 1, 0]);
    assert.deepEqual(written(space), before);
    assert.deepEqual(space.sql("SELECT * FROM seen"), []);
    const [after] = space.sql("SELECT * FROM files");
    assert.equal(after?.last_extracted_hash, file?.last_extracted_hash);
    assert.equal(after?.extraction_pending, 0n);
    assert.notEqual(after?.last_extracted_at, "2001-01-01");
  }),
);

Deno.test(
  "a row of models that somebody deleted comes back with the next extraction of its text",
  inWorkspace(async (space) => {
    space.fill(TEXTS);
    await space.extract();
    const before = space.sql("SELECT file_id, metadata_hash FROM models");
    space.exec(
      "DELETE FROM models; DELETE FROM lora_usages; UPDATE files SET extraction_pending = 1",
    );
    const { models, usages } = await space.extract();
    assert.deepEqual([models, usages], [20, 20]);
    assert.deepEqual(space.sql("SELECT file_id, metadata_hash FROM models"), before);
  }),
);

Deno.test(
  "other bytes with the same metadata lead to no extraction",
  inWorkspace(async (space) => {
    space.put("a.png", pngWith(infotext(1)));
    await space.scanAndExtract();
    const before = written(space);
    const image = pngWith(infotext(1));
    space.put("a.png", new Uint8Array([...image, 0, 0, 0]));
    const { scan, extract } = await space.scanAndExtract();
    assert.deepEqual([scan.changed, scan.opened, extract.files, extract.parsed], [1, 1, 0, 0]);
    assert.deepEqual(written(space), before);
  }),
);
