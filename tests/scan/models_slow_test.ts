import assert from "node:assert/strict";
import { counting, modelFile, TINY } from "../fixtures/safetensors.ts";
import { bytes } from "../fixtures/bytes.ts";
import { infotext, inWorkspace, pngWith } from "../support/workspace.ts";
import { column, fileRow } from "./rows.ts";

const LORA = modelFile({ metadata: { ss_output_name: "alias" }, content: counting(64) });

for (
  const [name, content, container, status, detail] of [
    ["a.safetensors", LORA, "safetensors", "ok", null],
    ["A.SafeTensors", TINY, "safetensors", "ok", null],
    ["zip.ckpt", bytes("PK\x03\x04", counting(50)), "zip", "no_metadata", null],
    ["pickle.pt", bytes("\x80\x02", counting(50)), "pickle", "no_metadata", null],
    ["a.gguf", bytes("GGUF", counting(50)), "gguf", "no_metadata", null],
    ["a.bin", counting(50), "unknown", "no_metadata", null],
    ["renamed.pt", LORA, "safetensors", "ok", null],
    ["empty.ckpt", bytes(), null, "unreadable", "too_short: 0 bytes"],
    [
      "zip.safetensors",
      bytes("PK\x03\x04", counting(50)),
      "zip",
      "unreadable",
      "not_safetensors:zip",
    ],
    [
      "half.safetensors",
      LORA.slice(0, -4),
      "safetensors",
      "ok",
      `incomplete_file: expected ${LORA.length} bytes, found ${LORA.length - 4}`,
    ],
    [
      "page.safetensors",
      bytes("<!DOCTYPE html><title>Not found</title>"),
      null,
      "unreadable",
      "html_page",
    ],
  ] as const
) {
  Deno.test(
    `a scan records the model ${name} as ${container}, ${status}`,
    inWorkspace(async (space) => {
      space.put(name, content);
      const { found, added, errors } = await space.scan();
      assert.deepEqual([found, added, errors.length], [1, 1, 0]);
      const row = fileRow(space, name) ?? {};
      assert.deepEqual(
        [row["kind"], row["container"], row["status"], row["status_detail"]],
        ["model", container, status, detail],
      );
      assert.equal(
        row["metadata_source"],
        row["metadata_json"] === null ? null : "safetensors:header",
      );
      const again = await space.scan();
      assert.deepEqual([again.opened, again.unchanged, again.rows_written], [0, 1, 0]);
    }),
  );
}

Deno.test(
  "images and models of one folder are scanned together, and told apart in the report",
  inWorkspace(async (space) => {
    space.put("a.safetensors", LORA);
    space.put("a.png", pngWith(infotext(1)));
    space.put("a.txt", "a caption of the model");
    const { report } = await space.scan();
    assert.match(report.lines[0] ?? "", /^Scanned 1 image file and 1 model file: 2 files opened/);
    assert.deepEqual(column(space, "kind"), { "a.png": "image", "a.safetensors": "model" });
  }),
);

Deno.test(
  "only the header of a model is read",
  inWorkspace(async (space) => {
    const header = space.put(
      "large.safetensors",
      modelFile({ content: new Uint8Array(5_000_000) }),
    );
    const report = await space.scan();
    const { bytes_read } = report.report.json as { bytes_read: number };
    assert.ok(bytes_read <= 16 * 1024, `${bytes_read} of ${Deno.statSync(header).size}`);
  }),
);

Deno.test(
  "a model that moves keeps its row; one that goes is missing, and is removed with --prune",
  inWorkspace(async (space) => {
    space.put("a.safetensors", LORA);
    await space.scan();
    const id = fileRow(space, "a.safetensors")?.["id"];
    space.rename("a.safetensors", "sub/b.safetensors");
    const moved = await space.scan();
    assert.deepEqual([moved.moved, moved.added, moved.missing], [1, 0, 0]);
    assert.equal(fileRow(space, "sub/b.safetensors")?.["id"], id);
    space.remove("sub/b.safetensors");
    assert.equal((await space.scan()).missing, 1);
    assert.equal(fileRow(space, "sub/b.safetensors")?.["status"], "missing");
    assert.equal((await space.scan({ prune: "all" })).pruned, 1);
    assert.deepEqual(column(space, "id"), {});
  }),
);

Deno.test(
  "a model file named alone is scanned as a model",
  inWorkspace(async (space) => {
    const path = space.put("a.safetensors", LORA);
    await space.scan({ paths: [path] });
    assert.equal(fileRow(space, "a.safetensors")?.["kind"], "model");
  }),
);

Deno.test(
  "a model file that an adopted table took for an image's is read; one that holds a text is not",
  inWorkspace(async (space) => {
    const model = space.put("a.safetensors", LORA);
    const kept = space.put("b.safetensors", LORA);
    space.exec(`CREATE TABLE files (id INTEGER PRIMARY KEY, file_path TEXT, metadata_json TEXT);
      INSERT INTO files (file_path, metadata_json) VALUES ('${model}', NULL), ('${kept}', 'a cat')`);
    const { changed } = await space.scan();
    assert.equal(changed, 1);
    const kinds = { "a.safetensors": "model", "b.safetensors": "image" };
    assert.deepEqual(column(space, "kind"), kinds);
    assert.equal(column(space, "status")["a.safetensors"], "ok");
    assert.equal((await space.scan()).opened, 0);
  }),
);
