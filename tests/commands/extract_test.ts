import assert from "node:assert/strict";
import { QUIET } from "../../src/work/command.ts";
import { extract } from "../../src/commands/extract.ts";
import { DatabaseError } from "../../src/host/errors.ts";
import type { SqlPlugin } from "../../src/host/plugin.ts";
import { png } from "../fixtures/png.ts";
import { infotext, inWorkspace, pngWith } from "../support/workspace.ts";

Deno.test(
  "without paths a database that does not exist is an error and is not made",
  inWorkspace(async (space) => {
    await assert.rejects(extract({ database: space.database }, QUIET), (error: unknown) => {
      assert.ok(error instanceof DatabaseError);
      assert.equal(error.code, "missing");
      return error.message.includes(space.database);
    });
    assert.throws(() => Deno.statSync(space.database), Deno.errors.NotFound);
  }),
);

Deno.test(
  "with paths the database is made, filled and extracted, and the report has a part for each",
  inWorkspace(async (space) => {
    space.put("a.png", pngWith(infotext(1)));
    space.put("b.png", pngWith("a <lora:x:1> <lora:leaf:9> <lora:leaf:much>\nSteps: 1, Seed: 1"));
    space.put("c.png", png());
    space.put("d.png", pngWith('{"1":{"class_type":"KSampler","inputs":{"seed":1}}}'));
    const { report } = await space.scanAndExtract();
    assert.deepEqual(report.lines, [
      "Scanned 4 image files: 4 files opened (4 new, 0 changed, 0 moved, 0 unchanged), 4 rows written.",
      "Found in them: 2 ok, 1 no metadata, 1 unrecognized.",
      "Extracted 4 files: 3 texts parsed, 4 rows written (2 models, 1 LoRA usage, 1 resource).",
      "No parser here understands: 1 text.",
      "Discarded LoRA tags: 3 (1 name length, 1 weight not a number, 1 weight out of range).",
    ]);
  }),
);

Deno.test(
  "a run that removes says so, and one with nothing to do says 0",
  inWorkspace(async (space) => {
    space.fill([infotext(1), infotext(2)]);
    await space.extract();
    space.exec("UPDATE files SET metadata_json = NULL WHERE id = 1");
    const { report } = await space.extract({ onMissing: "delete" });
    assert.deepEqual(report.lines, [
      "Extracted 1 file: 0 texts parsed, 1 row written (0 models, 0 LoRA usages, 0 resources).",
      "Removed: 1 model row.",
    ]);
    const nothing = await space.extract();
    assert.deepEqual(nothing.report.lines, [
      "Extracted 0 files: 0 texts parsed, 0 rows written (0 models, 0 LoRA usages, 0 resources).",
    ]);
    assert.deepEqual([nothing.report.errors, nothing.report.interrupted], [0, false]);
  }),
);

const PLUGIN: SqlPlugin = {
  name: "mine",
  version: "1.0.0",
  functions: [{ name: "my_rank", arities: [1], doc: "A rank.", run: (seed) => Number(seed) * 2 }],
};

Deno.test(
  "triggers that call the user's functions work with the plugin; without it the error names the function",
  inWorkspace(async (space) => {
    space.fill([infotext(1), infotext(2)]);
    space.exec(`CREATE TABLE ranks (seed, rank);
      CREATE TRIGGER mine AFTER INSERT ON models
      BEGIN INSERT INTO ranks VALUES (NEW.seed, my_rank(NEW.seed)); END`);
    await assert.rejects(space.extract(), (error: unknown) => {
      assert.ok(error instanceof DatabaseError);
      assert.match(
        error.message,
        /sqlite": no such function: my_rank; give the plugin that has it$/,
      );
      return true;
    });
    const { failed } = await space.extract({ plugins: [PLUGIN] });
    assert.equal(failed, 0);
    assert.deepEqual(space.sql("SELECT * FROM ranks").map(Object.values), [[1n, 2n], [2n, 4n]]);
  }),
);

Deno.test(
  "a plugin whose function SQLite has already is refused, and nothing is changed",
  inWorkspace(async (space) => {
    space.fill([infotext(1)]);
    const plugin = {
      ...PLUGIN,
      functions: PLUGIN.functions.map((fn) => ({ ...fn, name: "length" })),
    };
    await assert.rejects(
      space.extract({ plugins: [plugin] }),
      /SQLite has a function of that name/,
    );
    assert.equal(space.value("SELECT count(*) FROM models"), 0n);
  }),
);

Deno.test(
  "a setting that is no value for it is an error that names the setting, and nothing is extracted",
  inWorkspace(async (space) => {
    space.fill([infotext(1)]);
    space.exec("UPDATE settings SET value = 'lots' WHERE name = 'lora_weight_max'");
    await assert.rejects(space.extract(), /lora_weight_max: "lots"/);
    assert.equal(space.value("SELECT count(*) FROM models"), 0n);
  }),
);

Deno.test(
  "any size of chunk gives the same rows",
  inWorkspace(async (space) => {
    const results: unknown[] = [];
    for (const chunk of [1, 7, 500, 1_000_000]) {
      space.fill();
      space.exec("DELETE FROM files");
      const texts = Array.from({ length: 30 }, (_, n) => infotext(n));
      space.fill(texts);
      const { models, usages } = await space.extract({ chunk });
      assert.deepEqual([models, usages], [30, 30]);
      results.push(space.sql("SELECT seed, metadata_hash, raw_positive FROM models ORDER BY seed"));
    }
    for (const result of results) assert.deepEqual(result, results[0]);
  }),
);
