import assert from "node:assert/strict";
import { infotext, inWorkspace, pngWith } from "../support/workspace.ts";
import { column } from "./rows.ts";

/** A table of another program that compares paths without case. */
const TABLE = `CREATE TABLE files (
  id INTEGER PRIMARY KEY, file_path TEXT COLLATE NOCASE, metadata_json TEXT)`;

Deno.test(
  "a name that changes only in case is stored as it is now, also where paths are compared without case",
  inWorkspace(async (space) => {
    space.exec(TABLE);
    space.put("A.png", pngWith(infotext(1)));
    await space.scan();
    space.rename("A.png", "a.png");
    await space.scan();
    assert.deepEqual(column(space, "metadata_json"), { "a.png": infotext(1) });
  }),
);

Deno.test({
  name: "of two rows whose paths differ only in case each is its own file's",
  ignore: Deno.build.os !== "linux",
  fn: inWorkspace(async (space) => {
    space.exec(TABLE);
    const names = ["b.png", "B.png", "c.png", "C.png"];
    for (const [index, name] of names.entries()) {
      const path = space.put(name, pngWith(infotext(index)));
      space.exec(`INSERT INTO files (file_path) VALUES ('${path}')`);
    }
    const texts = Object.fromEntries(names.map((name, index) => [name, infotext(index)]));
    assert.equal((await space.scan()).changed, names.length);
    assert.deepEqual(column(space, "metadata_json"), texts);
    const { unchanged, missing } = await space.scan();
    assert.deepEqual([unchanged, missing], [names.length, 0]);
    assert.deepEqual(column(space, "metadata_json"), texts);
  }),
});
