import assert from "node:assert/strict";
import { inWorkspace } from "../support/workspace.ts";
import { CAN_MOUNT, fillDisks, limitFiles } from "./full_disk.ts";
import { killRuns } from "./kills.ts";
import { Random } from "./random.ts";

const KIB = 1024;

Deno.test(
  "killed at random moments, a run leaves a sound database, and the next one finishes its work",
  inWorkspace(async (space) => {
    const { kills, finished } = await killRuns(space, 6, new Random(4));
    assert.equal(kills, 6);
    assert.ok(finished > 0);
  }),
);

Deno.test({
  name:
    "on a full disk a run says so and leaves a sound database, and the next one finishes its work",
  ignore: !CAN_MOUNT,
  fn: inWorkspace(async (space) => {
    const { failed } = await fillDisks(space, [64, 256, 700].map((size) => size * KIB));
    assert.equal(failed, 3);
  }),
});

Deno.test({
  name:
    "where files may not grow, a run says so and leaves a sound database, and the next one finishes its work",
  ignore: Deno.build.os === "windows",
  fn: inWorkspace(async (space) => {
    const { failed } = await limitFiles(space, [16, 128, 400].map((size) => size * KIB));
    assert.equal(failed, 3);
  }),
});
