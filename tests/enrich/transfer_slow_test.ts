import assert from "node:assert/strict";
import { join } from "node:path";
import { addImage, addModels, numbers, withRegistry, type World } from "../support/models.ts";
import { hashesOfFile } from "../support/registry.ts";

const DETAILS =
  "SELECT file_id, hash, match_level, trigger_words, creator, enriched_at FROM model_details ORDER BY 1, 2";

function fill({ space }: World): void {
  addModels(space, numbers(1, 5));
  addImage(space, 1, { loras: [hashesOfFile(8).tensor.slice(0, 12)], version: 1009 });
}

Deno.test(
  "--dry-run says what would be asked, asks nothing and writes nothing",
  withRegistry(async (world) => {
    fill(world);
    const { report } = await world.enrich({ dryRun: true });
    assert.deepEqual(report.json, {
      sha256: numbers(1, 5).map((n) => hashesOfFile(n).sha256),
      hashes: [hashesOfFile(8).tensor.slice(0, 12)],
      versions: [1009],
      models: [],
    });
    assert.match(
      report.lines.join("\n"),
      /^Would ask about 7 hashes: 5 by SHA-256 in at most 1 request, 2 singly\.\nWould ask for 0 model pages\./,
    );
    assert.equal(world.registry.seen.length, 0);
    assert.equal(world.space.value("SELECT count(*) FROM model_enrichment"), 0n);
    assert.equal(world.space.value("SELECT enrichment_pending FROM models"), 1n);
  }),
);

Deno.test(
  "--limit looks up so many and leaves the rest for the next run",
  withRegistry(async (world) => {
    fill(world);
    world.registry.know(numbers(1, 9));
    assert.equal((await world.enrich({ limit: 3 })).matched, 3);
    assert.equal((await world.enrich({ limit: 3 })).matched, 3);
    assert.equal((await world.enrich()).matched, 1);
    assert.equal(new Set(world.registry.hashes).size, world.registry.hashes.length);
  }),
);

Deno.test("answers travel to a machine without network as a file, and fill the same rows", async () => {
  const folder = await Deno.makeTempDir();
  const file = join(folder, "answers.ndjson");
  try {
    let expected: unknown;
    await withRegistry(async (world) => {
      fill(world);
      world.registry.know([1, 2, 3, 8, 9]);
      await world.enrich();
      expected = world.space.sql(DETAILS);
      const { report } = await world.enrich({ exportFile: file });
      assert.deepEqual(report.json, { exported: 7 + 2 + 5 });
      assert.equal(world.space.value("SELECT count(*) FROM model_details"), 5n);
    })();
    await withRegistry(async (world) => {
      fill(world);
      const { report } = await world.enrich({ importFile: file });
      assert.deepEqual(report.json, { answers: 9, models: 5, unused: 0, broken: 0 });
      assert.deepEqual(world.space.sql(DETAILS), expected);
      assert.equal(world.space.value("SELECT enrichment_pending FROM models"), 0n);
      const again = await world.enrich({ importFile: file });
      assert.deepEqual(again.report.json, { answers: 0, models: 5, unused: 9, broken: 0 });
      assert.equal((await world.enrich()).requests, 0);
      assert.equal(world.registry.seen.length, 0);
    })();
    await withRegistry(async (world) => {
      addModels(world.space, [2]);
      const { report } = await world.enrich({ importFile: file });
      assert.equal((report.json as { answers: number }).answers, 1, "only what is wanted here");
    })();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test(
  "an import checks every line as it would an answer, and takes the others",
  withRegistry(async (world) => {
    fill(world);
    world.registry.know(numbers(1, 9));
    const file = join(world.space.folder, "answers.ndjson");
    await world.enrich();
    await world.enrich({ exportFile: file });
    world.space.exec("DELETE FROM model_enrichment; DELETE FROM registry_models");
    const [head, ...lines] = Deno.readTextFileSync(file).trim().split("\n");
    const first = JSON.parse(lines[0] ?? "");
    const broken = [
      "{",
      "7",
      JSON.stringify({ ...first, payload: { id: "x" } }),
      JSON.stringify({ ...first, source_url: "javascript:alert(1)" }),
      JSON.stringify({ ...first, enriched_at: "yesterday" }),
      JSON.stringify({
        ...first,
        payload: { ...first.payload, files: [{ hashes: { SHA256: "00", AutoV3: "11" } }] },
      }),
      JSON.stringify({
        model_id: 5,
        payload: { id: 6 },
        source_url: first.source_url,
        enriched_at: first.enriched_at,
      }),
    ];
    Deno.writeTextFileSync(file, [head, ...broken, ...lines.slice(1)].join("\n"));
    const { report } = await world.enrich({ importFile: file });
    assert.equal(report.errors, broken.length);
    assert.equal((report.json as { answers: number }).answers, 6);
    for (const text of ["", "hello\n", '{"format":"other","version":1}\n']) {
      Deno.writeTextFileSync(file, text);
      await assert.rejects(world.enrich({ importFile: file }), { name: "TransferError" });
    }
    await assert.rejects(world.enrich({ importFile: `${file}.none` }), /Cannot import ".*none": /);
    await assert.rejects(world.enrich({ exportFile: `${file}/none` }), /Cannot export to /);
  }),
);
