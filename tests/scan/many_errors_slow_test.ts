import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { inWorkspace } from "../support/workspace.ts";

Deno.test({
  name: "many files that cannot be looked at beside many that are gone cost no more than their sum",
  ignore: Deno.build.os !== "linux",
  fn: inWorkspace(async (space) => {
    const count = 3000;
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
    const start = performance.now();
    const { missing, errors } = await space.scan();
    const took = performance.now() - start;
    assert.deepEqual([missing, errors.length], [count, count]);
    assert.ok(took < 6000, `${took} ms`);
  }),
});
