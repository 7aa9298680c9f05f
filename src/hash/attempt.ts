/**
 * Hashing a file without throwing for what the file is.
 *
 * @module
 */
import { ioErrorReason } from "../disk/io_error.ts";
import { digestFile, type DigestTask } from "./digest.ts";
import type { HashOutcome } from "./messages.ts";

/** Hashes a file; an error of the operating system is a failure. Throws `Deno.errors.NotCapable` without permission. */
export function attemptDigest(task: DigestTask, told: (bytes: number) => void): HashOutcome {
  try {
    return { digests: digestFile(task, told) };
  } catch (error) {
    const reason = ioErrorReason(error);
    if (reason === null) throw error;
    return { failure: { isGone: error instanceof Deno.errors.NotFound, reason } };
  }
}
