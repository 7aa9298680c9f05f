/**
 * Worker threads for hashing, which may start before it is known what they do.
 *
 * @module
 */

import { mayStartThread } from "../scan/reading_thread.ts";

/** Less than this is hashed faster than threads start. */
const WORTH_THREADS = 64 * 1024 * 1024;

const WORKER = new URL("./worker.ts", import.meta.url);

/** Up to so many threads, started when it is worth it; disposing of them ends them, whatever they do. */
export class HashThreads implements Disposable {
  workers: readonly Worker[] = [];
  /** Rejects when a thread fails. */
  readonly failure: Promise<never>;
  private fail: (error: Error) => void = () => {};

  /** @param count How many; 0 for none at all. */
  constructor(private readonly count: number) {
    this.failure = new Promise((_resolve, reject) => this.fail = reject);
    // One that fails before it is asked for anything is heard of later.
    this.failure.catch(() => {});
  }

  /** Starts them for so many bytes, unless they are started. */
  startFor(bytes: number): void {
    if (this.workers.length > 0 || bytes < WORTH_THREADS || !mayStartThread(WORKER)) return;
    this.workers = Array.from({ length: this.count }, () => this.start());
  }

  private start(): Worker {
    const worker = new Worker(WORKER.href, { type: "module" });
    worker.onerror = (event) => {
      event.preventDefault();
      this.fail(new Error(`A hashing thread failed: ${event.message}`));
    };
    return worker;
  }

  [Symbol.dispose](): void {
    for (const worker of this.workers) worker.terminate();
  }
}
