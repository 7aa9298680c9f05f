/**
 * Watching in another thread where one can start, in this one elsewhere.
 *
 * @module
 */
import { mayStartThread } from "../files/threads.ts";
import type { Round } from "./dirt.ts";
import type { WatchRequest } from "./watch_worker.ts";
import { Watcher, type WatchMessage } from "./watcher.ts";

const WORKER = new URL("./watch_worker.ts", import.meta.url);

/** Roots that are watched until this is disposed of. */
export class Watch implements Disposable {
  private worker: Worker | null = null;
  private watcher: Watcher | null = null;
  private resolve: ((round: Round) => void) | null = null;

  /**
   * Begins to watch.
   *
   * @param roots Absolute paths of files and folders.
   * @param notice Hears a line for the user.
   */
  constructor(
    private readonly roots: readonly string[],
    private readonly notice: (line: string) => void,
  ) {
    if (!mayStartThread(WORKER)) {
      this.watchHere();
      return;
    }
    this.worker = new Worker(WORKER.href, { type: "module" });
    this.worker.onmessage = ({ data }: { data: WatchMessage }) => this.hear(data);
    this.worker.onerror = (event) => {
      event.preventDefault();
      this.worker?.terminate();
      this.worker = null;
      this.watchHere();
      this.giveBack({ files: [], folders: roots });
    };
    this.send({ roots });
  }

  /** Waits for places to scan. */
  next(): Promise<Round> {
    return new Promise((resolve) => {
      this.resolve = resolve;
      if (this.worker === null) this.watcher?.ask();
      else this.send({ ask: true });
    });
  }

  /** Takes places back that could not be scanned: they come again. */
  giveBack(round: Round): void {
    if (this.worker === null) this.watcher?.giveBack(round);
    else this.send({ giveBack: round });
  }

  /** Stops. */
  [Symbol.dispose](): void {
    this.worker?.terminate();
    this.watcher?.close();
  }

  private watchHere(): void {
    this.watcher = new Watcher(this.roots, (message) => this.hear(message));
    if (this.resolve !== null) this.watcher.ask();
  }

  private send(request: WatchRequest): void {
    this.worker?.postMessage(request);
  }

  private hear(message: WatchMessage): void {
    if ("notice" in message) return this.notice(message.notice);
    this.resolve?.(message.round);
    this.resolve = null;
  }
}
