/**
 * Functions by the kind of their first argument.
 *
 * @module
 */
import type { InstallContext, SqlValue } from "../host/plugin.ts";

/** Twice the longest text that is read from an image. JSON of a longer one may be more than a string can hold. */
const MAX_TEXT_LENGTH = 32 * 1024 * 1024;

/** A function of a first argument that must be text, and no longer than any image's; anything else gives NULL. */
export function ofText(
  run: (text: string, context: InstallContext, second?: SqlValue) => unknown,
): (this: InstallContext, first?: SqlValue, second?: SqlValue) => unknown {
  return function (first, second): unknown {
    return typeof first === "string" && first.length <= MAX_TEXT_LENGTH
      ? run(first, this, second)
      : null;
  };
}

/** A function of a blob; anything else gives NULL. */
export function ofBytes(
  run: (bytes: Uint8Array, context: InstallContext) => unknown,
): (this: InstallContext, bytes?: SqlValue) => unknown {
  return function (bytes): unknown {
    return bytes instanceof Uint8Array ? run(bytes, this) : null;
  };
}
