import assert from "node:assert/strict";
import { join } from "node:path";
import { addImage, addModels, numbers, withRegistry } from "../support/models.ts";
import { hashesOfFile, htmlReply, jsonReply, versionOf } from "../support/registry.ts";

const HASH = hashesOfFile(1).tensor.slice(0, 12);
const ATTEMPTS =
  "SELECT lookup_status AS status, http_status AS http, attempts FROM model_enrichment ORDER BY id";

const texts = (rows: readonly Record<string, unknown>[]): string[] =>
  rows.map((row) => Object.values(row).join(" "));

Deno.test(
  "every attempt has a row, and the last one says what is asked next",
  withRegistry(async ({ space, registry, enrich }) => {
    addImage(space, 1, { loras: [HASH] });
    registry.script("by-hash", htmlReply("outage", 503));
    await enrich({ pace: { retries: 0 } });
    await enrich({ pace: { retries: 0 }, retry: true });
    registry.rules.length = 0;
    await enrich({ retry: true });
    assert.equal((await enrich()).requests, 0);
    registry.know([1]);
    assert.equal((await enrich({ retry: true })).matched, 1);
    assert.equal((await enrich({ retry: true })).requests, 0);
    assert.deepEqual(texts(space.sql(ATTEMPTS)), [
      "error_network 503 1",
      "error_network 503 2",
      "not_found 404 1",
      "matched 200 1",
    ]);
    assert.equal(space.value("SELECT enrichment_pending FROM models"), 0n);
  }),
);

Deno.test(
  "an answer that is asked for again has a row of its own, and the last one is shown and exported",
  withRegistry(async ({ space, registry, enrich }) => {
    addImage(space, 1, { loras: [HASH] });
    for (const name of ["first", "second"]) {
      registry.rules.length = 0;
      registry.script("by-hash", jsonReply(versionOf(1, { name })));
      await enrich({ refresh: true });
    }
    registry.rules.length = 0;
    registry.script("by-hash", htmlReply("outage", 503));
    await enrich({ refresh: true, pace: { retries: 0 } });
    assert.deepEqual(texts(space.sql(ATTEMPTS)), [
      "matched 200 1",
      "matched 200 2",
      "error_network 503 1",
    ]);
    const names = space.sql("SELECT version_name FROM model_details");
    assert.deepEqual(names, [{ version_name: "second" }]);
    const file = join(space.folder, "answers.ndjson");
    await enrich({ exportFile: file });
    const [, line = "", ...others] = Deno.readTextFileSync(file).trim().split("\n");
    assert.equal(JSON.parse(line).payload.name, "second");
    assert.deepEqual(others, []);
  }),
);

Deno.test(
  "a hash that is screened and then answered is one attempt",
  withRegistry(async ({ space, registry, enrich }) => {
    addModels(space, numbers(1, 101));
    registry.know(numbers(1, 101));
    await enrich();
    assert.deepEqual(texts(space.sql(ATTEMPTS)), Array(101).fill("matched 200 1"));
  }),
);

Deno.test(
  "of two files with the same weights only that with the same bytes is an exact match, at once and later",
  withRegistry(async ({ space, registry, enrich }) => {
    addModels(space, numbers(1, 2));
    const { tensor } = hashesOfFile(1);
    const same = `UPDATE model_files SET tensor_sha256 = '${tensor}', autov3 = '${HASH}'`;
    space.exec(same);
    registry.know([1]);
    await enrich();
    addModels(space, [3]);
    space.exec(same);
    await enrich();
    const levels = space.sql(
      "SELECT file_id, match_level FROM model_details WHERE matched_by = 'autov3' ORDER BY 1",
    );
    assert.deepEqual(texts(levels), ["10001 exact", "10002 same_weights", "10003 same_weights"]);
  }),
);

Deno.test(
  "a version with a file whose hashes are not told leaves what may be that file to be asked for singly",
  withRegistry(async ({ space, registry, enrich }) => {
    addModels(space, numbers(1, 1));
    const version = versionOf(2);
    (version["files"] as unknown[]).push({ hashes: {} });
    registry.rules.push(({ method }) => jsonReply(method === "POST" ? [version] : version));
    await enrich();
    assert.deepEqual(space.sql("SELECT match_level FROM model_details"), [{
      match_level: "short_only",
    }]);
  }),
);

Deno.test(
  "an export does not replace the database",
  withRegistry(async ({ space, enrich }) => {
    addModels(space, [1]);
    await assert.rejects(enrich({ exportFile: space.database }), /it is the database/);
    assert.equal(space.value("SELECT count(*) FROM model_files"), 1n);
  }),
);
