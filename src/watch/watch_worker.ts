/**
 * A worker thread that watches, so that no change is lost while a scan keeps the main thread busy.
 *
 * @module
 */
import type { Round } from "./dirt.ts";
import { Watcher, type WatchMessage } from "./watcher.ts";

/** Message to the thread: roots at first, then questions for a round. */
export type WatchRequest =
  | { readonly roots: readonly string[] }
  | { readonly giveBack: Round }
  | { readonly ask: true };

/** A worker's global scope, as far as it is used. */
interface Scope {
  onmessage: (event: { readonly data: WatchRequest }) => void;
  postMessage(message: WatchMessage): void;
}

const scope = globalThis as unknown as Scope;
let watcher: Watcher | undefined;

scope.onmessage = ({ data }) => {
  if ("roots" in data) watcher = new Watcher(data.roots, (message) => scope.postMessage(message));
  else if ("giveBack" in data) watcher?.giveBack(data.giveBack);
  else watcher?.ask();
};
