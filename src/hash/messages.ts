/**
 * Messages between the main thread and the workers.
 *
 * @module
 */
import type { Digests, DigestTask } from "./digest.ts";

/** A task for a worker. */
export interface WorkerTask {
  readonly id: number;
  readonly task: DigestTask;
  /** Holds 1 once nobody waits for the outcome. */
  readonly stop: Int32Array<SharedArrayBuffer>;
}

/** Why a file could not be hashed. */
export interface DigestFailure {
  /** Whether the file is no longer there. */
  readonly isGone: boolean;
  /** In one line. */
  readonly reason: string;
}

/** Result of a task. */
export type HashOutcome = { readonly digests: Digests } | { readonly failure: DigestFailure };

/** A worker's message: bytes that it read, or the end of a task. */
export type WorkerMessage =
  | { readonly id: number; readonly bytes: number }
  | { readonly id: number; readonly outcome: HashOutcome };
