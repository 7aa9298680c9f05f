import assert from "node:assert/strict";
import { counting, modelFile } from "../fixtures/safetensors.ts";
import { inWorkspace, pngWith } from "../support/workspace.ts";

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
