import assert from "node:assert/strict";
import { join } from "node:path";
import { infotext, inWorkspace, pngWith, type Row } from "../support/workspace.ts";

const TEXT = infotext(1);

Deno.test(
  "a scan that is interrupted keeps what it found, misses nothing, and the next one goes on",
  inWorkspace(async (space) => {
    for (let n = 0; n < 2000; n++) space.put(`${n}.png`, pngWith(infotext(n)));
    space.put("gone.png", pngWith(TEXT));
    await space.scan({ paths: [space.at("gone.png")] });
    space.remove("gone.png");
    // A busy machine may ask before anything is found.
    const stop = {
      progress: () => ({ update: () => {}, end: () => {} }),
      interrupted: () => space.value("SELECT count(*) FROM files") !== 1n,
    };
    const first = await space.scan({ chunk: 1 }, stop);
    assert.equal(first.report.interrupted, true);
    assert.ok(first.added > 0 && first.added < 2000, String(first.added));
    assert.equal(first.missing, 0);
    const second = await space.scan();
    assert.deepEqual([second.added, second.unchanged, second.missing], [
      2000 - first.added,
      first.added,
      1,
    ]);
  }),
);

Deno.test(
  "an extraction whose scan is interrupted extracts nothing",
  inWorkspace(async (space) => {
    for (let n = 0; n < 2000; n++) space.put(`${n}.png`, pngWith(infotext(n)));
    const stop = { progress: () => ({ update: () => {}, end: () => {} }), interrupted: () => true };
    const { report } = await space.extract({ paths: [space.pictures], chunk: 1 }, stop);
    assert.equal(report.interrupted, true);
    assert.deepEqual(Object.keys(report.json as Row), ["scan"]);
    assert.equal(space.value("SELECT count(*) FROM models"), 0n);
  }),
);

Deno.test(
  "a chunk that is no whole number of at least 1 is refused before anything is opened",
  inWorkspace(async (space) => {
    for (const chunk of [0, -1, 1.5, NaN, Infinity]) {
      await assert.rejects(space.scan({ chunk }), RangeError);
      await assert.rejects(space.extract({ chunk }), RangeError);
    }
    assert.throws(() => Deno.statSync(join(space.database)), Deno.errors.NotFound);
  }),
);
