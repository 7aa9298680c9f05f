import assert from "node:assert/strict";
import { infotext, inWorkspace, pngWith } from "../support/workspace.ts";
import { start, state } from "./three_pictures.ts";

Deno.test(
  "--prune removes what is gone with all that hangs on it, and nothing else",
  inWorkspace(async (space) => {
    await start(space);
    space.remove("a.png");
    assert.equal((await space.scan()).missing, 1);
    space.remove("b.png");
    const { scan } = await space.scanAndExtract({ prune: true });
    assert.deepEqual([scan.pruned, scan.missing], [2, 0]);
    assert.deepEqual(Object.keys(state(space)), ["sub/c.png"]);
    for (const table of ["models", "lora_usages", "image_resources"]) {
      const left = space.sql(`SELECT DISTINCT file_id FROM ${table}`);
      assert.deepEqual(left.map(({ file_id }) => file_id), [state(space)["sub/c.png"]?.id], table);
    }
    const hits = space.value("SELECT count(*) FROM prompt_search WHERE prompt_search MATCH 'fern'");
    assert.equal(hits, 1n);
  }),
);

Deno.test(
  "only files below the scanned folder can be missing, not those of a folder with a longer name",
  inWorkspace(async (space) => {
    for (const name of ["in/a.png", "in2/a.png", "in.png", "IN/a.png"]) {
      space.put(name, pngWith(infotext(1)));
    }
    await space.scan();
    for (const name of ["in/a.png", "in2/a.png", "in.png", "IN/a.png"]) space.remove(name);
    assert.equal((await space.scan({ paths: [space.at("in")] })).missing, 1);
    const missing = space.sql("SELECT file_path FROM files WHERE status = 'missing'");
    assert.deepEqual(missing, [{ file_path: space.at("in/a.png") }]);
  }),
);

Deno.test(
  "a folder that vanished has missing files, and they are all right when it is back",
  inWorkspace(async (space) => {
    await start(space);
    const before = state(space);
    Deno.renameSync(space.at("sub"), `${space.folder}/sub`);
    assert.equal((await space.scan()).missing, 1);
    Deno.renameSync(`${space.folder}/sub`, space.at("sub"));
    const { scan, extract } = await space.scanAndExtract();
    assert.deepEqual([scan.changed, scan.missing, extract.files], [1, 0, 0]);
    assert.deepEqual(state(space), before);
  }),
);

Deno.test(
  "thousands of files that are gone at once are all missing, each counted once",
  inWorkspace(async (space) => {
    space.put("a.png", pngWith(infotext(1)));
    await space.scan();
    {
      using db = space.open();
      const insert = db.prepare("INSERT INTO files (file_path, status) VALUES (?, 'ok')");
      db.exec("BEGIN");
      for (let n = 0; n < 2500; n++) insert.run(space.at(`gone/${n}.png`));
      insert.run(`${space.pictures}0/other.png`);
      db.exec("COMMIT");
    }
    assert.equal((await space.scan()).missing, 2500);
    assert.equal(space.value("SELECT count(*) FROM files WHERE status = 'missing'"), 2500n);
    assert.equal((await space.scan({ prune: true })).pruned, 2500);
    assert.equal(space.value("SELECT count(*) FROM files"), 2n);
  }),
);
