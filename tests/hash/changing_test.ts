import assert from "node:assert/strict";
import { openForWork } from "../../src/work/ready.ts";
import { rescan } from "../../src/work/scan_files.ts";
import { digestFile } from "../../src/hash/digest.ts";
import type { HashJob } from "../../src/hash/job.ts";
import type { HashOutcome } from "../../src/hash/messages.ts";
import { counting, modelFile } from "../fixtures/safetensors.ts";
import { modelJob } from "../support/hash_job.ts";
import { inWorkspace, type Workspace } from "../support/workspace.ts";

const model = (length: number): Uint8Array => modelFile({ content: counting(length) });
const digest = (path: string): HashOutcome => ({
  digests: digestFile({ path, whole: true, tensors: true, window: true }),
});

/** Calls back with a job over the models of a workspace, and a way to take the next file, which must be there. */
function withJob(
  space: Workspace,
  work: (job: HashJob, take: (name: string) => NonNullable<ReturnType<HashJob["next"]>>) => void,
): void {
  using db = openForWork(space.database, { create: false });
  const job = modelJob(db);
  work(job, (name) => {
    const file = job.next();
    assert.ok(file !== null);
    assert.equal(file.path, space.at(name));
    return file;
  });
}

const hashes = (space: Workspace): unknown[] =>
  space.sql("SELECT file_size, file_hash FROM files ORDER BY file_path").map(Object.values);

Deno.test(
  "a file that changes while it is hashed is hashed again",
  inWorkspace(async (space) => {
    space.put("a.safetensors", model(1000));
    await space.scanAndExtract();
    withJob(space, (job, take) => {
      const first = take("a.safetensors");
      const outcome = digest(first.path);
      space.put("a.safetensors", model(2000));
      job.done(first, digest(first.path));
      assert.deepEqual([job.counts.changed, job.counts.hashed], [1, 0]);
      const second = take("a.safetensors");
      job.done(second, outcome);
      assert.deepEqual([job.counts.changed, job.counts.hashed], [2, 0]);
      const third = take("a.safetensors");
      job.done(third, digest(third.path));
      assert.deepEqual([job.counts.changed, job.counts.hashed, job.left], [2, 1, 0]);
      assert.equal(job.next(), null);
    });
    const { sha256, state } = digestFile({
      path: space.at("a.safetensors"),
      whole: true,
      tensors: false,
      window: false,
    });
    assert.deepEqual(hashes(space), [[BigInt(state?.size ?? 0), sha256]]);
  }),
);

Deno.test(
  "a file that two threads found to be two files is hashed again",
  inWorkspace(async (space) => {
    space.put("a.safetensors", model(1000));
    await space.scanAndExtract();
    withJob(space, (job, take) => {
      const first = take("a.safetensors");
      const outcome = digest(first.path);
      assert.ok("digests" in outcome);
      job.done(first, { digests: { ...outcome.digests, state: null } });
      assert.deepEqual([job.counts.changed, job.counts.hashed], [1, 0]);
      const second = take("a.safetensors");
      assert.deepEqual([first.attempt, second.attempt], [1, 2]);
      job.done(second, outcome);
      assert.deepEqual([job.counts.hashed, job.left], [1, 0]);
    });
  }),
);

Deno.test(
  "a file that never rests is given up with a reason, and waits for the next run",
  inWorkspace(async (space) => {
    space.put("a.safetensors", model(1000));
    await space.scanAndExtract();
    withJob(space, (job, take) => {
      for (let n = 1; n <= 3; n++) {
        const file = take("a.safetensors");
        space.put("a.safetensors", model(1000 + n));
        job.done(file, digest(file.path));
      }
      assert.deepEqual([job.counts.changed, job.counts.failed, job.left], [2, 1, 0]);
      assert.equal(job.next(), null);
    });
    assert.match(
      String(space.value("SELECT message FROM extraction_errors WHERE stage = 'hash'")),
      /cannot be hashed: it changes while it is read/,
    );
    assert.equal((await space.hash()).hashed, 1);
    assert.deepEqual(space.sql("SELECT * FROM extraction_errors"), []);
  }),
);

Deno.test(
  "a file that is replaced, and scanned by another process, while it is hashed is hashed again",
  inWorkspace(async (space) => {
    space.put("a.safetensors", model(1000));
    space.put("b.safetensors", model(500));
    await space.scanAndExtract();
    const path = space.at("a.safetensors");
    {
      using db = openForWork(space.database, { create: false });
      const job = modelJob(db);
      const first = job.next();
      assert.ok(first !== null);
      const outcome = digest(path);
      space.put("a.safetensors", model(2000));
      await space.scanAndExtract();
      job.done(first, outcome);
      assert.deepEqual([job.counts.changed, job.counts.hashed], [1, 0]);
      const second = job.next();
      assert.ok(second !== null);
      job.done(second, digest(path));
      const gone = job.next();
      assert.ok(gone !== null);
      space.exec("DELETE FROM files WHERE file_path LIKE '%b.safetensors'");
      job.done(gone, digest(gone.path));
      assert.deepEqual([job.counts.hashed, job.counts.failed, job.left], [1, 0, 0]);
    }
    const { sha256, state } = digestFile({ path, whole: true, tensors: false, window: false });
    assert.deepEqual(hashes(space), [[BigInt(state?.size ?? 0), sha256]]);
  }),
);

Deno.test(
  "changed files are set aside while they cannot be looked at anew, and then come in their order",
  inWorkspace(async (space) => {
    for (const [name, length] of [["a", 4000], ["b", 3000], ["c", 2000], ["d", 1000]] as const) {
      space.put(`${name}.safetensors`, model(length));
    }
    await space.scanAndExtract();
    space.put("a.safetensors", model(4500));
    space.put("b.safetensors", model(3500));
    using db = openForWork(space.database, { create: false });
    const job = modelJob(db, false);
    const take = (name: string): NonNullable<ReturnType<HashJob["next"]>> => {
      const file = job.next();
      assert.ok(file !== null);
      assert.equal(file.path, space.at(`${name}.safetensors`));
      return file;
    };
    const c = take("c");
    // It changes while it is hashed.
    space.put("c.safetensors", model(2500));
    job.done(c, digest(c.path));
    const d = take("d");
    assert.equal(job.bytesLeft(), 0);
    job.done(d, digest(d.path));
    assert.equal(job.next(), null);
    assert.deepEqual([job.hasAside, job.left, job.counts.hashed], [true, 3, 1]);
    job.resume((path) => rescan(db, path));
    assert.equal(job.bytesLeft(), sizeOf(space, "a") + sizeOf(space, "b") + sizeOf(space, "c"));
    assert.deepEqual([take("a"), take("b"), take("c")].map(({ attempt }) => attempt), [1, 1, 2]);
    assert.equal(job.next(), null);
    assert.deepEqual([job.hasAside, job.bytesLeft()], [false, 0]);
  }),
);

function sizeOf(space: Workspace, name: string): number {
  return Deno.statSync(space.at(`${name}.safetensors`)).size;
}
