import assert from "node:assert/strict";
import { infotext, inWorkspace, pngWith } from "../support/workspace.ts";

Deno.test(
  "a row that is copied with its bookkeeping from another database waits all the same",
  inWorkspace(async (space) => {
    space.fill([infotext(1)]);
    space.exec(
      `INSERT INTO files (file_path, metadata_json, extraction_pending, extracted_with, last_extracted_hash)
       VALUES ('/copied', 'a cat', 0, 'parser 1', 'x')`,
    );
    assert.equal((await space.extract()).files, 2);
    space.exec("REPLACE INTO files SELECT * FROM files WHERE file_path = '/copied'");
    assert.equal((await space.extract()).files, 1);
  }),
);

Deno.test(
  "an image in which an older program found no text is read once, whatever the program knew of it",
  inWorkspace(async (space) => {
    space.put("had.png", pngWith(infotext(1)));
    space.put("none.png", pngWith(""));
    space.exec(
      "CREATE TABLE files (id INTEGER PRIMARY KEY, file_path TEXT, metadata_json TEXT, file_size INTEGER, file_mtime INTEGER)",
    );
    for (const name of ["had.png", "none.png"]) {
      const { size, mtime } = Deno.statSync(space.at(name));
      const seconds = Math.floor((mtime?.getTime() ?? 0) / 1000);
      space.sql(
        "INSERT INTO files (file_path, metadata_json, file_size, file_mtime) VALUES (?, '', ?, ?)",
        space.at(name),
        size,
        seconds,
      );
    }
    await space.extract();
    const { scan } = await space.scanAndExtract();
    assert.deepEqual([scan.opened, scan.changed], [2, 2]);
    assert.deepEqual(
      space.sql("SELECT status FROM files ORDER BY id").map(({ status }) => status),
      ["ok", "no_metadata"],
    );
    assert.equal((await space.scan()).opened, 0);
  }),
);
