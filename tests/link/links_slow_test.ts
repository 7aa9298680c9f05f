import assert from "node:assert/strict";
import { counting, modelFile } from "../fixtures/safetensors.ts";
import { inWorkspace, pngWith, type Row, type Workspace } from "../support/workspace.ts";

const lora = (length: number, metadata: Record<string, string> = {}): Uint8Array =>
  modelFile({ metadata, tensors: ["lora_unet_x.lora_down.weight"], content: counting(length) });
const checkpoint = (length: number): Uint8Array =>
  modelFile({ tensors: ["model.diffusion_model.out.weight"], content: counting(length) });
const image = (prompt: string, pairs = ""): Uint8Array =>
  pngWith(`${prompt}\nSteps: 20, Seed: 1, Size: 8x8${pairs === "" ? "" : `, ${pairs}`}`);

/** Links of LoRA tags, by the name in the tag. */
const links = (space: Workspace): Row[] =>
  space.sql(
    `SELECT u.raw_name AS tag, substr(f.file_path, ?) AS file, k.method, k.reason
     FROM lora_usages AS u LEFT JOIN lora_links AS k ON k.usage_id = u.id
     LEFT JOIN files AS f ON f.id = k.model_file_id ORDER BY 1, 2`,
    space.pictures.length + 2,
  );

const model = (space: Workspace): Row | undefined =>
  space.sql(
    `SELECT model_hash_full, model_hash_auto_v3, hash_type, display_hash, display_len, metadata_hash
     FROM models`,
  )[0];

/** The hash of a model file, which must be hashed. */
const hashOf = (space: Workspace, name: string, column = "sha256"): string =>
  String(space.value(`SELECT ${column} FROM model_files WHERE name = ?`, name));

/** Tags, files, and what the link must be. */
const NAMES: readonly (readonly [
  tag: string,
  file: string,
  metadata: Record<string, string>,
  method: string,
])[] = [
  ["moss", "moss.safetensors", {}, "name"],
  ["moss", "deep/er/moss.safetensors", {}, "name"],
  ["sub/moss", "moss.safetensors", {}, "name"],
  ["sub\\moss", "moss.safetensors", {}, "name"],
  ["moss.safetensors", "moss.safetensors", {}, "name"],
  ["style_v0.178", "style_v0.178.safetensors", {}, "name"],
  ["the alias", "x.safetensors", { ss_output_name: "the alias" }, "alias"],
  ["Moss Green", "moss_green.safetensors", {}, "folded"],
  ["水彩風", "水彩風.safetensors", {}, "name"],
];

for (const [tag, file, metadata, method] of NAMES) {
  Deno.test(
    `the tag ${tag} is the file ${file} by ${method}`,
    inWorkspace(async (space) => {
      space.put(file, lora(50, metadata));
      space.put("a.png", image(`a cat <lora:${tag}:1>`));
      await space.scanAndExtract();
      assert.deepEqual(links(space), [{ tag, file, method, reason: null }]);
    }),
  );
}

Deno.test(
  "a checkpoint of the same name is not the LoRA, and the other way round",
  inWorkspace(async (space) => {
    space.put("moss.safetensors", checkpoint(50));
    space.put("fern.safetensors", lora(60));
    space.put("a.png", image("a cat <lora:moss:1>", "Model: fern"));
    await space.scanAndExtract();
    assert.deepEqual(links(space), [{
      tag: "moss",
      file: null,
      method: null,
      reason: "no file of that name",
    }]);
    assert.deepEqual(space.sql("SELECT model_file_id, reason FROM model_links"), [
      { model_file_id: null, reason: "no file of that name" },
    ]);
  }),
);

Deno.test(
  "a hash beats a name, and says when another file has the name",
  inWorkspace(async (space) => {
    space.put("renamed.safetensors", lora(50));
    space.put("moss.safetensors", lora(60));
    await space.scanAndExtract();
    await space.hash();
    space.put(
      "a.png",
      image("a cat <lora:moss:1>", `Lora hashes: "moss: ${hashOf(space, "renamed", "autov3")}"`),
    );
    await space.scanAndExtract();
    assert.deepEqual(links(space), [
      {
        tag: "moss",
        file: "renamed.safetensors",
        method: "autov3",
        reason: "another file has that name",
      },
    ]);
  }),
);

Deno.test(
  "where a hash fits several files the name decides, else all are kept",
  inWorkspace(async (space) => {
    space.put("one.safetensors", lora(50, { note: "1" }));
    space.put("two.safetensors", lora(50, { note: "2" }));
    await space.scanAndExtract();
    await space.hash();
    const autov3 = hashOf(space, "one", "autov3");
    space.put(
      "a.png",
      image("a cat <lora:two:1> <lora:three:1>", `Lora hashes: "two: ${autov3}, three: ${autov3}"`),
    );
    await space.scanAndExtract();
    const ambiguous = { tag: "three", method: "autov3", reason: "ambiguous: 2 files" };
    assert.deepEqual(links(space), [
      { ...ambiguous, file: "one.safetensors" },
      { ...ambiguous, file: "two.safetensors" },
      { tag: "two", file: "two.safetensors", method: "autov3", reason: null },
    ]);
  }),
);

Deno.test(
  "a hash that no file has makes the name doubtful, and the hash of nothing is no hash",
  inWorkspace(async (space) => {
    space.put("moss.safetensors", lora(50));
    space.put("fern.safetensors", lora(60));
    space.put(
      "a.png",
      image(
        "a cat <lora:moss:1> <lora:fern:1>",
        'Lora hashes: "moss: 0123456789ab, fern: e3b0c44298fc"',
      ),
    );
    await space.scanAndExtract();
    const fern = { tag: "fern", file: "fern.safetensors", method: "name", reason: null };
    const moss = { tag: "moss", file: "moss.safetensors", method: "name" };
    assert.deepEqual(links(space), [fern, { ...moss, reason: "the file is not hashed yet" }]);
    await space.hash();
    assert.deepEqual(links(space), [fern, { ...moss, reason: "the hash differs" }]);
    assert.deepEqual(space.sql("SELECT name FROM unused_loras"), []);
  }),
);

Deno.test(
  "a linked checkpoint fills the hashes of models, and the metadata hash stays",
  inWorkspace(async (space) => {
    space.put("base.safetensors", checkpoint(50));
    await space.scanAndExtract();
    await space.hash();
    const sha256 = hashOf(space, "base");
    const autov3 = hashOf(space, "base", "autov3");
    const pairs = (hash: string): string => `Model hash: ${hash}, Model: base`;
    const cases = [
      [sha256.slice(0, 10), "autov2", sha256.slice(0, 10)],
      [autov3, "autov3", autov3],
      [sha256, "provided", sha256.slice(0, 10)],
    ] as const;
    for (const [hash, type, display] of cases) {
      space.put("a.png", image("a cat", pairs(hash)));
      await space.scanAndExtract();
      const { metadata_hash, ...filled } = model(space) ?? {};
      assert.deepEqual(filled, {
        model_hash_full: sha256,
        model_hash_auto_v3: autov3,
        hash_type: type,
        display_hash: display,
        display_len: BigInt(display.length),
      });
      space.exec("UPDATE files SET extraction_pending = 1 WHERE kind = 'image'");
      const again = await space.extract();
      assert.deepEqual([again.same, again.models], [1, 0]);
      assert.equal(model(space)?.["metadata_hash"], metadata_hash);
    }
    space.remove("base.safetensors");
    await space.scanAndExtract({ prune: true });
    assert.deepEqual({ ...model(space), metadata_hash: null }, {
      model_hash_full: sha256, // the image gives all 64 digits
      model_hash_auto_v3: null,
      hash_type: null,
      display_hash: null,
      display_len: null,
      metadata_hash: null,
    });
  }),
);

Deno.test(
  "new images are linked alone; new model files link everything anew; nothing new writes nothing",
  inWorkspace(async (space) => {
    space.put("moss.safetensors", lora(50));
    space.put("a.png", image("a cat <lora:moss:1> <lora:fern:1>"));
    await space.scanAndExtract();
    const looked = async (): Promise<unknown> =>
      ((await space.scanAndExtract()).report.json as { links: unknown }).links;
    assert.deepEqual(await looked(), { looked: 0, written: 0 });
    space.put("b.png", image("a dog <lora:moss:1>"));
    assert.deepEqual(await looked(), { looked: 1, written: 1 });
    space.put("fern.safetensors", lora(60));
    // Two links were there; the one that led to no file goes, one that leads to it comes.
    assert.deepEqual(await looked(), { looked: 3, written: 2 });
    assert.deepEqual(links(space).map(({ file }) => file), [
      "fern.safetensors",
      "moss.safetensors",
      "moss.safetensors",
    ]);
    const before = Deno.readFileSync(space.database);
    assert.deepEqual(await looked(), { looked: 0, written: 0 });
    assert.deepEqual(Deno.readFileSync(space.database), before);
  }),
);

Deno.test(
  "links follow images that change, and models that go and come back",
  inWorkspace(async (space) => {
    space.put("moss.safetensors", lora(50));
    space.put("fern.safetensors", lora(60));
    space.put("a.png", image("a cat <lora:moss:1>"));
    await space.scanAndExtract();
    space.put("a.png", image("a cat <lora:fern:1>"));
    await space.scanAndExtract();
    assert.deepEqual(links(space).map(({ file }) => file), ["fern.safetensors"]);
    const content = Deno.readFileSync(space.at("fern.safetensors"));
    space.remove("fern.safetensors");
    await space.scanAndExtract();
    assert.deepEqual(links(space).map(({ reason }) => reason), ["the file is missing"]);
    await space.scanAndExtract({ prune: true });
    assert.deepEqual(links(space), [{
      tag: "fern",
      file: null,
      method: null,
      reason: "no file of that name",
    }]);
    space.put("fern.safetensors", content);
    await space.scanAndExtract();
    assert.deepEqual(links(space).map(({ reason }) => reason), [null]);
  }),
);

Deno.test(
  "a renamed file is found by the name that it had",
  inWorkspace(async (space) => {
    space.put("moss.safetensors", lora(50));
    await space.scanAndExtract();
    space.rename("moss.safetensors", "green.safetensors");
    space.put("a.png", image("a cat <lora:moss:1>"));
    await space.scanAndExtract();
    assert.deepEqual(links(space), [{
      tag: "moss",
      file: "green.safetensors",
      method: "former_name",
      reason: null,
    }]);
  }),
);

Deno.test(
  "what no tag names is linked too, and counts as use",
  inWorkspace(async (space) => {
    for (const name of ["moss", "fern", "oak"]) {
      space.put(`${name}.safetensors`, lora(name.charCodeAt(0)));
    }
    space.put("a.png", image("a cat", 'Lora hashes: "moss: 0123456789ab"'));
    space.put(
      "b.png",
      image("a cat", "AddNet Model 1: fern(0123456789ab), AddNet Weight A 1: 0.5, Foo: 1"),
    );
    await space.scanAndExtract();
    assert.deepEqual(space.sql("SELECT name, finding FROM unused_loras"), [
      { name: "oak", finding: "0 uses in 2 images, 0 usages unresolved" },
    ]);
  }),
);

Deno.test(
  "without model files nothing is linked, and nothing costs anything",
  inWorkspace(async (space) => {
    space.put("a.png", image("a cat <lora:moss:1>"));
    const { report } = await space.scanAndExtract();
    assert.deepEqual(Object.keys(report.json as object), ["scan", "extract"]);
    for (const table of ["lora_links", "resource_links", "model_links", "library_state"]) {
      assert.equal(space.value(`SELECT count(*) FROM ${table}`), 0n, table);
    }
    assert.deepEqual(space.sql("SELECT reason FROM unresolved_loras"), [{
      reason: "not linked yet",
    }]);
  }),
);

Deno.test(
  "usages whose ids are far apart are all linked",
  inWorkspace(async (space) => {
    space.put("moss.safetensors", lora(50));
    space.put("a.png", image("a cat"));
    await space.scanAndExtract();
    const ids = [-(2n ** 62n), 5n, 2n ** 62n, 2n ** 63n - 1n];
    const fileId = space.value("SELECT id FROM files WHERE kind = 'image'") as bigint;
    for (const id of ids) {
      space.sql(
        "INSERT INTO lora_usages (id, file_id, lora_name, weight, position_index) VALUES (?, ?, 'moss', 1, ?)",
        id,
        fileId,
        id,
      );
    }
    await space.extract();
    assert.deepEqual(
      space.sql("SELECT usage_id FROM lora_links ORDER BY 1").map(Object.values).flat(),
      ids,
    );
  }),
);

Deno.test(
  "a run of linking that was cut off is done again",
  inWorkspace(async (space) => {
    space.put("moss.safetensors", lora(50));
    space.put("a.png", image("a cat <lora:moss:1>"));
    await space.scanAndExtract();
    const expected = links(space);
    space.exec("DELETE FROM lora_links; INSERT INTO library_state VALUES ('linking', '1')");
    await space.extract();
    assert.deepEqual(links(space), expected);
    assert.equal(space.value("SELECT count(*) FROM library_state WHERE name = 'linking'"), 0n);
  }),
);

Deno.test(
  "a file whose download was finished is no longer said to be cut off",
  inWorkspace(async (space) => {
    const whole = lora(1000);
    space.put("moss.safetensors", whole.slice(0, -10));
    space.put("a.png", image("a cat <lora:moss:1>"));
    await space.scanAndExtract();
    const link = { tag: "moss", file: "moss.safetensors", method: "name" };
    assert.deepEqual(links(space), [{ ...link, reason: "the file is cut off" }]);
    space.put("moss.safetensors", whole);
    await space.scanAndExtract();
    assert.deepEqual(links(space), [{ ...link, reason: null }]);
    space.put("moss.safetensors", whole.slice(0, -10));
    await space.scanAndExtract();
    assert.deepEqual(links(space), [{ ...link, reason: "the file is cut off" }]);
  }),
);

Deno.test(
  "a usage that another tool deletes takes its links along: its number may be given to another",
  inWorkspace(async (space) => {
    space.put("moss.safetensors", lora(50));
    space.put("a.png", image("a cat <lora:moss:1>"));
    await space.scanAndExtract();
    space.exec("PRAGMA foreign_keys = OFF; DELETE FROM lora_usages; DELETE FROM image_resources");
    assert.equal(space.value("SELECT count(*) FROM lora_links"), 0n);
    assert.equal(space.value("SELECT count(*) FROM resource_links"), 0n);
    space.put("b.png", image("a cat <lora:fern:1>"));
    await space.scanAndExtract();
    assert.deepEqual(links(space).map(({ tag, file }) => [tag, file]), [["fern", null]]);
  }),
);

/** SwarmUI's record of one LoRA and a checkpoint, with the hashes of their tensors. */
const swarm = (checkpointTensors: string, loraTensors: string): string =>
  JSON.stringify({
    sui_image_params: { prompt: "a cat", model: "x/other", loras: ["other"], loraweights: ["1"] },
    sui_models: [
      { name: "x/other.safetensors", param: "model", hash: `0x${checkpointTensors}` },
      { name: "other.safetensors", param: "loras", hash: `0x${loraTensors}` },
    ],
  });

Deno.test(
  "the hash of the tensors finds a renamed file, and is asked for nowhere",
  inWorkspace(async (space) => {
    space.put("moss.safetensors", lora(50));
    space.put("fern.safetensors", checkpoint(60));
    await space.scanAndExtract();
    await space.hash();
    const tensors = (name: string): string => hashOf(space, name, "tensor_sha256");
    space.put("a.png", pngWith(swarm(tensors("fern"), tensors("moss"))));
    await space.scanAndExtract();
    assert.deepEqual(links(space), [
      { tag: "other", file: "moss.safetensors", method: "tensor_sha256", reason: null },
    ]);
    assert.deepEqual(
      space.sql(
        `SELECT l.name, k.method FROM model_links AS k
         JOIN model_files AS l ON l.file_id = k.model_file_id`,
      ),
      [{ name: "fern", method: "tensor_sha256" }],
    );
    assert.deepEqual(space.sql("SELECT lora_hash FROM lora_usages"), [{ lora_hash: null }]);
  }),
);

Deno.test(
  "a refiner is not the checkpoint, whatever its program calls it",
  inWorkspace(async (space) => {
    space.put("polish.safetensors", checkpoint(60));
    const record = { prompt: "a cat", model: "fern", refinermodel: "polish" };
    space.put("a.png", pngWith(JSON.stringify({ sui_image_params: record })));
    await space.scanAndExtract();
    assert.deepEqual(space.sql("SELECT model_file_id, reason FROM model_links"), [
      { model_file_id: null, reason: "no file of that name" },
    ]);
  }),
);
