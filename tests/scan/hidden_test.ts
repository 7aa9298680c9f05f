/** The setting `read_hidden`: whether a scan looks for texts in pixels. */
import assert from "node:assert/strict";
import { hidingPng } from "../fixtures/hidden.ts";
import { infotext, inWorkspace, pngWith, type Workspace } from "../support/workspace.ts";

function set(space: Workspace, value: 0 | 1): void {
  space.exec(`UPDATE settings SET value = ${value} WHERE name = 'read_hidden'`);
}

const ROWS = "SELECT status, metadata_source AS source FROM files ORDER BY file_path";
const [HIDDEN, OPEN, NONE, BESIDE] = [
  { status: "ok", source: "png:alpha" },
  { status: "ok", source: "png:parameters" },
  { status: "no_metadata", source: null },
  { status: "ok", source: "sidecar:txt" },
];

Deno.test(
  "a changed read_hidden has files without a text of their own read once more, and no others",
  inWorkspace(async (space) => {
    const hidden = hidingPng({ mode: "alpha", text: infotext(1) });
    space.fill();
    set(space, 0);
    space.put("a hidden.png", hidden);
    space.put("b open.png", pngWith(infotext(2)));
    space.put("c none.png", hidingPng({ mode: "alpha", signature: "" }));
    space.put("d beside.png", hidden);
    space.put("d beside.txt", infotext(3));
    await space.scan();
    assert.deepEqual(space.sql(ROWS), [NONE, OPEN, NONE, BESIDE]);
    assert.equal((await space.scan()).opened, 0);

    set(space, 1);
    const { opened, reread, reread_differently: different } = await space.scan();
    assert.deepEqual([opened, reread, different], [3, 3, 2]);
    assert.deepEqual(space.sql(ROWS), [HIDDEN, OPEN, NONE, HIDDEN]);
    assert.equal((await space.scan()).opened, 0);

    // What was found stays, and what was looked into needs no second look.
    set(space, 0);
    assert.equal((await space.scan()).opened, 0);
    space.put("e hidden.png", hidden);
    assert.equal((await space.scan()).opened, 1);
    assert.deepEqual(space.sql(ROWS).at(-1), NONE);
  }),
);

Deno.test(
  "hidden texts are looked for in databases in which nobody set anything",
  inWorkspace(async (space) => {
    space.put("a.png", hidingPng({ mode: "rgb", isGzip: true, text: infotext(1) }));
    await space.scan();
    assert.equal(space.value("SELECT value FROM settings WHERE name = 'read_hidden'"), 1n);
    assert.equal(space.value("SELECT metadata_source FROM files"), "png:rgb");
    space.exec("DELETE FROM settings");
    space.put("b.png", hidingPng({ mode: "alpha", text: infotext(2) }));
    await space.scan();
    assert.equal(space.value("SELECT metadata_source FROM files WHERE id = 2"), "png:alpha");
  }),
);
