import assert from "node:assert/strict";
import { counting, modelFile, rawFile, u64 } from "../fixtures/safetensors.ts";
import { inWorkspace, pngWith, type Row, type Workspace } from "../support/workspace.ts";

const SOUND = modelFile({
  metadata: { ss_output_name: "Alias One" },
  tensors: ["lora_unet_x.lora_down.weight"],
  content: counting(50),
});

const NAMES = ["moss", "Alias One", "alias_one", "old name"];

/** A LoRA with three names, and an image for each way to name it. */
async function linked(space: Workspace): Promise<void> {
  space.put("Lora/old name.safetensors", SOUND);
  space.put(
    "a.png",
    pngWith(`${NAMES.map((name) => `<lora:${name}:1>`).join(" ")}\nSteps: 20, Seed: 1`),
  );
  await space.scanAndExtract();
  space.rename("Lora/old name.safetensors", "Lora/moss.safetensors");
  await space.scanAndExtract();
}

/** By name in the image, whether there is a link, and its reason. */
const links = (space: Workspace): Row[] =>
  space.sql(
    `SELECT u.raw_name AS name, k.model_file_id IS NOT NULL AS found, k.method, k.reason
     FROM lora_usages AS u JOIN lora_links AS k ON k.usage_id = u.id ORDER BY u.position_index`,
  );

const BROKEN: readonly (readonly [status: string, content: Uint8Array | string])[] = [
  ["html_page", "<!DOCTYPE html><title>Not found</title>"],
  ["lfs_pointer", "version https://git-lfs.github.com/spec/v1\noid"],
  ["header_too_large", u64(2n ** 40n)],
  ["empty_header", u64(0)],
  ["bad_utf8", rawFile(new Uint8Array([0xff]))],
  ["bad_json", rawFile('{"t":', counting(50))],
  ["not_object", rawFile("[]")],
  ["too_deep", rawFile("[".repeat(500))],
  ["not_safetensors:zip", "PK\x03\x04 and so on"],
];

for (const [status, content] of BROKEN) {
  Deno.test(
    `a file that turns out to be broken is linked by none of its names: ${status}`,
    inWorkspace(async (space) => {
      await linked(space);
      const before = links(space);
      assert.deepEqual(before.map(({ found }) => found), [1n, 1n, 1n, 1n]);
      space.put("Lora/moss.safetensors", content);
      await space.scanAndExtract();
      assert.equal(space.value("SELECT header_status FROM model_files"), status);
      const broken = { found: 0n, method: null, reason: "the file of that name is broken" };
      assert.deepEqual(links(space), NAMES.map((name) => ({ name, ...broken })));
      assert.deepEqual(
        space.sql("SELECT DISTINCT reason FROM unresolved_loras"),
        [{ reason: broken.reason }],
      );
      space.put("Lora/moss.safetensors", SOUND);
      await space.scanAndExtract();
      assert.deepEqual(links(space), before);
    }),
  );
}

const CUT: readonly (readonly [status: string, content: Uint8Array | string])[] = [
  ["too_short", ""],
  ["truncated_header", SOUND.slice(0, 20)],
  ["incomplete_file", SOUND.slice(0, -5)],
];

for (const [status, content] of CUT) {
  Deno.test(
    `links to a file that is cut off say so: ${status}`,
    inWorkspace(async (space) => {
      await linked(space);
      const before = links(space);
      space.put("Lora/moss.safetensors", content);
      await space.scanAndExtract();
      assert.equal(space.value("SELECT header_status FROM model_files"), status);
      const reason = "the file is cut off";
      assert.deepEqual(links(space), before.map((link) => ({ ...link, reason })));
    }),
  );
}

Deno.test(
  "a hash that only a former header states is none of the broken file",
  inWorkspace(async (space) => {
    const hash = "0123456789ab".repeat(5) + "cdef";
    space.put(
      "Lora/moss.safetensors",
      modelFile({ metadata: { sshs_model_hash: hash }, content: counting(50) }),
    );
    space.put(
      "a.png",
      pngWith(`<lora:fern:1>\nSteps: 20, Seed: 1, Lora hashes: "fern: ${hash.slice(0, 12)}"`),
    );
    await space.scanAndExtract();
    assert.equal(links(space)[0]?.["method"], "embedded");
    space.put("Lora/moss.safetensors", "<!DOCTYPE html>");
    await space.scanAndExtract();
    assert.deepEqual(links(space).map(({ found }) => found), [0n]);
  }),
);

Deno.test(
  "a sound file is found although a broken one has the name as well",
  inWorkspace(async (space) => {
    await linked(space);
    space.put("Lora/moss.safetensors", "<!DOCTYPE html>");
    space.put("Lora/more/moss.safetensors", SOUND);
    await space.scanAndExtract();
    const [moss, alias] = links(space);
    assert.deepEqual(moss, { name: "moss", found: 1n, method: "name", reason: null });
    assert.deepEqual(alias, { name: "Alias One", found: 1n, method: "alias", reason: null });
  }),
);

Deno.test(
  "a broken file whose computed hash an image gives is the one that it means",
  inWorkspace(async (space) => {
    space.put("Lora/moss.safetensors", rawFile('{"t":', counting(50)));
    await space.scanAndExtract();
    await space.hash();
    const hash = String(space.value("SELECT autov2 FROM model_files"));
    space.put("a.png", pngWith(`<lora:moss:1>\nSteps: 20, Seed: 1, Lora hashes: "moss: ${hash}"`));
    await space.scanAndExtract();
    assert.deepEqual(links(space), [
      { name: "moss", found: 1n, method: "autov2", reason: "the file is broken" },
    ]);
  }),
);

Deno.test(
  "an alias that the header no longer gives is no name in any form, other names stay",
  inWorkspace(async (space) => {
    await linked(space);
    space.put(
      "Lora/moss.safetensors",
      modelFile({ metadata: { ss_output_name: "Moss" }, content: counting(50) }),
    );
    await space.scanAndExtract();
    assert.deepEqual(
      space.sql("SELECT name, source FROM model_names WHERE source = 'folded' ORDER BY 1"),
      ["moss", "old_name"].map((name) => ({ name, source: "folded" })),
    );
    assert.deepEqual(links(space).map(({ found }) => found), [1n, 0n, 0n, 1n]);
  }),
);

/** By hash and version, the method and the reason of each resource's link. */
const resourceLinks = (space: Workspace): Row[] =>
  space.sql(
    `SELECT r.hash, r.model_version_id AS version, k.method, k.reason
     FROM image_resources AS r JOIN resource_links AS k ON k.resource_id = r.id ORDER BY r.id`,
  );

const withVersion = (resource: string): Uint8Array =>
  pngWith(
    `a cat\nSteps: 20, Seed: 1, Civitai resources: [{"type":"lora","modelVersionId":77${resource}}]`,
  );

Deno.test(
  "a version that was looked up by a computed hash is the broken file that has it",
  inWorkspace(async (space) => {
    space.put("Lora/moss.safetensors", rawFile('{"t":', counting(50)));
    await space.scanAndExtract();
    await space.hash();
    space.exec(
      `INSERT INTO model_enrichment (file_id, lookup_status, queried_hash, model_version_id)
      SELECT file_id, 'matched', sha256, 77 FROM model_files`,
    );
    const hash = String(space.value("SELECT autov2 FROM model_files"));
    space.put("a.png", withVersion(""));
    space.put("b.png", withVersion(`,"hash":"${hash}"`));
    await space.scanAndExtract();
    const link = { version: 77n, method: "version_id", reason: "the file is broken" };
    assert.deepEqual(resourceLinks(space), [{ hash: null, ...link }, { hash, ...link }]);
    space.exec("DELETE FROM model_enrichment");
    space.exec(
      `INSERT INTO model_enrichment (file_id, lookup_status, model_version_id)
      SELECT file_id, 'matched', 77 FROM model_files`,
    );
    await space.extract();
    assert.deepEqual(resourceLinks(space), [
      { ...link, hash: null, method: null },
      { ...link, hash },
    ]);
  }),
);

Deno.test(
  "a broken file of another name is not said to have that name",
  inWorkspace(async (space) => {
    const hash = "0123456789ab".repeat(5) + "cdef";
    space.put(
      "Lora/moss.safetensors",
      rawFile(`{"__metadata__":{"sshs_model_hash":"${hash}"},"t":`, counting(50)),
    );
    space.put(
      "a.png",
      pngWith(`<lora:fern:1>\nSteps: 20, Seed: 1, Lora hashes: "fern: ${hash.slice(0, 12)}"`),
    );
    await space.scanAndExtract();
    assert.equal(space.value("SELECT count(*) FROM model_hashes WHERE kind = 'embedded'"), 1n);
    assert.deepEqual(links(space).map(({ reason }) => reason), ["the file is broken"]);
  }),
);
