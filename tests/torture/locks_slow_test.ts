import assert from "node:assert/strict";
import { startExtract } from "../support/process.ts";
import { infotext, inWorkspace, pngWith, type Workspace } from "../support/workspace.ts";
import { assertContent, contentOf, faultsOf } from "./content.ts";
import { runWhileLocked, startWriter } from "./locks.ts";

const TEXTS = Array.from({ length: 3000 }, (_, index) => infotext(index));

// It waits for 30 seconds, so it begins before the other tests of this file.
const WAITS = Deno.build.os === "windows"
  ? null
  : inWorkspace((space) => runWhileLocked(space, TEXTS.slice(0, 50)))()
    .then(() => null, (error: unknown) => error);

Deno.test({
  name:
    "a program that writes for longer than a chunk is waited for, again and again, and both finish",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: inWorkspace(async (space) => {
    space.fill(TEXTS);
    const writer = startWriter(space, 6, 250, 20);
    await writer.holds;
    const { models, failed } = await space.extract({ chunk: 100 });
    await writer.ended;
    assert.deepEqual([models, failed], [TEXTS.length, 0]);
    assert.equal(space.value("SELECT count(*) FROM mine"), 6n);
    assert.deepEqual(faultsOf(space.database), []);
  }),
});

/** What must be true in every state that a reader can see. */
const STATE = `SELECT
  (SELECT count(*) FROM files) AS files,
  (SELECT count(*) FROM files WHERE extraction_pending = 1) AS waiting,
  (SELECT count(*) FROM models) AS models,
  (SELECT count(*) FROM lora_usages) AS usages,
  (SELECT count(*) FROM models JOIN files ON id = file_id WHERE metadata_hash IS last_extracted_hash) AS agreeing`;

function assertConsistent(space: Workspace): number {
  const [{ files, waiting, models, usages, agreeing } = {}] = space.sql(STATE);
  assert.deepEqual(
    [models, usages, agreeing],
    Array(3).fill(Number(files) - Number(waiting)).map(BigInt),
  );
  return Number(models);
}

Deno.test({
  name:
    "readers see whole chunks only, and one that reads all the time neither blocks nor is blocked",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: inWorkspace(async (space) => {
    space.fill(TEXTS);
    using browser = space.open();
    browser.exec("BEGIN");
    assert.equal(browser.prepare("SELECT count(*) AS n FROM models").get()?.n, 0);
    const output = startExtract(space).output();
    const states = new Set<number>();
    for (let models = -1; models < TEXTS.length;) {
      models = assertConsistent(space);
      states.add(models);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    assert.ok((await output).success);
    assert.ok(states.size > 3, `only ${states.size} states were seen`);
    // The reader still sees what was there when it began.
    assert.equal(browser.prepare("SELECT count(*) AS n FROM models").get()?.n, 0);
    browser.exec("COMMIT");
    assert.equal(browser.prepare("SELECT count(*) AS n FROM models").get()?.n, TEXTS.length);
  }),
});

Deno.test({
  name: "a database without WAL that another program reads is taken over when the reader lets go",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: inWorkspace(async (space) => {
    space.exec("CREATE TABLE files (id INTEGER PRIMARY KEY, metadata_json TEXT)");
    {
      using db = space.open();
      const insert = db.prepare("INSERT INTO files (metadata_json) VALUES (?)");
      for (const text of TEXTS.slice(0, 20)) insert.run(text);
    }
    using browser = space.open();
    browser.exec("BEGIN");
    assert.equal(browser.prepare("SELECT count(*) AS n FROM files").get()?.n, 20);
    const output = startExtract(space).output();
    await new Promise((resolve) => setTimeout(resolve, 700));
    assert.equal(browser.prepare("SELECT count(*) AS n FROM files").get()?.n, 20);
    browser.exec("COMMIT");
    assert.ok((await output).success);
    assert.equal(space.value("SELECT count(*) FROM models"), 20n);
    assert.deepEqual(faultsOf(space.database), []);
  }),
});

Deno.test({
  name: "three runs at once over one new database do each file once, and leave what one would",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: inWorkspace(async (space) => {
    for (let n = 0; n < 200; n++) space.put(`${n}.png`, pngWith(infotext(n)));
    const outputs = await Promise.all(
      [1, 2, 3].map(() => startExtract(space, space.pictures).output()),
    );
    assert.ok(outputs.every(({ success }) => success));
    const said = outputs.map(({ stdout }) => JSON.parse(new TextDecoder().decode(stdout)));
    assert.deepEqual(said.map(({ error, message }) => error === undefined ? null : message), [
      null,
      null,
      null,
    ]);
    const written = said.map(({ extract }) => extract?.models ?? 0);
    assert.equal(written.reduce((sum, models) => sum + models, 0), 200, `models: ${written}`);
    const content = contentOf(space.database);
    assert.deepEqual(faultsOf(space.database), []);
    Deno.removeSync(space.database);
    await space.scanAndExtract();
    assertContent(space.database, content);
  }),
});

Deno.test({
  name:
    "a lock that is held for longer than 30 seconds ends a run with status 3, and nothing is lost",
  ignore: WAITS === null,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => assert.equal(await WAITS, null),
});
