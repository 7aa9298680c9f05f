/** Triggers of the user's that call functions. */
import assert from "node:assert/strict";
import type { SqlPlugin } from "../../src/host/plugin.ts";
import { counting, modelFile } from "../fixtures/safetensors.ts";
import { inWorkspace, pngWith, type Workspace } from "../support/workspace.ts";

/** An image, the model that it names, and a trigger that puts what a function returns into `seen`. */
async function filled(space: Workspace, trigger: string, call: string): Promise<void> {
  space.put("small.safetensors", modelFile({ content: counting(100) }));
  space.put("a.png", pngWith("a cat <lora:small:0.5>\nSteps: 20, Seed: 1, Size: 8x8"));
  await space.scanAndExtract();
  space.exec(
    `CREATE TABLE seen (value);
     CREATE TRIGGER mine ${trigger} BEGIN INSERT INTO seen SELECT ${call}; END`,
  );
}

/** Hashes, and expects that the trigger's function was called. */
async function expectCalls(space: Workspace, plugins: readonly SqlPlugin[] = []): Promise<void> {
  const { failed, report } = await space.hash({ plugins });
  assert.deepEqual([failed, report.errors], [0, 0]);
  assert.ok(Number(space.value("SELECT count(*) FROM seen WHERE value IS NOT NULL")) > 0);
}

for (
  const [where, trigger] of [
    ["files", "AFTER UPDATE OF file_hash ON files"],
    ["model_files", "AFTER UPDATE OF sha256 ON model_files"],
  ] as const
) {
  Deno.test(
    `a trigger of the user's on ${where} may call functions`,
    inWorkspace(async (space) => {
      await filled(space, trigger, '"SD_version"()');
      await expectCalls(space);
    }),
  );
}

Deno.test(
  "a trigger of the user's on links may call functions when only links wait",
  inWorkspace(async (space) => {
    await filled(space, "AFTER INSERT ON lora_links", "sd_version()");
    await space.hash();
    space.exec("DELETE FROM lora_links; DELETE FROM seen");
    await expectCalls(space);
  }),
);

Deno.test(
  "a trigger of the user's on changed files may call functions",
  inWorkspace(async (space) => {
    await filled(space, "AFTER UPDATE OF file_size ON files", "sd_version()");
    space.put("small.safetensors", modelFile({ content: counting(200) }));
    await expectCalls(space);
  }),
);

Deno.test(
  "a trigger of the user's may call functions of the user's",
  inWorkspace(async (space) => {
    await filled(space, "AFTER UPDATE OF file_hash ON files", "mine()");
    const run = (): number => 7;
    const functions = [{ name: "mine", arities: [0], doc: "Seven", run }];
    await expectCalls(space, [{ name: "mine", version: "1", functions }]);
  }),
);
