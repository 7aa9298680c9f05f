/**
 * A worker thread that reads files for a scan, one task after another.
 *
 * @module
 */
import type { Start, Task, ThreadAnswer } from "../scan/ahead/messages.ts";
import { answerTask, MAX_TOGETHER } from "../scan/ahead/read_task.ts";
import { fileReader } from "./file_reader.ts";

/** A worker's global scope, as far as it is used. */
interface Scope {
  onmessage: (event: { readonly data: Start | Task }) => void;
  postMessage(message: ThreadAnswer): void;
}

const scope = globalThis as unknown as Scope;

scope.onmessage = ({ data }) => {
  // A plugin that cannot be loaded here ends the thread: the main thread reads all then.
  if ("progress" in data) void begin(data);
};

/** Gets ready; no task comes before it has said so. */
async function begin({ plugins, progress, ...settings }: Start): Promise<void> {
  const loaded = plugins.length > 0
    ? await (await import("../plugins/load.ts")).loadPlugins(plugins)
    : [];
  // The long ones are the main thread's: two at the same time would take twice the memory.
  const reads = fileReader(settings, loaded, MAX_TOGETHER);
  scope.onmessage = ({ data }) => {
    if (!("progress" in data)) scope.postMessage(answerTask(data, reads));
    Atomics.add(progress, 0, 1);
  };
  Atomics.add(progress, 0, 1);
}
