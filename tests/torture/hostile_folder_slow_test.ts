import assert from "node:assert/strict";
import { utf8 } from "../fixtures/bytes.ts";
import { FileSource } from "../../src/disk/file_source.ts";
import { readContainer } from "../../src/image/read.ts";
import { png, zTXt } from "../fixtures/png.ts";
import { JUDGE } from "../fixtures/reading.ts";
import { CAN_BE_REFUSED, extractWithoutRights } from "../support/process.ts";
import { infotext, inWorkspace, pngWith } from "../support/workspace.ts";
import { BRACKETS, checkHostileFolder } from "./hostile_folder.ts";
import { measured, measuredWith } from "./measured.ts";

/** What one of the files needs by itself, and some room; all at once need more. */
const MAX_MIB = 800;

Deno.test({
  name: "a hostile folder: the right status for each file, the rest done, within time and memory",
  ignore: Deno.build.os !== "linux",
  fn: inWorkspace(async (space) => {
    const { files } = await checkHostileFolder(space);
    assert.ok(files > 20);
  }),
});

Deno.test(
  "a chunk of small files with long texts does not stand in memory at once",
  inWorkspace(async (space) => {
    const note = "a".repeat(15 << 20);
    const text = (n: number): string => `fern\nSteps: ${n}, Seed: ${n}, Note: ${note}`;
    for (let n = 0; n < 12; n++) {
      space.put(`${n}.png`, png({ before: [zTXt("parameters", utf8(text(n)))] }));
    }
    const run = await measured("extract", space.database, space.pictures, "--json");
    assert.deepEqual([run.status, run.stderr], [0, ""]);
    assert.equal(JSON.parse(run.stdout).extract.models, 12);

    assert.ok(run.peakMiB < MAX_MIB, `${run.peakMiB} MiB`);
  }),
);

Deno.test(
  "a sidecar of sixteen million nested brackets does not end a scan with a heap of 400 MiB",
  inWorkspace(async (space) => {
    for (const [n, text] of [BRACKETS, BRACKETS.slice(0, BRACKETS.length / 2)].entries()) {
      space.put(`${n}.png`, png());
      space.put(`${n}.json`, text);
    }
    const run = await measuredWith(400, "scan", space.database, space.pictures, "--json");
    assert.deepEqual([run.status, run.stderr], [0, ""]);
    assert.deepEqual(JSON.parse(run.stdout).status, { no_metadata: 2 });
  }),
);

Deno.test(
  "a file that shrinks between its opening and its reading is cut off, and not waited for",
  inWorkspace((space) => {
    const path = space.put("a.png", pngWith(infotext(1)));
    for (const size of [0, 8, 40, 80, 200]) {
      space.put("a.png", pngWith(infotext(1)));
      using file = Deno.openSync(path);
      const source = new FileSource(file);
      Deno.truncateSync(path, size);
      const { text, damage } = readContainer(source, JUDGE);
      assert.ok(text === null || infotext(1).startsWith(text));
      assert.match(damage ?? "", /cut off|not a PNG/);
    }
  }),
);

Deno.test({
  name: "a file that may not be read is unreadable and tried again, the rest of the folder is done",
  ignore: !CAN_BE_REFUSED,
  fn: inWorkspace(async (space) => {
    for (const name of ["a.png", "closed.png", "z.png"]) space.put(name, pngWith(infotext(1)));
    Deno.chmodSync(space.at("closed.png"), 0);
    const { scan } = await extractWithoutRights(space, space.pictures);
    assert.deepEqual({ ...scan.status }, { ok: 2, unreadable: 1 });
    Deno.chmodSync(space.at("closed.png"), 0o600);
    assert.equal((await space.scan()).changed, 1);
    assert.equal(space.value("SELECT count(*) FROM files WHERE status = 'ok'"), 3n);
  }),
});
