import assert from "node:assert/strict";
import { attemptDigest } from "../../src/hash/attempt.ts";
import type { Digests, DigestTask } from "../../src/hash/digest.ts";
import type { HashOutcome } from "../../src/hash/messages.ts";
import { joinParts } from "../../src/hash/parts.ts";
import { counting, modelFile } from "../fixtures/safetensors.ts";
import { inWorkspace } from "../support/workspace.ts";

const ALL = { whole: true, tensors: true, window: true };
const digest = (task: DigestTask): HashOutcome => attemptDigest(task, () => {});

/** What two threads find, the second under another path. */
function halves(path: string, other = path): [HashOutcome, HashOutcome] {
  return [
    digest({ ...ALL, path, tensors: false }),
    digest({ path: other, whole: false, tensors: true, window: false }),
  ];
}

Deno.test(
  "two parts of a file are what one thread finds, whichever comes first",
  inWorkspace((space) => {
    const path = space.put("a.safetensors", modelFile({ content: counting(2_000_000) }));
    const [first, second] = halves(path);
    assert.deepEqual(joinParts(first, second), digest({ ...ALL, path }));
    assert.deepEqual(joinParts(second, first), digest({ ...ALL, path }));
  }),
);

Deno.test(
  "what either thread cannot read is a failure of the file",
  inWorkspace((space) => {
    const path = space.put("a.safetensors", modelFile({ content: counting(100) }));
    for (const [other, isGone] of [[`${path}.gone`, true], [space.pictures, false]] as const) {
      for (const parts of [halves(path, other), halves(other, path)]) {
        const outcome = joinParts(...parts);
        assert.ok("failure" in outcome);
        assert.equal(outcome.failure.isGone, isGone);
      }
    }
  }),
);

Deno.test(
  "a file that is replaced between two threads, by one of its size and time, is none of both",
  inWorkspace((space) => {
    const [path = "", other = ""] = [1, 2].map((seed) => {
      const name = space.put(`${seed}.safetensors`, new Uint8Array(100).fill(seed));
      Deno.utimeSync(name, 1_700_000_000, 1_700_000_000);
      return name;
    });
    const outcome = joinParts(...halves(path, other));
    assert.ok("digests" in outcome);
    assert.equal(outcome.digests.state, null);
  }),
);

const state = { size: 5, time: 7, inode: 9 };
const part: Digests = { sha256: "a", tensor_sha256: null, autov1: "b", bytesRead: 5, state };
for (
  const [what, change] of [
    ["size", { state: { ...state, size: 6 } }],
    ["time", { state: { ...state, time: 8 } }],
    ["inode", { state: { ...state, inode: 10 } }],
    ["number of bytes", { bytesRead: 4 }],
  ] as const
) {
  Deno.test(`parts with another ${what} have no state in common`, () => {
    const joined = joinParts({ digests: part }, { digests: { ...part, ...change } });
    assert.ok("digests" in joined);
    assert.equal(joined.digests.state, null);
  });
}
