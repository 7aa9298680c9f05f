/**
 * Worker threads for hashing.
 *
 * @module
 */
import { exists } from "../scan/facts.ts";

/** Less than this is hashed faster than threads start. */
const WORTH_THREADS = 64 * 1024 * 1024;

const WORKER = new URL("./worker.ts", import.meta.url);

/** Threads, each started when there is something for it; disposing of them ends them, whatever they do. */
export class HashThreads implements Disposable {
  /** Those that are started. */
  readonly workers: Worker[] = [];
  /** Rejects when a thread fails. */
  readonly failure: Promise<never>;
  private fail: (error: Error) => void = () => {};

  /** @param count At most so many; 0 for none at all. */
  constructor(readonly count: number) {
    this.failure = new Promise((_resolve, reject) => this.fail = reject);
    // One that fails before it is asked for anything is heard of later.
    this.failure.catch(() => {});
  }

  /** Starts one more. It takes what it is told while it loads; the caller waits for a part of that. */
  start(): Worker {
    const worker = new Worker(WORKER.href, { type: "module" });
    worker.onerror = (event) => {
      event.preventDefault();
      this.fail(new Error(`A hashing thread failed: ${event.message}`));
    };
    this.workers.push(worker);
    return worker;
  }

  [Symbol.dispose](): void {
    for (const worker of this.workers) worker.terminate();
  }
}

/** Whether threads can start, and hash so many bytes sooner than this one. */
export function areThreadsWorth(bytes: number): boolean {
  return bytes >= WORTH_THREADS && mayStartThreads();
}

/** A thread's module is read from disk: permissions for the user's own folders do not allow it, and a bundle has it not. */
function mayStartThreads(): boolean {
  const { state } = Deno.permissions.querySync({ name: "read", path: WORKER });
  return state === "granted" && exists(WORKER);
}
