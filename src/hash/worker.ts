/**
 * A worker thread that hashes files, one task after another.
 *
 * @module
 */
import { attemptDigest } from "./attempt.ts";
import type { WorkerMessage, WorkerTask } from "./messages.ts";

/** A worker's global scope, as far as it is used. */
interface Scope {
  onmessage: (event: { readonly data: WorkerTask }) => void;
  postMessage(message: WorkerMessage): void;
}

// Loaded while the main thread still looks for something to do.
globalThis.process.getBuiltinModule("node:crypto");

const scope = globalThis as unknown as Scope;

/** Ends a task whose outcome nobody waits for. */
class Dropped extends Error {
  override readonly name = "Dropped";
}

scope.onmessage = ({ data: { id, task, stop } }) => {
  try {
    const outcome = attemptDigest(task, (bytes) => {
      if (Atomics.load(stop, 0) === 1) throw new Dropped();
      scope.postMessage({ id, bytes });
    });
    scope.postMessage({ id, outcome });
  } catch (error) {
    if (!(error instanceof Dropped)) throw error;
  }
};
