/** `--rescan` reads every file again. */
import assert from "node:assert/strict";
import plugin from "../../docs/examples/moss_press.ts";
import { utf8 } from "../fixtures/bytes.ts";
import { png, tEXt } from "../fixtures/png.ts";
import { modelFile } from "../fixtures/safetensors.ts";
import { infotext, inWorkspace, pngWith } from "../support/workspace.ts";
import { column, fileRow } from "./rows.ts";

const HASH = "ab".repeat(32);

Deno.test(
  "--rescan opens every file, writes what differs, and says how many; nothing else changes",
  inWorkspace(async (space) => {
    space.put("a.png", pngWith(infotext(1)));
    space.put("b.png", png());
    space.put("c.safetensors", modelFile({ metadata: { a: "b" }, content: new Uint8Array(4) }));
    await space.scanAndExtract();
    const before = space.sql("SELECT * FROM files ORDER BY id");
    const { scan, extract } = await space.scanAndExtract({ rescan: true });
    assert.deepEqual([scan.opened, scan.reread, scan.changed, scan.unchanged], [3, 3, 0, 0]);
    assert.equal(scan.reread_differently, 0);
    assert.equal(extract.files, 0);
    assert.deepEqual(space.sql("SELECT * FROM files ORDER BY id"), before);
    const { report } = await space.scan({ rescan: true });
    const line = "Read again: 3 files, 0 of them with another result.";
    assert.ok(report.lines.includes(line), report.lines.join("\n"));
  }),
);

Deno.test(
  "--rescan finds what no size, time or inode tells, and the hash of such a file goes",
  inWorkspace(async (space) => {
    space.put("a.png", pngWith(infotext(1)));
    space.put("b.png", pngWith(infotext(2)));
    await space.scan();
    space.exec(`UPDATE files SET file_hash = '${HASH}'`);
    const { mtime } = Deno.statSync(space.at("a.png"));
    Deno.writeFileSync(space.at("a.png"), pngWith(infotext(3)));
    Deno.utimeSync(space.at("a.png"), mtime ?? 0, mtime ?? 0);
    assert.equal((await space.scan()).opened, 0);
    const { reread, reread_differently } = await space.scan({ rescan: true });
    assert.deepEqual([reread, reread_differently], [2, 1]);
    assert.deepEqual(column(space, "file_hash"), { "a.png": null, "b.png": HASH });
    assert.equal(fileRow(space, "a.png")?.["metadata_json"], infotext(3));
  }),
);

Deno.test(
  "--rescan gives a plugin that came later the texts that were passed over before",
  inWorkspace(async (space) => {
    const text = "moss press 1\nwant = a harbour at dawn\nseed = 7";
    space.put("a.png", png({ before: [tEXt("mosspress", utf8(text))] }));
    await space.scanAndExtract();
    assert.equal(fileRow(space, "a.png")?.["status"], "no_metadata");
    const plugins = [plugin];
    assert.equal((await space.scanAndExtract({ plugins })).extract.models, 0);
    const { extract } = await space.scanAndExtract({ plugins, rescan: true });
    assert.equal(extract.models, 1);
    assert.deepEqual(space.sql("SELECT raw_positive, seed FROM models"), [
      { raw_positive: "a harbour at dawn", seed: 7n },
    ]);
  }),
);

Deno.test(
  "--rescan keeps the text of another program where the file has none, and takes the file's where it has one",
  inWorkspace(async (space) => {
    space.put("a.png", pngWith(infotext(1)));
    space.put("b.png", png());
    await space.scan();
    space.exec("UPDATE files SET container = NULL, read_with = NULL, metadata_json = 'its own'");
    await space.scan({ rescan: true });
    assert.deepEqual(column(space, "metadata_json"), { "a.png": infotext(1), "b.png": "its own" });
  }),
);
