/** What the extension puts in the place of our own functions gives the same. */
import assert from "node:assert/strict";
import fc from "fast-check";
import * as theirBytes from "../../extension/quickjs/bytes_engine.ts";
import * as theirSax from "../../extension/quickjs/sax.ts";
import * as theirs from "../../extension/quickjs/engine.ts";
import { type Pair, type PairPlace, readPairs } from "../../src/generators/a1111/pairs.ts";
import * as ourBytes from "../../src/bytes/engine.ts";
import * as ourSax from "../../src/image/blocks/sax.ts";
import * as ours from "../../src/record/engine.ts";

const STAND_INS: Readonly<Record<string, readonly [theirs: object, ours: object]>> = {
  "record/engine.ts": [theirs, ours],
  "bytes/engine.ts": [theirBytes, ourBytes],
  "image/blocks/sax.ts": [theirSax, ourSax],
};

for (const [name, [theirs, ours]] of Object.entries(STAND_INS)) {
  Deno.test(`the stand-in of ${name} has all that it stands in for, and nothing else`, () => {
    assert.deepEqual(Object.keys(theirs).sort(), Object.keys(ours).sort());
  });
}

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
      assert.equal(theirs.firstOf(text, piece), ours.firstOf(text, piece));
      assert.equal(theirs.isStorable(text), ours.isStorable(text));
      assert.equal(theirs.countOf(text, ":", 2), ours.countOf(text, ":", 2));
      assert.deepEqual(theirs.lineStarts(text), ours.lineStarts(text));
      assert.equal(theirs.quote(text), ours.quote(text));
    }),
    { numRuns: 5_000 },
  );
});

Deno.test("thousands of lines and keys are found like a few", () => {
  for (const count of [998, 999, 1000, 1001, 1998, 1999, 5000]) {
    const lines = "a\n".repeat(count);
    for (const text of [lines, `${lines}b`]) {
      assert.deepEqual(theirs.lineStarts(text), ours.lineStarts(text));
    }
    for (const end of [".steps:", "negative prompt:", ".stepS:", "negative prompT:", "steps:"]) {
      for (const key of ["s:", "T:"]) {
        const text = `${key.repeat(count)}${end}${key}`;
        assert.equal(theirs.mayBeShared(text, 0), ours.mayBeShared(text, 0), `${count} ${end}`);
      }
    }
  }
});

const PAIR_PIECES = fc.constantFrom(
  ...'Steps: 20|, Seed: |a: |b: 1, |Steps|a|1|:|: |,|, |  |\u00a0|"|\\|{|}|[|]|\n|富'.split("|"),
);
const LINE = fc.array(PAIR_PIECES, { maxLength: 16 }).map((pieces) => pieces.join(""));

Deno.test("a pair is the same wherever its text stands, unless its value opens what a comma may cut", () => {
  let recalled = 0;
  const recall = new theirs.Recall<Pair>();
  fc.assert(
    fc.property(LINE, (line) => {
      const places: PairPlace[] = [];
      const { pairs } = readPairs(line, 0, places);
      places.forEach(({ start, from, end }, i) => {
        if (/["{[]/.test(line.charAt(from))) return;
        const pair = pairs[i];
        assert.ok(pair !== undefined);
        const token = line.slice(start, end);
        assert.deepEqual(readPairs(token).pairs, [pair]);
        recall.set(line, start, end, pair);
        if (token.length > 40) return;
        assert.deepEqual(recall.get(token, 0, token.length), pair);
        recalled++;
      });
    }),
    { numRuns: 20_000 },
  );
  assert.ok(recalled > 1000, `${recalled} pairs`);
});

Deno.test("as many values are remembered as memory has room for, and none of a long text", () => {
  const recall = new theirs.Recall<number>();
  const long = "2".repeat(100);
  recall.set(long, 0, long.length, 1);
  assert.equal(recall.get(long, 0, long.length), undefined);
  recall.set("Steps: 20", 0, 9, 2);
  assert.equal(recall.get("a, Steps: 20", 3, 12), 2);
  for (let n = 0; n < 5000; n++) recall.set(`Steps: ${n}`, 0, 11, 3);
  assert.equal(recall.get("Steps: 20", 0, 9), undefined);
});
