/**
 * Functions that the library's Rust side gives the bundle, where QuickJS has none.
 *
 * @module
 */
import type * as engine from "../../src/bytes/engine.ts";

/** What stands in for the engine of `src/bytes`, all but what QuickJS can do itself. */
export type NativeBytes = Omit<typeof engine, "wellFormed">;

let functions: NativeBytes | undefined;

/** Takes the functions, before anything is read. */
export function useNative(given: NativeBytes): void {
  functions = given;
}

/** The functions. */
export function native(): NativeBytes {
  if (functions === undefined) throw new Error("the library gave no functions");
  return functions;
}
