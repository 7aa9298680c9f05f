/** What is not read ahead: files that go or hold too much, and all of them where no thread can start. */
import { SETTINGS } from "../fixtures/reading.ts";
import assert from "node:assert/strict";
import { ReadingThread } from "../../src/scan/ahead/thread.ts";
import { infotext, inWorkspace, pngWith } from "../support/workspace.ts";
import { module, NOTHING, ready, scanAhead, scanAlone } from "./two_ways.ts";

const FILES = 1400;
/** More than the command scans without a thread. */
const MANY = 2200;

Deno.test(
  "files that go between the look ahead at them and their turn have no rows",
  inWorkspace(async (space) => {
    space.put("0/first.png", pngWith(infotext(0)));
    const database = `${space.folder}/one.sqlite`;
    await scanAlone(database, space.pictures);
    for (let n = 0; n < FILES; n++) space.put(`1/${n}.png`, pngWith(infotext(n)));
    const names = [...Deno.readDirSync(space.at("1"))].map(({ name }) => name);
    const { counts, errors } = await scanAhead(
      database,
      space.pictures,
      {},
      module(NOTHING),
      () => {
        for (const name of names.splice(0)) space.remove(`1/${name}`);
        return true;
      },
    );
    assert.ok(counts.added < FILES / 2, String(counts.added));
    assert.deepEqual(counts.status, { ok: counts.added });
    assert.deepEqual(errors, []);
    assert.equal(space.sqlIn(database, "SELECT * FROM files").length, 1 + counts.added);
  }),
);

Deno.test(
  "where the system has no thread left, many files are scanned without one",
  inWorkspace(async (space) => {
    for (let n = 0; n < MANY; n++) space.put(`${n}.png`, pngWith(infotext(n)));
    const { Worker } = globalThis;
    const none = (): never => {
      throw new Error("Resource temporarily unavailable");
    };
    Object.assign(globalThis, { Worker: none });
    try {
      const { added, errors } = await space.scan();
      assert.deepEqual([added, errors.length], [MANY, 0]);
    } finally {
      Object.assign(globalThis, { Worker });
    }
  }),
);

Deno.test("a thread that failed is given nothing more, and what it was asked for is answered", async () => {
  using thread = new ReadingThread(module('throw new Error("no memory");'), {
    ...SETTINGS,
    plugins: [],
  });
  await ready(thread);
  assert.deepEqual(await thread.ask([]), { files: [] });
  assert.equal(thread.isReady, false);
  assert.deepEqual(await thread.ask([]), { files: [] });
});
