/** Look-ups of thousands of models. */
import assert from "node:assert/strict";
import { addModels, numbers, withRegistry } from "../support/models.ts";
import { IDS, kindsOf } from "./routes.ts";

Deno.test(
  "1,000 models cost one request for their numbers, ten for their answers, ten for their pages, and one for each miss",
  withRegistry(async (world) => {
    const { space, registry, enrich } = world;
    addModels(space, numbers(1, 1000));
    registry.know(numbers(1, 960));
    // Ten of them are known by their tensors only.
    for (const version of registry.versions.slice(950)) {
      const [file] = version.files as [{ hashes: Record<string, string> }];
      file.hashes.SHA256 = "F".repeat(64);
    }
    const { matched, requests, report } = await enrich();
    assert.deepEqual([matched, report.errors], [960, 0]);
    assert.deepEqual(kindsOf(world), { ids: 1, batch: 10, single: 50, pages: 10 });
    assert.ok(requests <= 1 + 10 + 10 + 50);
    assert.equal(new Set(registry.hashes.filter((hash) => hash.length === 12)).size, 50);
    assert.deepEqual([...new Set(registry.hashes.map((hash) => hash.length))].sort(), [12, 64]);
    assert.equal(
      space.value("SELECT count(*) FROM model_details WHERE creator = 'gardener'"),
      960n,
    );
    assert.deepEqual(
      space.sql("SELECT match_level AS level, count(*) AS n FROM model_details GROUP BY 1"),
      [{ level: "exact", n: 950n }, { level: "same_weights", n: 10n }],
    );
  }),
);

Deno.test(
  "10,001 hashes are screened by two requests, 10,000 by one",
  withRegistry(async (world) => {
    const { space, registry, enrich } = world;
    addModels(space, numbers(1, 10_001));
    space.exec("UPDATE model_files SET tensor_sha256 = NULL, autov3 = NULL");
    await enrich();
    assert.deepEqual(registry.asked, [`${IDS} 10000`, `${IDS} 1`]);
    await enrich({ retry: true, limit: 10_000 });
    assert.deepEqual(registry.asked.slice(2), [`${IDS} 10000`]);
  }),
);
