/**
 * Putting together what two threads found of one file.
 *
 * @module
 */
import type { Digests } from "./digest.ts";
import type { HashOutcome } from "./messages.ts";

/** Two parts of a file as one. A failure of either is the file's; states that differ are none. */
export function joinParts(a: HashOutcome, b: HashOutcome): HashOutcome {
  if ("failure" in a) return a;
  if ("failure" in b) return b;
  return {
    digests: {
      sha256: a.digests.sha256 ?? b.digests.sha256,
      tensor_sha256: a.digests.tensor_sha256 ?? b.digests.tensor_sha256,
      autov1: a.digests.autov1 ?? b.digests.autov1,
      bytesRead: a.digests.bytesRead,
      state: isSame(a.digests, b.digests) ? a.digests.state : null,
    },
  };
}

function isSame(a: Digests, b: Digests): boolean {
  return a.bytesRead === b.bytesRead && a.state?.inode === b.state?.inode &&
    a.state?.size === b.state?.size && a.state?.time === b.state?.time;
}
