/** Names of files: each file is one row, whatever it is called. */
import assert from "node:assert/strict";
import { infotext, inWorkspace, pngWith, type Workspace } from "../support/workspace.ts";
import { column } from "./rows.ts";

const POSIX = Deno.build.os !== "windows";
const LINUX = Deno.build.os === "linux";

/** The same letters to a reader: apart in case, composed and decomposed. */
const ALIKE = ["caf\u00e9.png", "cafe\u0301.png", "CAF\u00c9.png"];

async function settled(space: Workspace, paths: string[]): Promise<void> {
  const before = space.sql("SELECT * FROM files ORDER BY id");
  for (const path of paths) {
    const { opened, rows_written, report } = await space.scan({ paths: [path] });
    assert.deepEqual([opened, rows_written, report.errors], [0, 0, 0], path);
  }
  assert.deepEqual(space.sql("SELECT * FROM files ORDER BY id"), before);
}

Deno.test({
  name: "names that differ in case or Unicode form alone are files of their own",
  ignore: !LINUX,
  fn: inWorkspace(async (space) => {
    ALIKE.forEach((name, n) => space.put(name, pngWith(infotext(n))));
    assert.equal((await space.scan()).added, ALIKE.length);
    await settled(space, [space.pictures]);
    const texts = Object.fromEntries(ALIKE.map((name, n) => [name, infotext(n)]));
    assert.deepEqual(column(space, "metadata_json"), texts);
  }),
});

Deno.test({
  name:
    "a table that has one row for names in either case keeps the first file's, and counts the other in one line",
  ignore: !LINUX,
  fn: inWorkspace(async (space) => {
    space.exec(`CREATE TABLE files (
      id INTEGER PRIMARY KEY, file_path TEXT UNIQUE COLLATE NOCASE, metadata_json TEXT)`);
    space.put("A.png", pngWith(infotext(1)));
    space.put("a.png", pngWith(infotext(2)));
    space.put("b.png", pngWith(infotext(3)));
    for (const added of [2, 0]) {
      const scanned = await space.scan();
      assert.deepEqual([scanned.added, scanned.unstored, scanned.report.errors], [added, 1, 0]);
      const line = "Not stored, since the table takes their names for those of others: 1 file.";
      assert.ok(scanned.report.lines.includes(line), scanned.report.lines.join("\n"));
      assert.deepEqual(column(space, "metadata_json"), {
        "A.png": infotext(1),
        "b.png": infotext(3),
      });
    }
    space.rename("b.png", "B.png");
    space.remove("a.png");
    const { moved, unstored } = await space.scan();
    assert.deepEqual([moved, unstored], [1, 0]);
    space.rename("B.png", "a.png");
    const refused = await space.scan();
    assert.deepEqual([refused.moved, refused.unstored, refused.report.errors], [0, 1, 0]);
  }),
});

for (const [first, second] of [["real", "link"], ["link", "real"]] as const) {
  Deno.test({
    name: `files of a folder known as its ${first} are the same below its ${second}`,
    ignore: !POSIX,
    fn: inWorkspace(async (space) => {
      space.put("real/a.png", pngWith(infotext(1)));
      space.put("real/sub/b.png", pngWith(infotext(2)));
      Deno.symlinkSync(space.at("real"), space.at("link"));
      const [one, other] = [space.at(first), space.at(second)];
      await space.scan({ paths: [one] });
      await settled(space, [other, one, other]);
      assert.deepEqual(Object.keys(column(space, "id")), [`${first}/a.png`, `${first}/sub/b.png`]);
      const both = await space.scan({ paths: [other, one] });
      assert.deepEqual([both.found, both.unchanged, both.rows_written], [2, 2, 0]);
      space.put("real/a.png", pngWith(infotext(3)));
      assert.equal((await space.scan({ paths: [other] })).changed, 1);
      space.put("real/new.png", pngWith(infotext(4)));
      assert.equal((await space.scan({ paths: [other] })).added, 1);
      await settled(space, [one, other]);
      assert.equal(Object.keys(column(space, "id")).length, 3);
    }),
  });
}

Deno.test({
  name: "what is gone is missing, by whichever of its folder's names the folder is scanned",
  ignore: !POSIX,
  fn: inWorkspace(async (space) => {
    space.put("real/a.png", pngWith(infotext(1)));
    space.put("real/b.png", pngWith(infotext(2)));
    Deno.symlinkSync(space.at("real"), space.at("link"));
    await space.scan({ paths: [space.at("real")] });
    space.remove("real/a.png");
    assert.equal((await space.scan({ paths: [space.at("link")] })).missing, 1);
    assert.deepEqual(column(space, "status"), { "real/a.png": "missing", "real/b.png": "ok" });
  }),
});
