/** Files that are gone are removed, but not where nothing is left: there a drive may be missing. */
import assert from "node:assert/strict";
import { infotext, inWorkspace, pngWith, type Workspace } from "../support/workspace.ts";

/** Two pictures on a drive, one elsewhere; the drive is not mounted any more. */
async function start(space: Workspace): Promise<string[]> {
  space.put("drive/a.png", pngWith(infotext(1)));
  space.put("drive/sub/b.png", pngWith(infotext(2)));
  space.put("here/c.png", pngWith(infotext(3)));
  const paths = [space.at("drive"), space.at("here")];
  await space.scan({ paths });
  Deno.renameSync(space.at("drive"), `${space.folder}/unmounted`);
  Deno.mkdirSync(space.at("drive"));
  return paths;
}

function rows(space: Workspace): unknown {
  return space.value("SELECT count(*) FROM files");
}

Deno.test(
  "--prune leaves the rows below a root in which nothing is left, and says why; they are missing",
  inWorkspace(async (space) => {
    const paths = await start(space);
    space.put("here/d.png", pngWith(infotext(4)));
    await space.scan({ paths: [space.at("here")] });
    space.remove("here/d.png");
    for (const expected of [{ missing: 2, pruned: 1 }, { missing: 0, pruned: 0 }]) {
      const { missing, pruned, kept, report } = await space.scan({ paths, prune: true });
      assert.deepEqual({ missing, pruned }, expected);
      assert.equal(kept, 2);
      assert.equal(report.errors, 0);
      const line = `Not removed: 2 rows below "${space.at("drive")}", since none of its files is ` +
        "left there; if no drive is missing, run again with --prune=all.";
      assert.ok(report.lines.includes(line), report.lines.join("\n"));
    }
    assert.equal(rows(space), 3n);
    Deno.removeSync(space.at("drive"));
    Deno.renameSync(`${space.folder}/unmounted`, space.at("drive"));
    const { pruned, kept } = await space.scan({ paths, prune: true });
    assert.deepEqual([pruned, kept, rows(space)], [0, 0, 3n]);
  }),
);

Deno.test(
  "a new picture in the empty root, of a known name or not, is no sign that the drive is there",
  inWorkspace(async (space) => {
    const paths = await start(space);
    space.put("drive/a.png", pngWith(infotext(5)));
    space.put("drive/new.png", pngWith(infotext(6)));
    const { added, changed, pruned, kept } = await space.scan({ paths, prune: true });
    assert.deepEqual([added, changed, pruned, kept], [1, 1, 0, 1]);
  }),
);

Deno.test(
  "--prune=all removes them, and a root without rows is no news",
  inWorkspace(async (space) => {
    const paths = await start(space);
    Deno.mkdirSync(space.at("new"));
    const first = await space.scan({ paths: [space.at("new")], prune: true });
    assert.deepEqual([first.kept, first.report.lines.length], [0, 1]);
    const { missing, pruned, kept } = await space.scan({ paths, prune: "all" });
    assert.deepEqual([missing, pruned, kept, rows(space)], [0, 2, 0, 1n]);
  }),
);

Deno.test(
  "one file that is left in its place is enough",
  inWorkspace(async (space) => {
    await start(space);
    Deno.removeSync(space.at("drive"));
    Deno.renameSync(`${space.folder}/unmounted`, space.at("drive"));
    space.remove("drive/sub");
    const { pruned, kept } = await space.scan({ paths: [space.at("drive")], prune: true });
    assert.deepEqual([pruned, kept], [1, 0]);
  }),
);
