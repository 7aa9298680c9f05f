/**
 * One run of hashing: what waits, what changed meanwhile, what became of it.
 *
 * @module
 */
import { ioErrorReason } from "../disk/io_error.ts";
import { isAboutRow, oneLine } from "../db/transaction.ts";
import { factsOf, type FileFacts, isRegularFile } from "../files/facts.ts";
import { isSameFile, mayBeInode } from "../files/identity.ts";
import { reasonOf } from "../files/walk.ts";
import type { DigestFailure, HashOutcome } from "./messages.ts";
import type { PoolClient, PoolFile } from "./pool.ts";
import type { HashQueue } from "./queue.ts";
import type { HashRow, HashStore } from "./store.ts";

/** Counts of a run. */
export interface HashCounts {
  /** Files whose hashes were stored. */
  hashed: number;
  /** Those of them that are model files. */
  models: number;
  /** Bytes of these files. */
  bytes: number;
  /** Files that were read again because they changed. */
  changed: number;
  /** Files that are gone. */
  missing: number;
  /** Files in whose places others are: whose these are, the next scan finds out. */
  replaced: number;
  /** Files that could not be hashed. */
  failed: number;
}

/** Needs of a run from outside. */
export interface HashWorld {
  /** Whether the user wants to stop. */
  shouldStop(): boolean;
  /** Hears how many bytes are read, and how many there are. */
  progressed(done: number, total: number): void;
}

/** A file to look at. */
interface Listed {
  readonly id: bigint;
  /** Bytes, as far as is known. */
  readonly size: number;
  readonly attempt: number;
}

interface Waiting extends PoolFile {
  readonly id: bigint;
  readonly facts: FileFacts;
  readonly attempt: number;
}

const MAX_ATTEMPTS = 3;

/** Goes through a queue; the pool asks for files and brings their hashes. */
export class HashJob implements PoolClient<Waiting> {
  readonly counts: HashCounts = {
    hashed: 0,
    models: 0,
    bytes: 0,
    changed: 0,
    missing: 0,
    replaced: 0,
    failed: 0,
  };
  /** While it is null, files that changed since they were scanned are set aside. */
  private reread: ((path: string) => void) | null = null;
  private readonly aside: Listed[] = [];
  private bytesDone = 0;
  private position = 0;
  /** Files whose rows went to another place or are gone. */
  private passed = 0;
  private readonly again: Waiting[] = [];
  private remaining: number;

  constructor(
    private readonly store: HashStore,
    private readonly queue: HashQueue,
    private readonly world: HashWorld,
  ) {
    this.remaining = queue.bytes;
  }

  /** Files that are not done. */
  get left(): number {
    const { hashed, missing, replaced, failed } = this.counts;
    return this.queue.ids.length - hashed - missing - replaced - failed - this.passed;
  }

  /** Whether files are set aside. */
  get hasAside(): boolean {
    return this.aside.length > 0;
  }

  /** Makes files that changed since they were scanned available. @param reread Brings the row of such a file up to date. */
  resume(reread: (path: string) => void): void {
    this.reread = reread;
    this.remaining += this.aside.reduce((sum, { size }) => sum + size, 0);
    // They are taken from the end, and come in the order of the queue.
    this.aside.reverse();
  }

  bytesLeft(): number {
    return this.remaining;
  }

  shouldStop(): boolean {
    return this.world.shouldStop();
  }

  told(bytes: number): void {
    this.bytesDone += bytes;
    this.world.progressed(this.bytesDone, Math.max(this.bytesDone, this.queue.bytes));
  }

  next(): Waiting | null {
    const again = this.again.pop();
    if (again !== undefined) return again;
    for (let listed = this.take(); listed !== undefined; listed = this.take()) {
      this.remaining -= listed.size;
      const waiting = this.look(listed.id, listed.attempt);
      if (waiting !== null) return waiting;
    }
    return null;
  }

  private take(): Listed | undefined {
    const { ids, sizes } = this.queue;
    const id = ids[this.position];
    if (id === undefined) return this.reread === null ? undefined : this.aside.pop();
    return { id, size: sizes[this.position++] ?? 0, attempt: 1 };
  }

  /** Looks at a file; null when it cannot be hashed, or not yet. */
  private look(id: bigint, attempt: number): Waiting | null {
    const row = this.store.row(id);
    if (row === undefined) {
      this.passed++;
      return null;
    }
    const { file_path: path } = row;
    let facts = this.factsOf(id, path);
    let current: HashRow | undefined = row;
    if (facts !== null && !isSameFile(row, facts)) {
      const { reread } = this;
      if (reread === null) {
        this.aside.push({ id, size: facts.size, attempt });
        return null;
      }
      if (!this.guard(id, () => reread(path))) return null;
      current = this.store.row(id);
      if (current === undefined || current.file_path !== path) {
        this.passed++;
        return null;
      }
      facts = this.factsOf(id, path);
    }
    if (facts === null) return null;
    if (!isRegularFile(path)) {
      this.fail(id, { isGone: false, reason: "it is no regular file" });
      return null;
    }
    if (!mayBeInode(current, facts)) {
      this.counts.replaced++;
      return null;
    }
    const isModel = current.kind === "model";
    const isSafetensors = isModel && current.container === "safetensors";
    return { id, path, size: facts.size, isModel, isSafetensors, facts, attempt };
  }

  /** Reads the facts about a file; null when that is a failure of the file. */
  private factsOf(id: bigint, path: string): FileFacts | null {
    try {
      return factsOf(path);
    } catch (error) {
      if (ioErrorReason(error) === null) throw error;
      this.fail(id, { isGone: error instanceof Deno.errors.NotFound, reason: reasonOf(error) });
      return null;
    }
  }

  done(file: Waiting, outcome: HashOutcome): void {
    if ("failure" in outcome) return this.fail(file.id, outcome.failure);
    const { digests } = outcome;
    const { facts } = file;
    const isSame = digests.bytesRead === facts.size && digests.state?.size === facts.size &&
      digests.state.time === facts.time;
    let isStored = false;
    const isWritten = this.guard(file.id, () => {
      // Another process may have seen a newer file under this path than the one that was open here.
      isStored = this.store.store(
        file,
        digests,
        (row) => isSame && row.file_path === file.path && isSameFile(row, facts),
      );
    });
    if (isStored) {
      this.counts.hashed++;
      this.counts.bytes += digests.bytesRead;
      if (file.isModel) this.counts.models++;
    } else if (isWritten) this.retry(file);
  }

  private retry({ id, path, attempt }: Waiting): void {
    if (this.store.row(id)?.file_path !== path) {
      this.passed++;
      return;
    }
    if (attempt === MAX_ATTEMPTS) {
      return this.fail(id, { isGone: false, reason: "it changes while it is read; hash it later" });
    }
    this.counts.changed++;
    const waiting = this.look(id, attempt + 1);
    if (waiting !== null) this.again.push(waiting);
  }

  private fail(id: bigint, { isGone, reason }: DigestFailure): void {
    this.guard(id, () => {
      if (isGone) {
        this.store.setMissing(id);
        this.counts.missing++;
      } else {
        this.store.recordError(id, `cannot be hashed: ${reason}`);
        this.counts.failed++;
      }
    });
  }

  /** Records what SQLite says about a row as that file's failure. @returns Whether it said nothing. */
  private guard(id: bigint, write: () => void): boolean {
    try {
      write();
      return true;
    } catch (error) {
      if (!isAboutRow(error)) throw error;
      this.counts.failed++;
      this.store.recordError(id, oneLine(error));
      return false;
    }
  }
}
