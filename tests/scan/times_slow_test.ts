import assert from "node:assert/strict";
import { FileFacts } from "../../src/files/facts.ts";
import { infotext, inWorkspace, pngWith } from "../support/workspace.ts";
import { column } from "./rows.ts";

/** Years that nanoseconds in 64 bits do not reach, as far as the file system keeps them. */
const FAR = [Date.UTC(2400), Date.UTC(1600)];

Deno.test(
  "a picture of a far time is scanned and hashed like any other",
  inWorkspace(async (space) => {
    for (const [index, time] of FAR.entries()) {
      const path = space.put(`${index}.png`, pngWith(infotext(index)));
      Deno.utimeSync(path, new Date(time), new Date(time));
    }
    const { added, errors } = await space.scan();
    assert.deepEqual([added, errors], [FAR.length, []]);
    assert.deepEqual(column(space, "status"), { "0.png": "ok", "1.png": "ok" });
    const again = await space.scan();
    assert.deepEqual([again.unchanged, again.rows_written], [FAR.length, 0]);
    const { hashed, changed } = await space.hash({ images: true });
    assert.deepEqual([hashed, changed], [FAR.length, 0]);
  }),
);

Deno.test("a time that no date can hold counts as none", () => {
  const { time, mtime } = FileFacts.of({ ...Deno.statSync("."), mtime: new Date(NaN) });
  assert.deepEqual([time, mtime], [0, 0n]);
});

Deno.test(
  "a file is opened once, whatever the type of an adopted column of times",
  inWorkspace(async (space) => {
    const path = space.put("a.png", pngWith(infotext(1)));
    for (
      const type of ["REAL", "DOUBLE", "TEXT", "VARCHAR(30)", "NUMERIC", "DATETIME", "", "BLOB"]
    ) {
      for (const ms of [1_700_000_000_123, 1_699_999_999_999, 1_700_000_000_000]) {
        Deno.utimeSync(path, ms / 1000, ms / 1000);
        space.sql("DROP TABLE IF EXISTS files");
        Deno.removeSync(space.database);
        space.sql(
          `CREATE TABLE files (id INTEGER PRIMARY KEY, metadata_json TEXT, file_mtime ${type})`,
        );
        assert.deepEqual((await space.scan()).opened, 1, type);
        assert.deepEqual((await space.scan()).opened, 0, type);
        Deno.utimeSync(path, ms / 1000, (ms + 1) / 1000);
        assert.deepEqual((await space.scan()).opened, 1, `${type}, a millisecond later`);
      }
    }
  }),
);
