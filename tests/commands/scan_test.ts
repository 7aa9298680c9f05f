import assert from "node:assert/strict";
import { DatabaseError } from "../../src/host/errors.ts";
import { joinReports, listed, plural } from "../../src/work/report.ts";
import { chunk, png, tEXt } from "../fixtures/png.ts";
import { infotext, inWorkspace, pngWith, type Row } from "../support/workspace.ts";

Deno.test(
  "the report of a scan counts what it found, what is gone and what was removed",
  inWorkspace(async (space) => {
    for (const [name, image] of [["a.png", pngWith(infotext(1))], ["b.png", png()]] as const) {
      space.put(name, image);
    }
    const first = await space.scan();
    assert.deepEqual(first.report.lines, [
      "Scanned 2 image files: 2 files opened (2 new, 0 changed, 0 moved, 0 unchanged), 2 rows written.",
      "Found in them: 1 ok, 1 no metadata.",
    ]);
    space.remove("a.png");
    const second = await space.scan();
    assert.deepEqual(second.report.lines, [
      "Scanned 1 image file: 0 files opened (0 new, 0 changed, 0 moved, 1 unchanged), 1 row written.",
      "Gone: 1 file.",
    ]);
    const third = await space.scan({ prune: true });
    assert.deepEqual(third.report.lines.slice(1), ["Removed: 1 row of files that are gone."]);
    assert.deepEqual(Object.keys(third.report.json as Row).sort(), [
      "added",
      "bytes_read",
      "changed",
      "errors",
      "found",
      "kept",
      "missing",
      "models",
      "moved",
      "opened",
      "pruned",
      "reread",
      "reread_differently",
      "rows_written",
      "status",
      "unchanged",
      "unnamed",
      "unstored",
    ]);
  }),
);

Deno.test(
  "only metadata is read of a picture, never its pixels",
  inWorkspace(async (space) => {
    const pixels = new Uint8Array(8 * 1024 * 1024);
    const big = png({ before: [tEXt("parameters", infotext(1)), chunk("IDAT", pixels)] });
    space.put("big.png", big);
    const { report } = await space.scan();
    const { bytes_read } = report.json as { bytes_read: number };
    assert.ok(bytes_read > 0 && bytes_read < 256 * 1024, String(bytes_read));
  }),
);

Deno.test(
  "progress of a scan is taken away also when the scan fails",
  inWorkspace(async (space) => {
    space.put("a.png", png());
    space.fill();
    space.exec("DROP TABLE files");
    let ended = 0;
    const context = {
      progress: () => ({ update: () => {}, end: () => void ended++ }),
      interrupted: () => false,
    };
    await assert.rejects(space.scan({}, context));
    await space.scan({ database: `${space.folder}/other.sqlite` }, context);
    assert.equal(ended, 1);
  }),
);

Deno.test(
  "a scan of a locked database is a typed error that names the file, and the next scan finds everything",
  inWorkspace(async (space) => {
    space.put("a.png", png());
    space.fill();
    {
      using other = space.open();
      other.exec("BEGIN IMMEDIATE");
      await assert.rejects(space.scan({ busyTimeoutMs: 50 }), (error: unknown) => {
        assert.ok(error instanceof DatabaseError);
        assert.equal(error.code, "locked");
        return error.message.includes(space.database);
      });
    }
    assert.equal((await space.scan()).added, 1);
  }),
);

Deno.test("reports are joined: lines in order, JSON by name, errors summed", () => {
  const joined = joinReports({
    one: { lines: ["a"], json: 1, errors: 2 },
    two: { lines: ["b", "c"], json: { x: 1 }, errors: 3, interrupted: true },
  });
  assert.deepEqual(joined, {
    lines: ["a", "b", "c"],
    json: { one: 1, two: { x: 1 } },
    errors: 5,
    interrupted: true,
  });
  assert.deepEqual([plural(1, "row"), plural(2, "row")], ["1 row", "2 rows"]);
  assert.equal(listed({ no_metadata: 2, ok: 1 }), "2 no metadata, 1 ok");
});
