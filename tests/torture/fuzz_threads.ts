/** Fuzzing on all cores. */
import type { Fuzzed } from "./fuzz.ts";
import type { Job, Said } from "./fuzz_worker.ts";

/** Each thread has its own engine, and so its own memory. */
const THREADS = Math.max(1, Math.min(4, navigator.hardwareConcurrency));

/** Spreads inputs over threads, each with a seed of its own that follows from `seed`. */
export async function fuzzOnThreads(
  inputs: Job["inputs"],
  count: number,
  seed: number,
): Promise<Fuzzed> {
  const share = Math.ceil(count / THREADS);
  const done = await Promise.all(
    Array.from({ length: THREADS }, (_, n) => runJob({ inputs, count: share, seed: seed + n })),
  );
  return {
    inputs: done.reduce((sum, part) => sum + part.inputs, 0),
    fruitful: done.reduce((sum, part) => sum + part.fruitful, 0),
    slowest: Math.max(...done.map((part) => part.slowest)),
  };
}

async function runJob(job: Job): Promise<Fuzzed> {
  const worker = new Worker(new URL("./fuzz_worker.ts", import.meta.url), { type: "module" });
  try {
    const said = await new Promise<Said>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Said>): void => resolve(data);
      worker.onerror = (event): void => reject(new Error(event.message));
      worker.postMessage(job);
    });
    if ("failed" in said) throw new Error(`with --seed ${job.seed}: ${said.failed}`);
    return said.done;
  } finally {
    worker.terminate();
  }
}
