/**
 * A worker thread that reads files for a scan, one task after another.
 *
 * @module
 */
import type { Answer, Start, Task } from "../scan/ahead/messages.ts";
import { answerTask, MAX_TOGETHER } from "../scan/ahead/read_task.ts";
import { fileReader } from "./file_reader.ts";

/** A worker's global scope, as far as it is used. */
interface Scope {
  onmessage: (event: { readonly data: Start | Task }) => void;
  postMessage(message: Answer): void;
}

const scope = globalThis as unknown as Scope;

scope.onmessage = ({ data }) => {
  if ("progress" in data) begin(data);
};

function begin({ mergeSidecars, progress }: Start): void {
  // The long ones are the main thread's: two at the same time would take twice the memory.
  const reads = fileReader(mergeSidecars, MAX_TOGETHER);
  scope.onmessage = ({ data }) => {
    if (!("progress" in data)) scope.postMessage(answerTask(data, reads));
    Atomics.add(progress, 0, 1);
  };
  Atomics.add(progress, 0, 1);
}
