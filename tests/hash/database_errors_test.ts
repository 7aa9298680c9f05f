import assert from "node:assert/strict";
import { openForWork } from "../../src/work/ready.ts";
import { translateSqliteError } from "../../src/host/errors.ts";
import { counting, modelFile } from "../fixtures/safetensors.ts";
import { modelJob } from "../support/hash_job.ts";
import { inWorkspace, type Workspace } from "../support/workspace.ts";

/** A model that changed since its scan, and whose row needs room. */
async function changed(space: Workspace): Promise<void> {
  space.put("a.safetensors", modelFile({ content: counting(1000) }));
  await space.scanAndExtract();
  const note = "x".repeat(200_000);
  space.put("a.safetensors", modelFile({ metadata: { note }, content: counting(2000) }));
}

const says = (text: RegExp) => (error: unknown): boolean =>
  text.test(translateSqliteError(error, "db", "write").message);

const errors = (space: Workspace): unknown => space.sql("SELECT * FROM extraction_errors");

Deno.test(
  "a full disk while a changed file is looked at is no failure of that file",
  inWorkspace(async (space) => {
    await changed(space);
    {
      using db = openForWork(space.database, { create: false });
      const job = modelJob(db);
      const pages = db.prepare("PRAGMA page_count").get()?.["page_count"];
      db.exec(`PRAGMA max_page_count = ${pages}`);
      assert.throws(() => job.next(), says(/the disk is full/));
      assert.equal(job.counts.failed, 0);
    }
    assert.deepEqual(errors(space), []);
    assert.equal((await space.hash()).hashed, 1);
  }),
);

Deno.test(
  "a lock while a changed file is looked at is no failure of that file",
  inWorkspace(async (space) => {
    await changed(space);
    {
      using db = openForWork(space.database, { create: false, busyTimeoutMs: 0 });
      const job = modelJob(db);
      using other = space.open();
      other.exec("BEGIN IMMEDIATE");
      assert.throws(() => job.next(), says(/another program has locked it/));
      assert.equal(job.counts.failed, 0);
    }
    assert.deepEqual(errors(space), []);
    assert.equal((await space.hash()).hashed, 1);
  }),
);

Deno.test(
  "a row that a trigger refuses while a changed file is looked at is recorded",
  inWorkspace(async (space) => {
    await changed(space);
    space.exec(`CREATE TRIGGER mine BEFORE UPDATE OF file_size ON files
      BEGIN SELECT RAISE(ABORT, 'not this one'); END`);
    const { hashed, failed } = await space.hash();
    assert.deepEqual([hashed, failed], [0, 1]);
    space.exec("DROP TRIGGER mine");
    assert.equal((await space.hash()).hashed, 1);
    assert.deepEqual(errors(space), []);
  }),
);
