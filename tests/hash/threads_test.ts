import assert from "node:assert/strict";
import { HashThreads } from "../../src/hash/threads.ts";

const MUCH = 1e9;

Deno.test("threads are started where they save time, as many as the system has", () => {
  {
    using few = new HashThreads(2, 1e6);
    using many = new HashThreads(2, MUCH);
    assert.deepEqual([few.workers.length, many.workers.length], [0, 2]);
  }
  const { Worker } = globalThis;
  let left = 1;
  const last = function (url: string, options: WorkerOptions): Worker {
    if (left-- > 0) return new Worker(url, options);
    throw new Error("Resource temporarily unavailable");
  };
  Object.assign(globalThis, { Worker: last });
  try {
    using threads = new HashThreads(3, MUCH);
    assert.equal(threads.workers.length, 1);
  } finally {
    Object.assign(globalThis, { Worker });
  }
});
