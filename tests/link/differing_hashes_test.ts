import assert from "node:assert/strict";
import { counting, modelFile } from "../fixtures/safetensors.ts";
import { inWorkspace, pngWith, type Workspace } from "../support/workspace.ts";

const CHECKPOINT = modelFile({ tensors: ["model.diffusion_model.x"], content: counting(50) });

const WAYS: readonly (readonly [what: string, change: (space: Workspace) => void])[] = [
  ["one file", () => {}],
  ["two equal files", (space) => space.put("more/moss.safetensors", CHECKPOINT)],
  ["a file that is missing", (space) => space.remove("moss.safetensors")],
];

for (const [what, change] of WAYS) {
  Deno.test(
    `an image gets no hash of a file whose name it gives with another hash: ${what}`,
    inWorkspace(async (space) => {
      space.put("moss.safetensors", CHECKPOINT);
      space.put("a.png", pngWith("a cat\nSteps: 20, Seed: 1, Model: moss, Model hash: 1234567890"));
      await space.scanAndExtract();
      await space.hash();
      change(space);
      await space.scanAndExtract();
      await space.hash();
      await space.extract();
      assert.deepEqual(space.sql("SELECT DISTINCT reason FROM model_links"), [
        { reason: "the hash differs" },
      ]);
      assert.deepEqual(space.sql("SELECT model_hash_full, display_hash FROM models"), [
        { model_hash_full: null, display_hash: null },
      ]);
    }),
  );
}
