/**
 * Putting together what two threads found of one file.
 *
 * @module
 */
import type { Digests } from "./digest.ts";
import type { Outcome } from "./messages.ts";

/** Two parts of a file as one. A failure of either is the file's; facts that differ are none. */
export function joinParts(a: Outcome, b: Outcome): Outcome {
  if ("failure" in a) return a;
  if ("failure" in b) return b;
  return {
    digests: {
      sha256: a.digests.sha256 ?? b.digests.sha256,
      tensor_sha256: a.digests.tensor_sha256 ?? b.digests.tensor_sha256,
      autov1: a.digests.autov1 ?? b.digests.autov1,
      bytesRead: a.digests.bytesRead,
      facts: isSame(a.digests, b.digests) ? a.digests.facts : null,
    },
  };
}

function isSame(a: Digests, b: Digests): boolean {
  return a.bytesRead === b.bytesRead && a.facts?.inode === b.facts?.inode &&
    a.facts?.size === b.facts?.size && a.facts?.mtime === b.facts?.mtime;
}
