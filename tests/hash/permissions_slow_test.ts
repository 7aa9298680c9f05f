/** Hashing in processes of their own, with the permissions of its task and fewer. */
import assert from "node:assert/strict";
import { modelFile } from "../fixtures/safetensors.ts";
import { inWorkspace } from "../support/workspace.ts";

for (
  const [where, flags] of [
    ["everywhere, by threads", ["--allow-read", "--allow-write"]],
    ["only in the user's folder, without threads", ["--allow-read=.", "--allow-write=."]],
    [
      "by an engine that compiles nothing",
      ["--allow-read", "--allow-write", "--v8-flags=--jitless"],
    ],
  ] as const
) {
  Deno.test(
    `hash needs no permission but to read and write, ${where}`,
    inWorkspace(async (space) => {
      space.put("huge.safetensors", modelFile({ content: new Uint8Array(70_000_000).fill(7) }));
      await space.scanAndExtract();
      const cli = new URL("../../cli.ts", import.meta.url).pathname;
      const { code, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "--no-lock",
          "--no-prompt",
          "--no-remote",
          ...flags,
          cli,
          "hash",
          space.database,
        ],
        cwd: space.folder,
      }).output();
      assert.deepEqual([code, new TextDecoder().decode(stderr)], [0, ""]);
      assert.equal(space.value("SELECT count(*) FROM files WHERE file_hash IS NULL"), 0n);
    }),
  );
}
