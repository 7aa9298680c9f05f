import assert from "node:assert/strict";
import { counting, modelFile } from "../fixtures/safetensors.ts";
import { inWorkspace, pngWith } from "../support/workspace.ts";

const swarm = (settings: object, models: readonly object[]): Uint8Array =>
  pngWith(JSON.stringify({ sui_image_params: settings, sui_models: models }));

const lora = (length: number): Uint8Array =>
  modelFile({ tensors: ["lora_unet_x.lora_down.weight"], content: counting(length) });

Deno.test(
  "a version that was looked up for the former bytes of a file is not the file that took its place",
  inWorkspace(async (space) => {
    space.put("Lora/moss.safetensors", lora(50));
    space.put(
      "a.png",
      pngWith(
        'a cat\nSteps: 20, Seed: 1, Civitai resources: [{"type":"lora","weight":1,"modelVersionId":77}]',
      ),
    );
    await space.scanAndExtract();
    await space.hash();
    space.exec(
      `INSERT INTO model_enrichment (file_id, lookup_status, queried_hash, model_version_id)
      SELECT file_id, 'matched', sha256, 77 FROM model_files`,
    );
    await space.extract();
    const method = (): unknown => space.value("SELECT method FROM resource_links");
    assert.equal(method(), "version_id");
    space.put("Lora/moss.safetensors", lora(60));
    await space.scanAndExtract();
    assert.equal(method(), null);
    await space.hash();
    assert.equal(method(), null);
    space.put("Lora/moss.safetensors", lora(50));
    await space.scanAndExtract();
    await space.hash();
    assert.equal(method(), "version_id");
  }),
);

Deno.test(
  "a LoRA that a list names is found by the number of its version, whatever its file is called",
  inWorkspace(async (space) => {
    space.put("Lora/renamed.safetensors", lora(50));
    const additionalResources = [
      { type: "lora", name: "ink", strength: 0.4, modelVersionId: 77 },
      { type: "lora", name: "mist", strength: 0.4, modelVersionId: 78 },
    ];
    const meta = { prompt: "a weir", cfgScale: 7, seed: 5, additionalResources };
    space.put("a.png", pngWith(JSON.stringify(meta)));
    await space.scanAndExtract();
    space.exec(
      `INSERT INTO model_enrichment (file_id, lookup_status, model_version_id)
      SELECT file_id, 'matched', 77 FROM model_files`,
    );
    await space.extract();
    const links = space.sql("SELECT method, reason FROM lora_links ORDER BY usage_id");
    assert.deepEqual(links, [
      { method: "version_id", reason: null },
      { method: null, reason: "no file of that name" },
    ]);
  }),
);

Deno.test(
  "a LoRA that a tag names is found by the hash of tensors that a list gives with its file's name",
  inWorkspace(async (space) => {
    space.put("Lora/renamed.safetensors", lora(50));
    await space.scanAndExtract();
    await space.hash();
    const hash = space.value("SELECT '0x' || tensor_sha256 FROM model_files");
    space.put(
      "a.png",
      swarm({ prompt: "a weir <lora:style/ink:0.7>", steps: 5 }, [
        { name: "style/ink.safetensors", param: "loras", hash },
      ]),
    );
    await space.scanAndExtract();
    const links = space.sql("SELECT method, reason FROM lora_links");
    assert.deepEqual(links, [{ method: "tensor_sha256", reason: null }]);
  }),
);
