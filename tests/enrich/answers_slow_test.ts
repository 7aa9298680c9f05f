import assert from "node:assert/strict";
import { addImage, addModels, numbers, withRegistry } from "../support/models.ts";
import { hashesOfFile } from "../support/registry.ts";

const STATUS =
  "SELECT queried_hash AS hash, hash_type, lookup_status AS status, detail FROM model_enrichment ORDER BY id";

Deno.test(
  "a model file is asked for by SHA-256, then by AutoV3 of 12 digits, and what is found is shown as columns",
  withRegistry(async ({ space, registry, enrich }) => {
    addModels(space, numbers(1, 3));
    registry.know([1, 2]);
    // The second file's header was rewritten after its upload.
    const [file] = registry.versions[1]?.files as [{ hashes: Record<string, string> }];
    file.hashes.SHA256 = "0".repeat(64);
    const { matched, not_found, report } = await enrich();
    assert.deepEqual([matched, not_found, report.errors], [2, 3, 0]);
    const hex = (n: number): string => hashesOfFile(n).tensor.slice(0, 12);
    assert.deepEqual(registry.asked, [
      "/api/v1/model-versions/by-hash 3",
      `/api/v1/model-versions/by-hash/${hex(2).toUpperCase()}`,
      `/api/v1/model-versions/by-hash/${hex(3).toUpperCase()}`,
      "/api/v1/models?ids=500001,500002&limit=100&nsfw=true",
    ]);
    assert.deepEqual(
      space.sql(
        "SELECT file_id, hash_type, lookup_status, detail, display_hash FROM model_enrichment ORDER BY 1, 2 DESC",
      )
        .map((row) => Object.values(row).join(" ")),
      [
        `10001 autov2 matched exact ${hashesOfFile(1).sha256.slice(0, 10)}`,
        `10002 autov3 matched same_weights ${hex(2)}`,
        `10002 autov2 not_found not_found ${hashesOfFile(2).sha256.slice(0, 10)}`,
        `10003 autov3 not_found not_found ${hex(3)}`,
        `10003 autov2 not_found not_found ${hashesOfFile(3).sha256.slice(0, 10)}`,
      ],
    );
    const [first, second] = space.sql("SELECT * FROM model_details ORDER BY file_id");
    const { enriched_at, ...shown } = first ?? {};
    assert.match(String(enriched_at), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    assert.deepEqual(shown, {
      file_id: 10001n,
      file_path: "/m/moss_1.safetensors",
      kind: "model",
      hash: hashesOfFile(1).sha256,
      matched_by: "autov2",
      match_level: "exact",
      model_id: 500001n,
      model_version_id: 1001n,
      model_name: "Moss 1",
      version_name: "v1",
      model_type: "LORA",
      base_model: "SDXL 1.0",
      trigger_words: "moss_1, fern, oak",
      nsfw: 0n,
      nsfw_level: 4n,
      creator: "gardener",
      tags: "plant, green",
      allow_no_credit: 1n,
      allow_commercial_use: "Sell",
      allow_derivatives: 0n,
      allow_different_license: 1n,
      page_url: `${registry.url}/models/500001?modelVersionId=1001`,
      preview_url: "https://image.invalid/1.png",
      published_at: "2024-05-06T07:08:09.000Z",
      latest_version_id: 9001n,
      removed_at: null,
    });
    assert.equal(second?.allow_commercial_use, "Image, Rent");
  }),
);

Deno.test(
  "nothing is asked twice: a second run sends no request, and a file with a known hash gets its answer",
  withRegistry(async ({ space, registry, enrich }) => {
    addModels(space, numbers(1, 3));
    registry.know([1, 2]);
    await enrich();
    const before = registry.seen.length;
    const { sha256 } = hashesOfFile(1);
    space.exec(`INSERT INTO files (id, file_path, kind) VALUES (77, '/m/copy.safetensors', 'model');
      INSERT INTO model_files (file_id, sha256) VALUES (77, '${sha256}')`);
    const { requests, asked } = await enrich();
    assert.deepEqual([requests, asked, registry.seen.length], [0, 0, before]);
    assert.equal(
      space.value("SELECT trigger_words FROM model_details WHERE file_id = 77"),
      "moss_1, fern, oak",
    );
  }),
);

Deno.test(
  "the same hash wanted by 50 files and 5,000 images is one request",
  withRegistry(async ({ space, registry, enrich }) => {
    const { sha256 } = hashesOfFile(1);
    space.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)
      INSERT INTO files (id, file_path, kind) SELECT 100 + i, '/m/' || i, 'model' FROM n;
      INSERT INTO model_files (file_id, sha256) SELECT id, '${sha256}' FROM files;
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
      INSERT INTO files (id, file_path) SELECT 1000 + i, '/p/' || i FROM n;
      INSERT INTO models (file_id, model_hash_short, metadata_hash) SELECT id, 'abcdef0123', 'h' FROM files WHERE kind = 'image'`);
    registry.know([1]);
    const { requests } = await enrich();
    assert.equal(requests, 3); // SHA-256, the images' hash, the model page
    assert.equal(space.value("SELECT count(*) FROM model_details"), 50n);
    assert.equal(
      space.value("SELECT count(*) FROM model_enrichment WHERE queried_hash = 'abcdef0123'"),
      1n,
    );
    assert.equal(space.value("SELECT count(*) FROM models WHERE enrichment_pending"), 0n);
  }),
);

Deno.test(
  "hashes that only images name are sent as they are, of 64, 12 and 10 digits, once each; 8 only on request",
  withRegistry(async ({ space, registry, enrich }) => {
    const { sha256, tensor } = hashesOfFile(1);
    addImage(space, 1, {
      checkpoint: hashesOfFile(2).sha256.slice(0, 10),
      loras: [tensor.slice(0, 12), "0xABCDEF012345", "deadbeef", "not hex", "abc"],
      resources: [sha256.toUpperCase(), "e3b0c44298fc", "e3b0c442"],
      version: 1003,
    });
    addImage(space, 2, { checkpoint: hashesOfFile(2).sha256.slice(0, 10) });
    registry.know([1, 2, 3]);
    const { skipped } = await enrich();
    assert.equal(skipped, 1);
    assert.deepEqual(
      registry.asked.filter((path) => !path.includes("/models?")).toSorted(),
      [
        "/api/v1/model-versions/1003",
        "/api/v1/model-versions/by-hash 1",
        "/api/v1/model-versions/by-hash/ABCDEF012345",
        `/api/v1/model-versions/by-hash/${hashesOfFile(2).sha256.slice(0, 10).toUpperCase()}`,
        `/api/v1/model-versions/by-hash/${tensor.slice(0, 12).toUpperCase()}`,
      ].toSorted(),
    );
    assert.deepEqual(
      new Map(space.sql(STATUS).map(({ hash, status, detail }) => [hash, `${status} ${detail}`])),
      new Map([
        ["deadbeef", "skipped skipped: many files share eight digits"],
        [sha256, "matched exact"],
        [tensor.slice(0, 12), "matched same_weights"],
        [hashesOfFile(2).sha256.slice(0, 10), "matched short_only"],
        ["abcdef012345", "not_found not_found"],
        ["version:1003", "matched short_only"],
      ]),
    );
    assert.ok(space.sql(STATUS).every(({ hash_type }) => hash_type === "provided"));
    await enrich({ autov1: true });
    assert.equal(registry.seen.at(-1)?.path, "/api/v1/model-versions/by-hash/DEADBEEF");
  }),
);

Deno.test(
  "a hash that a local file has is not asked for again, whichever part of it an image names",
  withRegistry(async ({ space, registry, enrich }) => {
    addModels(space, [1]);
    const { sha256, tensor } = hashesOfFile(1);
    addImage(space, 1, { checkpoint: sha256.slice(0, 10), loras: [tensor.slice(0, 12)] });
    registry.know([1]);
    await enrich();
    assert.deepEqual(registry.asked.slice(0, 1), ["/api/v1/model-versions/by-hash 1"]);
    assert.equal(registry.seen.length, 2);
    assert.equal(space.value("SELECT enrichment_pending FROM models"), 0n);
  }),
);

Deno.test(
  "enrichment_pending says of each image whether something is still to be asked, also after a failure",
  withRegistry(async ({ space, registry, enrich }) => {
    addImage(space, 1, { checkpoint: "aaaaaaaaaa" });
    addImage(space, 2, { checkpoint: "bbbbbbbbbb", loras: ["aaaaaaaaaa"] });
    addImage(space, 3, {});
    const pending = (): string =>
      space.sql("SELECT enrichment_pending AS p FROM models ORDER BY file_id").map(({ p }) => p)
        .join("");
    assert.equal(pending(), "111");
    registry.script("BBBBBBBBBB", jsonBroken());
    await enrich();
    assert.equal(pending(), "010");
    registry.rules.length = 0;
    await enrich();
    assert.equal(pending(), "010", "the failure is not asked about before its time");
    await enrich({ retry: true });
    assert.equal(pending(), "000");
    space.exec("UPDATE models SET enrichment_pending = 1");
    const { requests } = await enrich();
    assert.deepEqual([requests, pending()], [0, "000"]);
  }),
);

function jsonBroken(): { status: number; headers: Record<string, string>; body: string } {
  return { status: 200, headers: { "content-type": "application/json" }, body: "{" };
}

Deno.test(
  "a number that a program has of its own, and the hash of tensors, are asked for nowhere",
  withRegistry(async ({ space, registry, enrich }) => {
    addImage(space, 1, {});
    const hash = "ab".repeat(32);
    const kinds = [["novelai", "deadbeef"], ["tensor_sha256", hash], ["blake3", `blake3:${hash}`]];
    for (const [kind, value] of kinds) {
      space.exec(
        `INSERT INTO image_resources (file_id, type, hash, hash_kind)
         VALUES (1, 'checkpoint', '${value}', '${kind}')`,
      );
    }
    await enrich();
    assert.deepEqual(registry.asked, []);
  }),
);
