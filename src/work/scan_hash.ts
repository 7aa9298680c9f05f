/**
 * Hashing for a scan: new files that may be known ones.
 *
 * @module
 */
import { hashFiles, type PoolClient } from "../hash/pool.ts";
import { HashThreads } from "../hash/threads.ts";
import type { Candidate, HashClient } from "../scan/moves/hash_client.ts";
import type { Pace } from "../scan/pace.ts";

/** A file as the pool takes it: no model's, since only its SHA-256 is wanted. */
const PLAIN = { isModel: false, isSafetensors: false } as const;

/**
 * Hashes the files of a client until there are no more, or the user wants to stop.
 *
 * @throws {Interrupted} If the user wants to stop while this thread hashes.
 */
export async function hashForScan(client: HashClient, pace: Pace): Promise<void> {
  using threads = new HashThreads(navigator.hardwareConcurrency, client.bytes);
  const pool: PoolClient<Candidate & typeof PLAIN> = {
    next: () => {
      const file = client.next();
      return file === null ? null : { ...file, ...PLAIN };
    },
    bytesLeft: () => client.bytesLeft(),
    done: (file, outcome) =>
      client.done(file, "digests" in outcome ? outcome.digests.sha256 : null),
    told: (bytes) => client.told(bytes),
    shouldStop: () => pace.shouldStop(),
  };
  await hashFiles(pool, threads, async () => {
    if (pace.needsBreath()) await pace.breathe();
  });
}
