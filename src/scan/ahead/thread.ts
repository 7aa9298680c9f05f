/**
 * A thread that reads files for a scan.
 *
 * @module
 */
import type { Start, Task, ThreadAnswer, ThreadSettings } from "./messages.ts";

const NOTHING: ThreadAnswer = { files: [] };

/** One thread; disposing of it ends it, whatever it does. */
export class ReadingThread implements Disposable {
  private readonly worker: Worker;
  private readonly progress = new Int32Array(new SharedArrayBuffer(4));
  /** Callbacks that wait for answers, in the order of their tasks. */
  private readonly waiting: ((answer: ThreadAnswer) => void)[] = [];
  private asked = 0;
  private hasFailed = false;

  /** @param module What it runs: it answers each `Task` by an `ThreadAnswer`, and counts as `Start` says. */
  constructor(module: URL, settings: ThreadSettings) {
    this.worker = new Worker(module.href, { type: "module" });
    this.worker.onmessage = ({ data }: { data: ThreadAnswer }) => this.hear(data);
    this.worker.onerror = (event) => {
      event.preventDefault();
      this.fail();
    };
    const start: Start = { ...settings, progress: this.progress };
    this.worker.postMessage(start);
  }

  /** Whether it can be given tasks: it has started, and not failed. */
  get isReady(): boolean {
    return !this.hasFailed && Atomics.load(this.progress, 0) > 0;
  }

  /** Tasks that it has not done. */
  get tasks(): number {
    return this.asked + 1 - Atomics.load(this.progress, 0);
  }

  /** Whether the oldest task whose answer was not heard is done. */
  get hasAnswer(): boolean {
    return this.tasks < this.waiting.length;
  }

  /** Gives it a task. @returns Its answer, an empty one when the thread fails; answers come in the order of tasks. */
  ask(task: Task): Promise<ThreadAnswer> {
    return new Promise((resolve) => {
      if (this.hasFailed) return resolve(NOTHING);
      this.asked++;
      this.waiting.push(resolve);
      this.worker.postMessage(task);
    });
  }

  private hear(answer: ThreadAnswer): void {
    this.waiting.shift()?.(answer);
  }

  private fail(): void {
    this.hasFailed = true;
    for (const resolve of this.waiting.splice(0)) resolve(NOTHING);
  }

  [Symbol.dispose](): void {
    this.worker.terminate();
  }
}
