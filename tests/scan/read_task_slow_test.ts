/** Reading files ahead of their turn: what is left to the main thread, and what is told it. */
import assert from "node:assert/strict";
import { LongRead } from "../../src/disk/file_source.ts";
import { fileReader } from "../../src/work/file_reader.ts";
import type { Entry } from "../../src/files/walk.ts";
import { readImage } from "../../src/scan/read/image_file.ts";
import { readModel } from "../../src/safetensors/model_file.ts";
import type { ThreadAnswer } from "../../src/scan/ahead/messages.ts";
import { answerTask, readOne } from "../../src/scan/ahead/read_task.ts";
import type { ReadEntry } from "../../src/scan/read/entry.ts";
import { JUDGE, SETTINGS } from "../fixtures/reading.ts";
import { png, tEXt, zTXt } from "../fixtures/png.ts";
import { counting, modelFile } from "../fixtures/safetensors.ts";
import { infotext, inWorkspace, pngWith } from "../support/workspace.ts";
import { module, OPTIONS, scanAhead, scanAlone, worldOf } from "./two_ways.ts";
import { openForWork } from "../../src/work/ready.ts";
import { Scanner } from "../../src/scan/scanner.ts";

function image(path: string): Entry {
  return { kind: "image", path, sidecars: [] };
}

/** The texts of an answer; undefined for a file that is left to the main thread. */
function texts(answer: ThreadAnswer): (string | null | undefined)[] {
  assert.ok("files" in answer, JSON.stringify(answer));
  return answer.files.map((file) => file?.reading.metadata_json);
}

Deno.test(
  "nothing is said of a file that cannot be read",
  inWorkspace((space) => {
    space.put("good.png", pngWith(infotext(1)));
    Deno.mkdirSync(space.at("folder.png"));
    const task = ["folder.png", "good.png", "gone.png"].map((name) => image(space.at(name)));
    assert.deepEqual(texts(answerTask(task, fileReader(SETTINGS))), [
      undefined,
      infotext(1),
      undefined,
    ]);
  }),
);

Deno.test(
  "what has to be read in long pieces is left to the main thread",
  inWorkspace((space) => {
    const note = "x".repeat(100_000);
    const content = counting(10);
    const model = modelFile({ metadata: { note }, content });
    const small = modelFile({ metadata: { note: "x" }, content });
    const task: Entry[] = [
      { ...image(space.put("model.safetensors", model)), kind: "model" },
      { ...image(space.put("small.safetensors", small)), kind: "model" },
      image(space.put("long.png", png({ before: [tEXt("parameters", `a ${note}`)] }))),
    ];
    const long = 50_000;
    const read = (reads: ReadEntry): boolean[] =>
      texts(answerTask(task, reads)).map((text) => text !== undefined);
    assert.deepEqual(read(fileReader(SETTINGS)), [true, true, true]);
    assert.deepEqual(read(fileReader(SETTINGS, [], long)), [false, true, false]);
    assert.throws(() => readModel(space.at("model.safetensors"), undefined, long), LongRead);
    assert.throws(() => readImage(space.at("long.png"), JUDGE, undefined, long), LongRead);
  }),
);

Deno.test(
  "no more text is handed over than may wait",
  inWorkspace((space) => {
    const text = infotext(1).padEnd(3 * 1024 * 1024, "a");
    const task = ["1.png", "2.png", "3.png"].map((name) =>
      image(space.put(name, png({ before: [zTXt("parameters", text)] })))
    );
    assert.deepEqual(texts(answerTask(task, fileReader(SETTINGS))), [text]);
  }),
);

const NOT_OURS: Readonly<Record<string, Error>> = {
  "the system refuses": new Deno.errors.PermissionDenied("no"),
  "was not permitted": new Deno.errors.NotCapable("no"),
  "is too long": new LongRead("5 bytes at once"),
};

for (const [what, error] of Object.entries(NOT_OURS)) {
  Deno.test(
    `a file that ${what} is left for its turn`,
    inWorkspace((space) => {
      const entry = image(space.put("a.png", "x"));
      const reads: ReadEntry = () => {
        throw error;
      };
      assert.equal(readOne(entry, reads), null);
    }),
  );
}

const FAULTY: ReadEntry = () => {
  throw new TypeError("a fault in our code");
};

Deno.test(
  "a fault of ours is none of the file: it is thrown, and a thread tells it",
  inWorkspace((space) => {
    const entry = image(space.put("a.png", "x"));
    assert.throws(() => readOne(entry, FAULTY), TypeError);
    assert.deepEqual(answerTask([entry], FAULTY), { mistake: "TypeError: a fault in our code" });
  }),
);

Deno.test(
  "a fault in the thread ends the scan with its message, once, and what had its turn is kept",
  inWorkspace(async (space) => {
    for (let n = 0; n < 1400; n++) space.put(`${n}.png`, pngWith(infotext(n)));
    const database = `${space.folder}/one.sqlite`;
    const faulty = module('postMessage({ mistake: "TypeError: a fault in our code" });');
    await assert.rejects(
      scanAhead(database, space.pictures, {}, faulty),
      { message: "TypeError: a fault in our code" },
    );
    const [row] = space.sqlIn(database, "SELECT count(*) AS n FROM files");
    const { counts } = await scanAlone(database, space.pictures);
    assert.deepEqual([counts.unchanged, counts.added], [
      Number(row?.["n"]),
      1400 - counts.unchanged,
    ]);
  }),
);

Deno.test(
  "a fault in what reads files ends a scan, whichever thread reads",
  inWorkspace(async (space) => {
    for (let n = 0; n < 10; n++) space.put(`${n}.png`, pngWith(infotext(n)));
    using db = openForWork(space.database, { create: true });
    const world = worldOf(SETTINGS, { getReady: () => Promise.resolve(FAULTY) });
    await assert.rejects(new Scanner(db, OPTIONS, world).scan([space.pictures]), TypeError);
  }),
);
