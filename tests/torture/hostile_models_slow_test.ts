import assert from "node:assert/strict";
import { modelFile } from "../fixtures/safetensors.ts";
import { inWorkspace } from "../support/workspace.ts";
import { checkHostileModels } from "./hostile_models.ts";
import { measured } from "./measured.ts";

/** What one of the files needs by itself, and some room; all at once need more. */
const MAX_MIB = 500;

Deno.test({
  name: "headers of model files as long as the format allows are judged within memory",
  ignore: Deno.build.os !== "linux",
  fn: inWorkspace(async (space) => {
    // Each of these took more than a gigabyte when its values were built.
    const { peakMiB } = await checkHostileModels(space, [
      "metadata entries",
      "a metadata value that is a list",
      "dimensions",
      "tensors in reverse order",
    ]);
    assert.ok(peakMiB > 0);
  }),
});

Deno.test({
  name: "a chunk of model files with long metadata does not stand in memory at once",
  ignore: Deno.build.os !== "linux",
  fn: inWorkspace(async (space) => {
    for (let n = 0; n < 24; n++) {
      const note = "a".repeat(15 << 20);
      space.put(`${n}.safetensors`, modelFile({ metadata: { note }, content: new Uint8Array(n) }));
    }
    const run = await measured("extract", space.database, space.pictures, "--json");
    assert.deepEqual([run.status, run.stderr], [0, ""]);
    assert.equal(space.value("SELECT count(*) FROM model_files WHERE header_status = 'ok'"), 24n);
    assert.ok(run.peakMiB < MAX_MIB, `${run.peakMiB} MiB`);
  }),
});
