/**
 * Worker threads for hashing.
 *
 * @module
 */
import { mayStartThread } from "../files/threads.ts";

/** Less than this is hashed faster than threads start. */
const WORTH_THREADS = 64 * 1024 * 1024;

const WORKER = new URL("./worker.ts", import.meta.url);

/** Threads that take what they are told while they still load; disposing of them ends them, whatever they do. */
export class HashThreads implements Disposable {
  readonly workers: readonly Worker[];
  /** Holds 1 once they are disposed of: the system ends a thread only between two tasks. */
  readonly stop = new Int32Array(new SharedArrayBuffer(4));
  /** Rejects when a thread fails. */
  readonly failure: Promise<never>;
  private fail: (error: Error) => void = () => {};

  /** @param count How many; none are started where they cannot be, or where they cost more than they save for so many bytes. */
  constructor(count: number, bytes: number) {
    this.failure = new Promise((_resolve, reject) => this.fail = reject);
    // One that fails before it is asked for anything is heard of later.
    this.failure.catch(() => {});
    const isWorth = bytes >= WORTH_THREADS && mayStartThread(WORKER);
    this.workers = isWorth ? this.startSome(count) : [];
  }

  private startSome(count: number): Worker[] {
    const workers: Worker[] = [];
    try {
      while (workers.length < count) workers.push(this.start());
    } catch {
      // The system has no thread left: those that it had are enough.
    }
    return workers;
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
    Atomics.store(this.stop, 0, 1);
    for (const worker of this.workers) worker.terminate();
  }
}
