/** Graphs of ComfyUI, from files to rows. */
import assert from "node:assert/strict";
import { utf8 } from "../fixtures/bytes.ts";
import { exifSegment, jpeg } from "../fixtures/jpeg.ts";
import { png, tEXt } from "../fixtures/png.ts";
import { GRAPH_PROMPT, GRAPH_WORKFLOW } from "../fixtures/sample_texts.ts";
import { tiff, type TiffEntry, TYPE } from "../fixtures/tiff.ts";
import { FLAG, riffChunk, vp8x, webp } from "../fixtures/webp.ts";
import { inWorkspace } from "../support/workspace.ts";

const EXECUTED = JSON.stringify(GRAPH_PROMPT);
const DRAWN = JSON.stringify(GRAPH_WORKFLOW);
const NOTHING = JSON.stringify({
  "1": { class_type: "LoadImage", inputs: { image: "a.png" } },
  "2": { class_type: "SaveImage", inputs: { images: ["1", 0] } },
});

function tag(number: number, text: string): TiffEntry {
  return { ifd: "0", tag: number, type: TYPE.ascii, value: utf8(`${text}\0`) };
}

const EXIF = tiff("II", [tag(0x010f, `workflow:${DRAWN}`), tag(0x0110, `prompt:${EXECUTED}`)]);

const FILES: Readonly<Record<string, Uint8Array | string>> = {
  "a.png": png({ before: [tEXt("prompt", EXECUTED), tEXt("workflow", DRAWN)] }),
  "b.webp": webp([riffChunk("EXIF", EXIF)], [vp8x(FLAG.exif)]),
  "c.jpg": jpeg([exifSegment(EXIF)]),
  "d.png": png(),
  "d.json": `{"prompt": ${EXECUTED}, "workflow": ${DRAWN}}`,
  "nothing.png": png({ before: [tEXt("prompt", NOTHING), tEXt("workflow", DRAWN)] }),
  "cut.png": png({ before: [tEXt("prompt", EXECUTED.slice(0, -20))] }),
};

Deno.test(
  "a graph gives one record wherever it stands, and one that gives none says why",
  inWorkspace(async (space) => {
    for (const [name, content] of Object.entries(FILES)) space.put(name, content);
    await space.scanAndExtract();
    const rows = space.sql(
      "SELECT replace(file_path, rtrim(file_path, replace(file_path, '/', '')), '') AS name, status, status_detail, " +
        "metadata_source, model_name, seed, lora_name, weight, te_weight FROM files " +
        "LEFT JOIN models ON models.file_id = files.id LEFT JOIN lora_usages ON lora_usages.file_id = files.id ORDER BY 1",
    );
    const record = ["meadowMix_v3", 42n, "golden_hour", 0.6, 0.5];
    const none = [null, null, null, null, null];
    assert.deepEqual(rows.map((row) => Object.values(row)), [
      ["a.png", "ok", null, "png:prompt", ...record],
      ["b.webp", "ok", null, "exif:Model", ...record],
      ["c.jpg", "ok", null, "exif:Model", ...record],
      [
        "cut.png",
        "unrecognized",
        "the graph is cut off, or part of something else",
        "png:prompt",
        ...none,
      ],
      ["d.png", "ok", null, "sidecar:json", ...record],
      ["nothing.png", "unrecognized", "the graph generates nothing", "png:prompt", ...none],
    ]);
  }),
);

Deno.test(
  "with keep_workflow the drawn graph is stored beside the other, and the record is the same",
  inWorkspace(async (space) => {
    space.put("a.png", FILES["a.png"] ?? "");
    await space.scanAndExtract();
    const [before] = space.sql(
      "SELECT metadata_json, metadata_hash FROM files JOIN models ON file_id = id",
    );
    assert.equal(before?.["metadata_json"], EXECUTED);
    space.sql("INSERT OR REPLACE INTO settings (name, value) VALUES ('keep_workflow', '1')");
    space.touch("a.png");
    await space.scanAndExtract();
    const [after] = space.sql(
      "SELECT metadata_json, metadata_hash FROM files JOIN models ON file_id = id",
    );
    assert.equal(
      after?.["metadata_json"],
      JSON.stringify({ "sqlite-sd": 1, texts: { prompt: EXECUTED, workflow: DRAWN } }),
    );
    assert.equal(after?.["metadata_hash"], before?.["metadata_hash"]);
  }),
);
