/**
 * Ctrl-C: the first ends the work after its chunk, the second at once.
 *
 * @module
 */
import { EXIT } from "./errors.ts";
import type { Output } from "./output.ts";

/** Listens for Ctrl-C until it is disposed of. */
export interface Interrupt extends Disposable {
  /** Whether the user asked to stop. */
  requested(): boolean;
}

/**
 * Begins to listen for Ctrl-C.
 *
 * @param notes Where the user is told that it was understood.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { outputTo } from "./output.ts";
 * using interrupt = listenForInterrupt(outputTo(Deno.stderr));
 * assert.equal(interrupt.requested(), false);
 * ```
 */
export function listenForInterrupt(notes: Output): Interrupt {
  let requested = false;
  const stop = (): void => {
    if (requested) Deno.exit(EXIT.interrupted);
    requested = true;
    notes.write("\nStopping after this chunk; Ctrl-C again stops at once\n");
    notes.flush();
  };
  Deno.addSignalListener("SIGINT", stop);
  return {
    requested: () => requested,
    [Symbol.dispose]: () => Deno.removeSignalListener("SIGINT", stop),
  };
}
