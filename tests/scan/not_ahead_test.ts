/** What is not read ahead: files that go or hold too much, and all of them where no thread can start. */
import assert from "node:assert/strict";
import { fileReader } from "../../src/commands/file_reader.ts";
import { answerTask } from "../../src/scan/ahead/handover.ts";
import { ReadingThread } from "../../src/scan/ahead/thread.ts";
import { readModel } from "../../src/safetensors/model_file.ts";
import { readImage } from "../../src/image/read.ts";
import { LongRead } from "../../src/bytes/source.ts";
import { png, tEXt, zTXt } from "../fixtures/png.ts";
import { JUDGE } from "../fixtures/reading.ts";
import { counting, modelFile } from "../fixtures/safetensors.ts";
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
    scanAlone(database, space.pictures);
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
  "a thread says nothing of a file that cannot be read",
  inWorkspace((space) => {
    space.put("good.png", pngWith(infotext(1)));
    Deno.mkdirSync(space.at("folder.png"));
    const task = ["folder.png", "good.png", "gone.png"]
      .flatMap((name) => [space.at(name), "image" as const, []]);
    const { texts, numbers } = answerTask(task, fileReader(false));
    assert.deepEqual([texts, numbers[0]], [[infotext(1)], 1]);
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

Deno.test(
  "a thread leaves what has to be read in long pieces to the main thread",
  inWorkspace((space) => {
    const note = "x".repeat(100_000);
    const content = counting(10);
    const task = [
      ["model.safetensors", "model", modelFile({ metadata: { note }, content })],
      ["small.safetensors", "model", modelFile({ metadata: { note: "x" }, content })],
      ["long.png", "image", png({ before: [tEXt("parameters", `a ${note}`)] })],
    ].flatMap(([name, kind, bytes]) => [
      space.put(name as string, bytes as Uint8Array),
      kind as "image" | "model",
      [],
    ]);
    const long = 50_000;
    assert.deepEqual(answerTask(task, fileReader(false)).texts.length, 3);
    const { texts, numbers } = answerTask(task, fileReader(false, long));
    assert.deepEqual([texts.length, numbers[0]], [1, 1]);
    assert.throws(() => readModel(task[0] as string, undefined, long), LongRead);
    assert.throws(() => readImage(task[6] as string, JUDGE, undefined, long), LongRead);
  }),
);

Deno.test(
  "a thread hands over no more text than it may",
  inWorkspace((space) => {
    const text = infotext(1).padEnd(3 * 1024 * 1024, "a");
    const task = ["1.png", "2.png", "3.png"].flatMap((name) => [
      space.put(name, png({ before: [zTXt("parameters", text)] })),
      "image" as const,
      [],
    ]);
    assert.deepEqual(answerTask(task, fileReader(false)).texts, [text]);
  }),
);

Deno.test("a thread that failed is given nothing more, and what it was asked for is answered", async () => {
  using thread = new ReadingThread(module('throw new Error("no memory");'), false);
  await ready(thread);
  assert.deepEqual((await thread.ask([])).texts, []);
  assert.equal(thread.isReady, false);
  assert.deepEqual((await thread.ask([])).texts, []);
});
