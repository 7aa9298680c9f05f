import assert from "node:assert/strict";
import { join } from "node:path";
import { infotext, pngWith } from "../support/workspace.ts";
import { sqliteSd, withDatabase } from "./process.ts";

const ignore = Deno.build.os !== "linux";
const PLACE = "the runtime refuses files below /dev, /proc and /sys";

const REFUSED: readonly [what: string, args: readonly string[], line: RegExp][] = [
  ["a folder to scan", ["scan", "new.sqlite", "/proc/self"], /^Cannot scan "\/proc\/self": /],
  [
    "a database",
    ["query", "/proc/self/status", "SELECT 1"],
    /^Cannot open "\/proc\/self\/status": /,
  ],
  ["a new database", ["migrate", "/dev/shm/sqlite-sd-test.sqlite"], /^Cannot open "\/dev\/shm\//],
  [
    "a plugin",
    ["functions", "--plugin", "/proc/self/mine.ts"],
    /^Cannot load plugin "\/proc\/self/,
  ],
  ["migrations", ["migrate", ":memory:", "--dir", "/proc/self"], /^Cannot read "\/proc\/self": /],
];

for (const [what, args, line] of REFUSED) {
  Deno.test({
    name:
      `${what} in a place that the runtime refuses is one line, which does not ask for all permissions`,
    ignore,
    fn: async () => {
      const { status, stdout, stderr } = await sqliteSd(...args);
      assert.deepEqual([status, stdout], [3, ""]);
      const [, text = ""] = /^sqlite-sd: ([^\n]*)\n$/.exec(stderr) ?? [];
      assert.match(text, line);
      assert.ok(text.includes(PLACE), text);
      assert.doesNotMatch(text, /allow-all/);
    },
  });
}

Deno.test({
  name: "a link to a file that the runtime refuses is unreadable, and the others are scanned",
  ignore,
  fn: () =>
    withDatabase(async (_database, folder) => {
      const pictures = join(folder, "pictures");
      await Deno.mkdir(pictures);
      await Deno.writeFile(join(pictures, "b.png"), pngWith(infotext(1)));
      await Deno.writeFile(join(pictures, "c.png"), pngWith(infotext(2)));
      await Deno.symlink("/proc/self/status", join(pictures, "a.png"));
      await Deno.symlink("/proc/self/status", join(pictures, "a.safetensors"));
      await Deno.symlink("/proc/self/status", join(pictures, "c.txt"));
      const database = join(folder, "new.sqlite");
      const { status, stderr } = await sqliteSd("extract", database, pictures);
      assert.deepEqual([status, stderr], [0, ""]);
      const { stdout } = await sqliteSd(
        ...["query", database, "--csv"],
        "SELECT status, status_detail FROM files ORDER BY file_path",
      );
      const refused = `unreadable,"cannot be read: ${PLACE}"`;
      assert.equal(stdout, `status,status_detail\r\n${refused}\r\n${refused}\r\nok,\r\nok,\r\n`);
    }),
});
