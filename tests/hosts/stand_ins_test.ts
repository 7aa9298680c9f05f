/** What the extension puts in the place of our own functions gives the same. */
import assert from "node:assert/strict";
import fc from "fast-check";
import * as ours from "../../src/infotext/search.ts";
import * as theirs from "../../extension/quickjs/search.ts";

/** Pieces that come close to what is looked for: other cases, other blanks, letters that fold to ASCII. */
const PIECES = fc.constantFrom(
  ..."Negative prompt:|negative PROMPT:|NEGATIVE|prompt|Steps|steps:|STEPS:|\u017fteps:|Step\u017f:|.|,|:| |\t|\n|\u00a0|\u3000|\u0130|a|富|\ud83c"
    .split("|"),
);
const TEXT = fc.array(PIECES, { maxLength: 12 }).map((pieces) => pieces.join(""));

Deno.test("lines that may be shared are the same ones, from every place", () => {
  const seen = new Set<boolean>();
  fc.assert(
    fc.property(TEXT, fc.nat(20), (text, from) => {
      const begin = Math.min(from, text.length);
      const expected = ours.mayBeShared(text, begin);
      seen.add(expected);
      assert.equal(theirs.mayBeShared(text, begin), expected);
    }),
    { numRuns: 20_000 },
  );
  assert.equal(seen.size, 2);
});

Deno.test("pieces are found, and surrogates replaced, in the same texts", () => {
  fc.assert(
    fc.property(TEXT, PIECES, (text, piece) => {
      assert.equal(theirs.holds(text, piece), ours.holds(text, piece));
      assert.equal(theirs.wellFormed(text), ours.wellFormed(text));
    }),
    { numRuns: 5_000 },
  );
});
