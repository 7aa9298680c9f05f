/** The plugin of docs/plugins.md, as commands use it. */
import { SETTINGS } from "../fixtures/reading.ts";
import assert from "node:assert/strict";
import { join } from "node:path";
import { loadPlugin } from "../../src/plugins/load.ts";
import { ReadingThread } from "../../src/scan/ahead/thread.ts";
import { fileReader } from "../../src/work/file_reader.ts";
import { png, tEXt } from "../fixtures/png.ts";
import { ready, WORKER } from "../scan/two_ways.ts";
import { infotext, inWorkspace, pngWith, type Workspace } from "../support/workspace.ts";

const PLUGIN = join(import.meta.dirname ?? "", "..", "..", "docs", "examples", "moss_press.ts");

const LINES =
  "moss press 1\nwant = a harbour <lora:tide:0.6>\nrounds = 12\nseed = 99\ngrain = fine";

function fillFolder(space: Workspace): void {
  const model = tEXt("Mosspress-Model", "meadow_v3");
  space.put("moss.png", png({ before: [model], after: [tEXt("MossPress", LINES)] }));
  space.put("alone.png", png({ before: [tEXt("mosspress", "moss press 1\nwant = fern")] }));
  space.put("other.png", pngWith(infotext(1)));
  space.put("strange.png", png({ before: [tEXt("mosspress", "moss press 2\nwant = fern")] }));
}

const ROWS =
  `SELECT file_path, f.status, f.metadata_source, m.generator, m.model_name, m.steps, m.seed,
    m.clean_positive, m.params, (SELECT group_concat(lora_name) FROM lora_usages WHERE file_id = f.id) AS loras
  FROM files AS f LEFT JOIN models AS m ON m.file_id = f.id ORDER BY file_path`;

Deno.test(
  "the example plugin's pictures are scanned, extracted and asked for like any others",
  inWorkspace(async (space) => {
    fillFolder(space);
    const plugins = [await loadPlugin(PLUGIN)];
    const { scan, report } = await space.scanAndExtract({ plugins });
    assert.deepEqual([scan.status, report.errors], [{ ok: 3, no_metadata: 1 }, 0]);
    const rows = space.sql(ROWS);
    const [alone, moss, other] = rows;
    assert.deepEqual(moss, {
      file_path: space.at("moss.png"),
      status: "ok",
      metadata_source: "png:mosspress",
      generator: "moss-press",
      model_name: "meadow_v3",
      steps: 12n,
      seed: 99n,
      clean_positive: "a harbour",
      params: '{"rounds":"12","seed":"99","grain":"fine"}',
      loras: "tide",
    });
    assert.deepEqual([alone?.generator, alone?.model_name, other?.generator], [
      "moss-press",
      null,
      "a1111",
    ]);
    const stored = "SELECT metadata_json FROM files WHERE file_path = ?";
    assert.equal(
      space.value(stored, space.at("moss.png")),
      JSON.stringify({
        "sqlite-sd": 1,
        texts: { "mosspress": LINES, "mosspress-model": "meadow_v3" },
      }),
    );
    assert.equal(space.value(stored, space.at("alone.png")), "moss press 1\nwant = fern");
    const again = await space.scanAndExtract({ plugins });
    assert.deepEqual([again.scan.opened, again.extract.parsed], [0, 0]);
  }),
);

Deno.test(
  "a scan's second thread reads the example plugin's pictures as the first one does",
  inWorkspace(async (space) => {
    fillFolder(space);
    const plugin = await loadPlugin(PLUGIN);
    const task = ["alone", "moss", "other", "strange"].map((name) => ({
      kind: "image" as const,
      path: space.at(`${name}.png`),
      sidecars: [],
    }));
    using thread = new ReadingThread(WORKER, { ...SETTINGS, plugins: [PLUGIN] });
    await ready(thread);
    const answer = await thread.ask(task);
    assert.ok("files" in answer);
    const readHere = fileReader(SETTINGS, [plugin]);
    assert.deepEqual(
      answer.files.map((file) => file?.reading),
      task.map((entry) => readHere(entry, Deno.statSync(entry.path).size)),
    );
    assert.match(String(answer.files[1]?.reading.metadata_json), /mosspress-model/);
  }),
);
