/**
 * A worker thread that hashes files, one task after another.
 *
 * @module
 */
import { attemptDigest } from "./attempt.ts";
import type { WorkerMessage, WorkerTask } from "./messages.ts";

/** What is used of a worker's global scope. */
interface Scope {
  onmessage: (event: { readonly data: WorkerTask }) => void;
  postMessage(message: WorkerMessage): void;
}

// Loaded while the main thread still looks for something to do.
globalThis.process.getBuiltinModule("node:crypto");

const scope = globalThis as unknown as Scope;

scope.onmessage = ({ data: { id, task } }) => {
  const outcome = attemptDigest(task, (bytes) => scope.postMessage({ id, bytes }));
  scope.postMessage({ id, outcome });
};
