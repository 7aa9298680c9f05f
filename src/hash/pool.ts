/**
 * Hashing by several threads: files largest first, the two hashes of the last large ones by two threads.
 *
 * @module
 */
import type { DigestTask } from "./digest.ts";
import { attemptDigest } from "./attempt.ts";
import type { HashOutcome, WorkerMessage, WorkerTask } from "./messages.ts";
import { joinParts } from "./parts.ts";
import type { HashThreads } from "./threads.ts";

/** One file to hash. */
export interface PoolFile {
  readonly path: string;
  readonly size: number;
  readonly isModel: boolean;
  readonly isSafetensors: boolean;
}

/** Questions and reports of the pool. */
export interface PoolClient<File extends PoolFile> {
  /** The next file; null when there is none now. */
  next(): File | null;
  /** Bytes of the files that are still to come. */
  bytesLeft(): number;
  /** Takes the result of a file; it may make another file available. */
  done(file: File, outcome: HashOutcome): void;
  /** Hears of bytes that were read. */
  told(bytes: number): void;
  /** Whether to stop; what is under way is dropped. */
  shouldStop(): boolean;
}

/** A thread gets another file of less than this while it is busy. */
const SMALL = 16 * 1024 * 1024;
/** A file of at least this may be worth two threads. */
const LARGE = 64 * 1024 * 1024;
const LOOK_EVERY_MS = 100;

/**
 * Hashes files until there are no more, or the client wants to stop.
 *
 * @param threads When none are started, this thread hashes.
 * @param pause Lets signals and timers in, between files of this thread.
 */
export async function hashFiles<File extends PoolFile>(
  client: PoolClient<File>,
  threads: HashThreads,
  pause: () => Promise<void>,
): Promise<void> {
  if (threads.workers.length > 0) return await new Pool(client, threads).run();
  for (let file = client.next(); file !== null; file = client.next()) {
    client.done(file, attemptDigest(taskOf(file, true, true), (bytes) => client.told(bytes)));
    await pause();
    if (client.shouldStop()) return;
  }
}

function taskOf(file: PoolFile, whole: boolean, tensors: boolean): DigestTask {
  return {
    path: file.path,
    whole,
    tensors: tensors && file.isSafetensors,
    window: whole && file.isModel,
  };
}

/** A file under way, whole or in two parts. */
interface Job<File> {
  readonly file: File;
  parts: number;
  outcome: HashOutcome | null;
}

interface Part<File> {
  readonly job: Job<File>;
  readonly task: DigestTask;
  /** Whether its bytes count as progress. */
  readonly counts: boolean;
}

interface Thread {
  readonly worker: Worker;
  /** Numbers of its tasks. */
  readonly tasks: Set<number>;
  /** Whether it may take a small file behind the one that it has. */
  hasLarge: boolean;
}

class Pool<File extends PoolFile> {
  private readonly threads: Thread[];
  private readonly parts = new Map<number, Part<File>>();
  private readonly waiting: Part<File>[] = [];
  private lastId = 0;
  private finish: () => void = () => {};
  private fail: (error: unknown) => void = () => {};

  private readonly failure: Promise<never>;
  private readonly stop: HashThreads["stop"];

  constructor(private readonly client: PoolClient<File>, { workers, failure, stop }: HashThreads) {
    this.threads = workers.map((worker) => this.listen(worker));
    this.failure = failure;
    this.stop = stop;
  }

  private listen(worker: Worker): Thread {
    const thread: Thread = { worker, tasks: new Set(), hasLarge: false };
    worker.onmessage = ({ data }: { data: WorkerMessage }) =>
      this.guard(() => this.hear(thread, data));
    return thread;
  }

  async run(): Promise<void> {
    const look = setInterval(() => {
      if (this.client.shouldStop()) this.finish();
    }, LOOK_EVERY_MS);
    try {
      const work = new Promise<void>((resolve, reject) => {
        this.finish = resolve;
        this.fail = reject;
        this.guard(() => this.feed());
      });
      await Promise.race([work, this.failure]);
    } finally {
      clearInterval(look);
      for (const { worker } of this.threads) worker.onmessage = null;
    }
  }

  private guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.fail(error);
    }
  }

  private hear(thread: Thread, message: WorkerMessage): void {
    const part = this.parts.get(message.id);
    if (part === undefined) return;
    if ("bytes" in message) {
      if (part.counts) this.client.told(message.bytes);
      return;
    }
    this.parts.delete(message.id);
    thread.tasks.delete(message.id);
    thread.hasLarge = false;
    const { job } = part;
    job.parts--;
    job.outcome = job.outcome === null ? message.outcome : joinParts(job.outcome, message.outcome);
    if (job.parts === 0) this.client.done(job.file, job.outcome);
    this.feed();
  }

  /** Gives every thread something to do. */
  private feed(): void {
    for (let part = this.take(); part !== null; part = this.take()) {
      const thread = this.freeThread(part);
      if (thread === null) {
        this.waiting.unshift(part);
        break;
      }
      const id = ++this.lastId;
      this.parts.set(id, part);
      thread.tasks.add(id);
      thread.hasLarge = part.job.file.size >= SMALL;
      const message: WorkerTask = { id, task: part.task, stop: this.stop };
      thread.worker.postMessage(message);
    }
    if (this.parts.size === 0 && this.waiting.length === 0) this.finish();
  }

  /** The least busy thread that may take this part, if any. */
  private freeThread({ job }: Part<File>): Thread | null {
    const [least] = [...this.threads].sort((a, b) => a.tasks.size - b.tasks.size);
    if (least === undefined) return null;
    if (least.tasks.size === 0) return least;
    return job.file.size < SMALL && !least.hasLarge && least.tasks.size < 2 ? least : null;
  }

  private take(): Part<File> | null {
    const waiting = this.waiting.shift();
    if (waiting !== undefined) return waiting;
    const file = this.client.next();
    if (file === null) return null;
    const isSplit = file.isSafetensors && file.size >= LARGE &&
      this.client.bytesLeft() < file.size &&
      this.threads.length > 1;
    const job: Job<File> = { file, parts: isSplit ? 2 : 1, outcome: null };
    // The rest together takes less time than this file: its hashes go to two threads, which read it side by side.
    if (isSplit) this.waiting.push({ job, task: taskOf(file, false, true), counts: false });
    return { job, task: taskOf(file, true, !isSplit), counts: true };
  }
}
