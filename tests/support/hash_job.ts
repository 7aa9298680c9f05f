/** A run of hashing without the command around it. */
import type { DatabaseSync } from "node:sqlite";
import { rescan } from "../../src/work/scan_files.ts";
import { HashJob } from "../../src/hash/job.ts";
import { readQueue } from "../../src/hash/queue.ts";
import { HashStore } from "../../src/hash/store.ts";

/** A job over all models of a database; `canReread`: whether it looks anew at files that changed since their scan. */
export function modelJob(db: DatabaseSync, canReread = true): HashJob {
  const choice = { images: false, models: true, usedFirst: false, maxSize: null, rehash: false };
  const job = new HashJob(new HashStore(db), readQueue(db, choice), {
    shouldStop: () => false,
    progressed: () => {},
  });
  if (canReread) job.resume((path) => rescan(db, path));
  return job;
}
