import assert from "node:assert/strict";
import { infotext, inWorkspace } from "../support/workspace.ts";
import { nothingHappens } from "./rows.ts";

Deno.test(
  "rows that another tool inserts with a path and a text alone are extracted, whatever their ids are",
  inWorkspace(async (space) => {
    space.fill();
    const ids = [-9007199254740993n, -5n, 0n, 7n, 9007199254740993n, 9223372036854775807n];
    for (const id of ids) {
      space.sql(
        "INSERT INTO files (id, file_path, metadata_json) VALUES (?, ?, ?)",
        id,
        `/${id}`,
        infotext(3),
      );
    }
    const { files, models } = await space.extract({ chunk: 1 });
    assert.deepEqual([files, models], [ids.length, ids.length]);
    assert.deepEqual(
      space.sql("SELECT file_id FROM models ORDER BY 1").map((row) => row.file_id),
      ids,
    );
    assert.equal(space.value("SELECT count(*) FROM lora_usages"), BigInt(ids.length));
  }),
);

Deno.test(
  "rows of model files give no record of an image, whatever their text is",
  inWorkspace(async (space) => {
    space.fill();
    space.sql(
      "INSERT INTO files (file_path, kind, metadata_json) VALUES ('/m.safetensors', 'model', ?)",
      infotext(1),
    );
    await nothingHappens(space);
    assert.deepEqual(space.sql("SELECT file_id, training_meta_json FROM model_files"), [
      { file_id: 1n, training_meta_json: null },
    ]);
  }),
);

Deno.test(
  "texts that are no text, such as blobs and numbers, count as not understood and stop nothing",
  inWorkspace(async (space) => {
    space.fill([infotext(1), null]);
    space.exec(
      "UPDATE files SET metadata_json = x'00ff' WHERE id = 2; INSERT INTO files (file_path, metadata_json) VALUES ('/n', 5)",
    );
    const { files, models, failed } = await space.extract();
    assert.deepEqual([files, failed], [3, 0]);
    assert.ok(models >= 1);
    await nothingHappens(space);
  }),
);

Deno.test(
  "prompt_search finds the prompts that are stored now",
  inWorkspace(async (space) => {
    space.fill([infotext(1)]);
    await space.extract();
    const found = (word: string): unknown =>
      space.value("SELECT count(*) FROM prompt_search WHERE prompt_search MATCH ?", word);
    assert.deepEqual([found("fern"), found("orchid")], [1n, 0n]);
    space.exec("UPDATE files SET metadata_json = replace(metadata_json, 'fern', 'orchid')");
    await space.extract();
    assert.deepEqual([found("fern"), found("orchid")], [0n, 1n]);
    space.exec("UPDATE files SET metadata_json = NULL");
    await space.extract({ onMissing: "delete" });
    assert.equal(found("orchid"), 0n);
  }),
);
