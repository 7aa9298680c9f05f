/** The work for many files grows no faster than their number. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { png } from "../fixtures/png.ts";
import { processorTime } from "../support/patience.ts";
import { inWorkspace, type Workspace } from "../support/workspace.ts";

const COUNT = 1000;
const GROWTH = 4;
/** Twice what is linear, half of what is square. */
const MAX_RATIO = 8;
const ATTEMPTS = 4;

/** Prepares a workspace for `count` files and gives the scan of it that is measured. */
type Prepare = (space: Workspace, count: number) => () => Promise<void>;

/** Measures the time of the processor that a scan takes, in milliseconds. */
async function timeOf(prepare: Prepare, count: number): Promise<number> {
  let milliseconds = 0;
  await inWorkspace(async (space) => {
    const scan = prepare(space, count);
    const start = processorTime();
    await scan();
    milliseconds = processorTime() - start;
  })();
  return milliseconds;
}

/** Asserts that `GROWTH` times the files cost at most `MAX_RATIO` times the time, in one of several attempts. */
async function assertGrowth(prepare: Prepare): Promise<void> {
  await timeOf(prepare, COUNT); // compiles what is measured
  const ratios: number[] = [];
  while (ratios.length < ATTEMPTS) {
    const short = await timeOf(prepare, COUNT);
    const long = await timeOf(prepare, COUNT * GROWTH);
    if (long <= MAX_RATIO * short) return;
    ratios.push(long / short);
  }
  assert.fail(`${GROWTH} times the files take ${ratios.join(", ")} times as long`);
}

Deno.test({
  name: "many files whose names are no UTF-8 beside many that are gone cost no more than their sum",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    assertGrowth((space, count) => {
      space.fill();
      {
        using db = space.open();
        db.exec("BEGIN");
        const insert = db.prepare("INSERT INTO files (file_path, status) VALUES (?, 'ok')");
        for (let n = 0; n < count; n++) insert.run(space.at(`a/b/c/d/e/${n}.png`));
        db.exec("COMMIT");
      }
      const script = `for i in $(seq ${count}); do : > "$(printf "$i\\351.png")"; done`;
      spawnSync("sh", ["-c", script], { cwd: space.pictures });
      return async () => {
        const { missing, unnamed } = await space.scan();
        assert.deepEqual([missing, unnamed], [count, count]);
      };
    }),
});

Deno.test("thousands of paths on the command line cost no more than their sum", () =>
  assertGrowth((space, count) => {
    const image = png();
    const paths = Array.from({ length: count }, (_, n) => space.at(`${n}.png`));
    for (const path of paths) Deno.writeFileSync(path, image);
    return async () => assert.equal((await space.scan({ paths })).added, count);
  }));
