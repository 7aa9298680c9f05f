import assert from "node:assert/strict";
import { DatabaseError } from "../../src/host/errors.ts";
import { extractInProcess, startExtract } from "../support/process.ts";
import { infotext, inWorkspace, pngWith } from "../support/workspace.ts";

const FIFTY = Array.from({ length: 50 }, (_, index) => infotext(index + 1));

Deno.test(
  "a database that another program keeps locked is a typed error that names the file, and loses nothing",
  inWorkspace(async (space) => {
    space.fill(FIFTY);
    {
      using other = space.open();
      other.exec("BEGIN IMMEDIATE");
      const locked = space.extract({ busyTimeoutMs: 50 });
      await assert.rejects(locked, (error: unknown) => {
        assert.ok(error instanceof DatabaseError);
        assert.equal(error.code, "locked");
        assert.ok(error.message.includes(space.database), error.message);
        assert.doesNotMatch(error.message, /\n/);
        return true;
      });
      other.exec("UPDATE files SET file_size = 1 WHERE id = 3; COMMIT");
    }
    assert.equal((await space.extract()).models, 50);
    assert.equal(space.value("SELECT file_size FROM files WHERE id = 3"), 1n);
  }),
);

Deno.test(
  "a lock that goes in time is waited for",
  inWorkspace(async (space) => {
    space.fill(FIFTY);
    const holder = new Deno.Command("sqlite3", {
      args: [space.database, "BEGIN IMMEDIATE", ".print held", ".shell sleep 0.3", "COMMIT"],
      stdout: "piped",
    });
    let child;
    try {
      child = holder.spawn();
    } catch {
      // deno-lint-ignore no-console
      console.warn("SKIPPED: there is no sqlite3 shell");
      return;
    }
    const output = child.output();
    await new Promise((resolve) => setTimeout(resolve, 150));
    assert.equal((await space.extract()).models, 50);
    assert.equal((await output).success, true);
  }),
);

Deno.test(
  "two extractions at once on one database do every file once",
  inWorkspace(async (space) => {
    const count = 3000;
    space.fill(Array.from({ length: count }, (_, index) => infotext(index)));
    const results = await Promise.all([extractInProcess(space), extractInProcess(space)]);
    const sum = (name: "models" | "usages" | "failed"): number =>
      results.reduce((total, { extract }) => total + extract[name], 0);
    assert.deepEqual([sum("models"), sum("usages"), sum("failed")], [count, count, 0]);
    assert.equal(space.value("SELECT count(*) FROM lora_usages"), BigInt(count));
    assert.equal(
      space.value("SELECT count(*) FROM models WHERE seed = file_id - 1"),
      BigInt(count),
    );
  }),
);

Deno.test(
  "two scans of one folder at once end well and leave one row for each file",
  inWorkspace(async (space) => {
    const count = 400;
    for (let n = 0; n < count; n++) space.put(`${n}.png`, pngWith(infotext(n)));
    space.fill();
    const results = await Promise.all([
      extractInProcess(space, space.pictures),
      extractInProcess(space, space.pictures),
    ]);
    assert.deepEqual(results.map(({ errors }) => errors), [0, 0]);
    for (const table of ["files", "models", "lora_usages"]) {
      assert.equal(space.value(`SELECT count(*) FROM ${table}`), BigInt(count), table);
    }
  }),
);

Deno.test(
  "a process that is killed in the middle leaves whole chunks, and the next run finishes",
  inWorkspace(async (space) => {
    const count = 20_000;
    space.fill(Array.from({ length: count }, (_, index) => infotext(index)));
    const child = startExtract(space);
    const done = (): number => Number(space.value("SELECT count(*) FROM models"));
    while (done() < 500) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill("SIGKILL");
    await child.output();
    const models = done();
    assert.ok(models < count, "it was killed too late for this test to mean anything");
    assert.equal(models % 25, 0);
    assert.equal(space.value("SELECT count(*) FROM lora_usages"), BigInt(models));
    assert.equal(
      space.value("SELECT count(*) FROM files WHERE extraction_pending = 0"),
      BigInt(models),
    );
    assert.equal(space.value("PRAGMA integrity_check"), "ok");
    assert.equal((await space.extract()).models, count - models);
    assert.equal(done(), count);
  }),
);
