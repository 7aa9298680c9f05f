import assert from "node:assert/strict";
import { infotext, inWorkspace, pngWith, type Workspace } from "../support/workspace.ts";
import { leavesEveryByte } from "./rows.ts";

function seeds(space: Workspace): unknown[] {
  return space.sql("SELECT seed FROM models ORDER BY file_id").map(({ seed }) => seed);
}

Deno.test(
  "rows whose own column kind holds NULL or another program's word are images, those of a model are not",
  inWorkspace(async (space) => {
    space.exec("CREATE TABLE files (id INTEGER PRIMARY KEY, metadata_json TEXT, kind TEXT)");
    [null, "photo", "image", "", "model"].forEach((kind, index) =>
      space.sql(
        "INSERT INTO files (metadata_json, kind) VALUES (?, ?)",
        infotext(index + 1),
        kind,
      )
    );
    const { files, models } = await space.extract();
    assert.deepEqual([files, models], [4, 4]);
    assert.deepEqual(seeds(space), [1n, 2n, 3n, 4n]);
    const shown = space.sql("SELECT file_id FROM image_details ORDER BY 1");
    assert.deepEqual(shown.map(({ file_id }) => file_id), [1n, 2n, 3n, 4n]);
    await leavesEveryByte(space);
    space.exec("UPDATE settings SET value = 9 WHERE name = 'lora_weight_max'");
    assert.equal((await space.extract()).files, 4);
  }),
);

Deno.test(
  "a scan finds, moves and misses images whose own column kind is NULL or another program's word",
  inWorkspace(async (space) => {
    const names = ["a.png", "b.png", "c.png"];
    names.forEach((name, index) => space.put(name, pngWith(infotext(index + 1))));
    space.exec(
      `CREATE TABLE files (id INTEGER PRIMARY KEY, file_path TEXT, metadata_json TEXT, kind TEXT)`,
    );
    names.forEach((name, index) =>
      space.sql(
        "INSERT INTO files (file_path, kind) VALUES (?, ?)",
        space.at(name),
        [null, "photo", "model"][index] ?? null,
      )
    );
    const first = await space.scanAndExtract();
    assert.deepEqual([first.scan.opened, first.scan.changed], [2, 2]);
    assert.deepEqual(seeds(space), [1n, 2n]);
    for (const name of names) space.rename(name, `sub/${name}`);
    const moved = await space.scan();
    assert.deepEqual([moved.moved, moved.added, moved.missing], [2, 1, 1]);
    for (const name of names) space.remove(`sub/${name}`);
    assert.equal((await space.scan()).missing, 3);
    assert.deepEqual(
      space.sql("SELECT id, kind FROM files WHERE id < 4 ORDER BY 1").map(Object.values),
      [[1n, null], [2n, "photo"], [3n, "model"]],
    );
  }),
);

Deno.test(
  "a file of another kind that is gone gives its row to the same bytes elsewhere",
  inWorkspace(async (space) => {
    space.put("a.png", pngWith(infotext(1)));
    await space.scan();
    const bytes = Deno.readFileSync(space.at("a.png"));
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
    space.exec("UPDATE files SET file_inode = NULL");
    space.exec("PRAGMA ignore_check_constraints = ON; UPDATE files SET kind = 'photo'");
    space.sql("UPDATE files SET file_hash = ?", hash);
    space.remove("a.png");
    space.put("b.png", bytes);
    assert.equal((await space.scan()).moved, 1);
    assert.deepEqual(space.sql("SELECT id, kind FROM files"), [{ id: 1n, kind: "photo" }]);
  }),
);

Deno.test(
  "a STRICT table of files is scanned and extracted like any other",
  inWorkspace(async (space) => {
    space.put("a.png", pngWith(infotext(1)));
    space.exec(`CREATE TABLE files (id INTEGER PRIMARY KEY, metadata_json TEXT) STRICT;
      CREATE TABLE models (file_id INTEGER PRIMARY KEY) STRICT`);
    space.sql("INSERT INTO files (metadata_json) VALUES (?)", infotext(2));
    const { extract, report } = await space.scanAndExtract();
    assert.deepEqual([extract.models, report.errors], [2, 0]);
    assert.deepEqual(seeds(space), [2n, 1n]);
    await leavesEveryByte(space);
  }),
);

Deno.test(
  "a waiting model file beside waiting images is extracted as a model, and gives no record of an image",
  inWorkspace(async (space) => {
    space.fill([infotext(1), infotext(2), infotext(3)]);
    space.exec("UPDATE files SET kind = 'model' WHERE id = 2");
    for (const chunk of [1, 500]) {
      space.exec("UPDATE files SET extraction_pending = 1");
      assert.equal((await space.extract({ chunk })).files, 2);
      assert.deepEqual(seeds(space), [1n, 3n]);
      assert.deepEqual(space.sql("SELECT file_id FROM model_files"), [{ file_id: 2n }]);
    }
  }),
);
