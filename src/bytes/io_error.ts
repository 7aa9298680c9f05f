/**
 * Telling errors of the operating system from all others.
 *
 * @module
 */

/**
 * Gives the reason, in one line, for which the operating system refused a file; null for every other error. A
 * permission that Deno itself refuses is no state of the file, so it is none of these.
 *
 * @example
 * ```ts
 * import { ioErrorReason } from "./io_error.ts";
 * if (ioErrorReason(new TypeError("a bug")) !== null) throw new Error("bugs are not I/O errors");
 * ```
 */
export function ioErrorReason(error: unknown): string | null {
  if (!(error instanceof Error) || error instanceof Deno.errors.NotCapable) return null;
  const isSystemError = "code" in error || error.name in Deno.errors;
  return isSystemError ? error.message.replace(/\s+/g, " ").trim() : null;
}
