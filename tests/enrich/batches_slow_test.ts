import assert from "node:assert/strict";
import { addModels, numbers, withRegistry } from "../support/models.ts";
import { hashesOfFile, jsonReply, versionOf } from "../support/registry.ts";
import { BATCH, IDS, kindsOf } from "./routes.ts";

Deno.test(
  "an answer for many hashes is told apart by SHA-256: null, duplicates, another order, some missing",
  withRegistry(async (world) => {
    const { space, registry, enrich } = world;
    addModels(space, numbers(1, 4));
    registry.script(
      BATCH,
      jsonReply([
        null,
        versionOf(3),
        versionOf(1, { id: 77, publishedAt: "2025" }),
        versionOf(3),
        null,
        versionOf(1),
      ]),
      jsonReply({ error: "Model not found" }, 404),
    );
    const { matched, not_found } = await enrich();
    assert.deepEqual([matched, not_found], [2, 4]);
    assert.deepEqual(
      space.sql(
        "SELECT file_id, model_version_id AS version, match_level AS level FROM model_details ORDER BY 1",
      ),
      [
        { file_id: 10001n, version: 1001n, level: "exact" },
        { file_id: 10003n, version: 1003n, level: "exact" },
      ],
    );
  }),
);

Deno.test(
  "what an answer for many hashes leaves unclear is asked for singly: archived versions, broken entries",
  withRegistry(async (world) => {
    const { space, registry, enrich } = world;
    addModels(space, numbers(1, 3));
    registry.know(numbers(1, 3));
    let isFirst = true;
    registry.rules.push(({ path }) => {
      if (path !== BATCH || !isFirst) return undefined;
      isFirst = false;
      return jsonReply([versionOf(1), versionOf(2, { files: [] }), { id: "broken" }]);
    });
    const { matched, not_found } = await enrich();
    assert.deepEqual([matched, not_found], [3, 0]);
    assert.deepEqual(kindsOf(world), { batch: 1, single: 2, pages: 1 });
  }),
);

Deno.test(
  "hashes that are listed and then have no answer are asked for singly, and are not found if that says so",
  withRegistry(async (world) => {
    const { space, registry, enrich } = world;
    addModels(space, numbers(1, 101));
    registry.know(numbers(1, 101));
    registry.rules.push(({ path, body }) => {
      if (path !== BATCH) return undefined;
      const asked = JSON.parse(body) as string[];
      return jsonReply(
        registry.versions.filter((version) =>
          JSON.stringify(version).includes(
            asked.find((hash) => JSON.stringify(version).includes(hash)) ?? "-",
          ) &&
          version.id !== 1007
        ),
      );
    });
    const gone = hashesOfFile(7).sha256.toUpperCase();
    registry.script(`/by-hash/${gone}`, jsonReply({ error: "Model not found" }, 404));
    const { matched } = await enrich();
    assert.equal(matched, 101);
    assert.equal(
      space.value(
        "SELECT group_concat(hash_type || ' ' || detail, ', ') FROM (SELECT * FROM model_enrichment WHERE file_id = 10007 ORDER BY id)",
      ),
      "autov2 pending, autov2 not_found, autov3 exact",
    );
  }),
);

Deno.test(
  "101 hashes are two batches, and a hash of 63 characters is never sent",
  withRegistry(async (world) => {
    const { space, registry, enrich } = world;
    addModels(space, numbers(1, 102));
    space.exec(
      "UPDATE model_files SET sha256 = substr(sha256, 1, 63), tensor_sha256 = NULL, autov3 = NULL WHERE file_id = 10050",
    );
    registry.know(numbers(1, 102));
    const { matched } = await enrich();
    assert.equal(matched, 101);
    const batches = registry.asked.filter((path) => path.startsWith(`${BATCH} `));
    assert.deepEqual(batches, [`${BATCH} 100`, `${BATCH} 1`]);
    assert.ok(registry.hashes.every((hash) => hash.length === 64));
    assert.equal(space.value("SELECT count(*) FROM model_enrichment WHERE file_id = 10050"), 0n);
  }),
);

Deno.test(
  "an answer that is too long is asked for again in halves",
  withRegistry(async (world) => {
    const { space, registry, enrich } = world;
    addModels(space, numbers(1, 8));
    registry.know(numbers(1, 8));
    const perVersion = JSON.stringify(versionOf(1)).length + 60;
    const { matched } = await enrich({ pace: { maxBytes: perVersion * 3 } });
    assert.equal(matched, 8);
    assert.deepEqual(
      registry.asked.filter((path) => path.startsWith(BATCH)).map((path) => path.split(" ")[1]),
      ["8", "4", "2", "2", "4", "2", "2"],
    );
  }),
);

Deno.test(
  "batches that fail leave every hash with the reason, and no single look-up in their place",
  withRegistry(async (world) => {
    const { space, registry, enrich } = world;
    addModels(space, numbers(1, 150));
    for (const answer of [{ items: [] }, [null, { hash: 7 }], ["x"], [[]]]) {
      registry.rules.length = 0;
      registry.script(IDS, jsonReply(answer));
      const { failed, requests } = await enrich({ retry: true });
      assert.deepEqual([failed, requests], [{ error_parse: 150 }, 1]);
    }
    registry.rules.length = 0;
    registry.know(numbers(1, 150));
    registry.script(BATCH, jsonReply("[1, 2"));
    const again = await enrich({ retry: true });
    assert.equal(again.failed.error_parse, 150);
    registry.rules.length = 0;
    assert.equal((await enrich({ retry: true })).matched, 150);
  }),
);

Deno.test(
  "a model page that a batch leaves out is asked for by its own address, and 404 there is no error",
  withRegistry(async (world) => {
    const { space, registry, enrich } = world;
    addModels(space, numbers(1, 3));
    registry.know(numbers(1, 3));
    registry.models.delete(500_002);
    const page = registry.models.get(500_003);
    registry.rules.push(({ path }) =>
      path.includes("/models?") ? jsonReply({ items: [registry.models.get(500_001)] }) : undefined
    );
    assert.ok(page);
    const { models, report } = await enrich();
    assert.deepEqual([models, report.errors], [{ found: 2, not_found: 1, failed: 0 }, 0]);
    assert.deepEqual(registry.asked.slice(2), ["/api/v1/models/500002", "/api/v1/models/500003"]);
    assert.equal((await enrich()).requests, 0);
  }),
);
