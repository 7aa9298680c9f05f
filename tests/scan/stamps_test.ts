/** Stamps say which reader reads a file; those that scans use are derived from the readers. */
import assert from "node:assert/strict";
import { STAMPS } from "../../src/scan/read/stamps.ts";
import { stampsOf, stampsOfToday } from "./update_stamps.ts";

Deno.test("the stamps that scans use are those of today's readers: else run `deno task stamps`", () => {
  assert.deepEqual(STAMPS, stampsOfToday());
});

const PNG = { name: "png", version: 1 };
const GIF = { name: "gif", version: 3 };
const BEFORE = stampsOf([PNG, GIF], 1, ["parameters", "comment"]);

/** What changes, and the stamps that change with it. */
const CASES = {
  "nothing": { after: stampsOf([PNG, GIF], 1, ["comment", "parameters", "comment"]), changed: [] },
  "the order of formats": {
    after: stampsOf([GIF, PNG], 1, ["parameters", "comment"]),
    changed: [],
  },
  "a format's version": {
    after: stampsOf([{ ...PNG, version: 2 }, GIF], 1, ["parameters", "comment"]),
    changed: ["image", "png"],
  },
  "a new format": {
    after: stampsOf([PNG, GIF, { name: "avif", version: 1 }], 1, ["parameters", "comment"]),
    changed: ["avif", "image"],
  },
  "the keys that are wanted": {
    after: stampsOf([PNG, GIF], 1, ["parameters"]),
    changed: ["gif", "image", "png"],
  },
  "the reader of models": {
    after: stampsOf([PNG, GIF], 2, ["parameters", "comment"]),
    changed: ["model"],
  },
} as const;

for (const [what, { after, changed }] of Object.entries(CASES)) {
  Deno.test(`${what} gives new stamps to the files that it concerns, and to no others`, () => {
    const names = Object.keys(after).filter((name) => after[name] !== BEFORE[name]).sort();
    assert.deepEqual(names, changed);
  });
}
