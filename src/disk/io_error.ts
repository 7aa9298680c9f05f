/**
 * Telling errors of the operating system from all others.
 *
 * @module
 */
import { ReadRefused } from "../bytes/source.ts";

/**
 * Gives the reason, in one line, for which the operating system refused a file; null for every other error. A
 * permission that Deno itself refuses is no state of the file, so it is none of these, unless it refuses the place.
 *
 * @example
 * ```ts
 * import { ioErrorReason } from "./io_error.ts";
 * if (ioErrorReason(new TypeError("a bug")) !== null) throw new Error("bugs are not I/O errors");
 * ```
 */
export function ioErrorReason(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof ReadRefused) return error.message;
  if (error instanceof Deno.errors.NotCapable) {
    const message = withoutAllowAll(error.message);
    return message === error.message ? null : message;
  }
  const isSystemError = "code" in error || error.name in Deno.errors ||
    NUMBERED.test(error.message);
  return isSystemError ? error.message.replace(/\s+/g, " ").trim() : null;
}

/** An error of Windows that the runtime has no name for, such as those of cloud drives, comes with its number alone. */
const NUMBERED = /\(os error -?\d+\)/;

const REFUSED_PLACE = /requires all access to "[^"]*", run again with the --allow-all flag/gi;

/**
 * Says in a message of Deno's that it refuses a place, instead of its advice: nobody should allow everything for the sake
 * of a file.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const message = 'Requires all access to "/dev/shm/a.png", run again with the --allow-all flag';
 * assert.equal(withoutAllowAll(message), "the runtime refuses files below /dev, /proc and /sys");
 * ```
 */
export function withoutAllowAll(message: string): string {
  return message.replace(REFUSED_PLACE, "the runtime refuses files below /dev, /proc and /sys");
}
