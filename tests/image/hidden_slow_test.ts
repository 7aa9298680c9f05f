/** Texts that are hidden in the lowest bits of a picture. */
import assert from "node:assert/strict";
import { deflateSync, gzipSync } from "node:zlib";
import { LIMITS, type Limits } from "../../src/bytes/budget.ts";
import { bytesSource } from "../../src/bytes/source.ts";
import { readContainer } from "../../src/image/read.ts";
import { bytes, u32, utf8 } from "../fixtures/bytes.ts";
import { type Hiding, hidingPng, type Mode } from "../fixtures/hidden.ts";
import { tEXt } from "../fixtures/png.ts";
import {
  CJK_INFOTEXT,
  INFOTEXT,
  JUDGE,
  NOTHING_FOUND,
  type Outcome,
  outcome,
} from "../fixtures/reading.ts";
import { within } from "../support/patience.ts";

const MODES = ["alpha", "rgb"] as const;
const MIB = 1 << 20;

function foundIn(mode: Mode, text = INFOTEXT): Outcome {
  return { text, source: `png:${mode}`, damage: null, status: null };
}

/** Sizes by width and height that hold the text. */
const SIZES = [[64, 64], [1000, 7], [5000, 1], [40, 120], [40, 119], [3, 3000], [700, 41]] as const;

for (const mode of MODES) {
  for (const isGzip of [false, true]) {
    const form = `${mode}${isGzip ? ", compressed" : ""}`;
    Deno.test(`${form}: a hidden text is found in pictures of any shape and filter`, () => {
      for (const [width, height] of SIZES) {
        for (const filter of [0, 1, 2, 3, 4, "all"] as const) {
          const image = hidingPng({ mode, isGzip, text: INFOTEXT, width, height, filter });
          assert.deepEqual(outcome(image), foundIn(mode), `${width}x${height}, filter ${filter}`);
        }
      }
    });
  }

  Deno.test(`${mode}: a hidden text beyond ASCII is found whole`, () => {
    const image = hidingPng({ mode, isGzip: true, text: CJK_INFOTEXT });
    assert.deepEqual(outcome(image), foundIn(mode, CJK_INFOTEXT));
  });

  Deno.test(`${mode}: a text in a chunk comes first`, () => {
    const image = hidingPng({ mode, text: CJK_INFOTEXT, before: [tEXt("comment", INFOTEXT)] });
    assert.equal(outcome(image).source, "png:comment");
  });

  Deno.test(`${mode}: a length that lies is damage, and never read`, () => {
    for (const bits of [8 * 64 * 64 * 4, 0xffffffff, 0x80000000, 9, 64 * 64 * 3 - 151]) {
      const { text, status, damage } = outcome(hidingPng({ mode, text: INFOTEXT, bits }));
      assert.deepEqual([text, status], [null, "unreadable"]);
      assert.equal(damage, "a hidden text states a length that it cannot have", String(bits));
    }
    const image = hidingPng({ mode, text: INFOTEXT, bits: 0 });
    assert.deepEqual(outcome(image), NOTHING_FOUND);
  });

  Deno.test(`${mode}: a picture that is cut off says so`, () => {
    const image = hidingPng({ mode, text: INFOTEXT, width: 256, height: 256 });
    for (const part of [0.2, 0.5, 0.9]) {
      const { text, damage } = outcome(image.subarray(0, Math.floor(part * image.length)));
      assert.equal(text, null);
      assert.match(damage ?? "", /cut off/);
    }
  });

  Deno.test(`${mode}: a text that is over the budget is not read`, () => {
    const long = `${"wide sea, ".repeat(700)}\n${INFOTEXT}`;
    const cases: readonly [Partial<Hiding>, Partial<Limits>, RegExp][] = [
      [{ isGzip: true }, { inflated: 3000 }, /a hidden text inflates to more than the budget/],
      [{}, { block: 3000 }, /a hidden text holds more than the budget of 3000 bytes/],
    ];
    for (const [hiding, limits, damage] of cases) {
      const image = hidingPng({ mode, text: long, width: 300, height: 300, ...hiding });
      const reading = readContainer(bytesSource(image), JUDGE, { ...LIMITS, ...limits });
      assert.equal(reading.text, null);
      assert.match(reading.damage ?? "", damage);
    }
  });

  Deno.test(`${mode}: a gzip bomb costs no more than the budget`, () => {
    const stream = gzipSync(new Uint8Array(200 * MIB));
    const image = hidingPng({ mode, isGzip: true, stream, width: 1500, height: 1500 });
    const { damage } = within(6000, () => outcome(image)).result;
    assert.match(damage ?? "", /a hidden text inflates to more than the budget/);
  });

  Deno.test(`${mode}: broken gzip is damage`, () => {
    const image = hidingPng({ mode, isGzip: true, stream: utf8("no gzip") });
    assert.match(outcome(image).damage ?? "", /a hidden text is broken/);
  });
}

Deno.test("what stands behind the text is none of it, as NovelAI's error correction is", () => {
  const stream = gzipSync(utf8(INFOTEXT));
  const trailer = bytes(u32(800, "big"), new Uint8Array(100).fill(0x5a));
  const image = hidingPng({
    mode: "alpha",
    isGzip: true,
    stream: bytes(stream, trailer),
    bits: 8 * stream.length,
  });
  assert.deepEqual(outcome(image), foundIn("alpha"));
});

Deno.test("a signature in the other channels is none", () => {
  assert.deepEqual(
    outcome(hidingPng({ mode: "alpha", signature: "stealth_rgbinfo" })),
    NOTHING_FOUND,
  );
  assert.deepEqual(
    outcome(hidingPng({ mode: "rgb", signature: "stealth_pnginfo" })),
    NOTHING_FOUND,
  );
  assert.deepEqual(
    outcome(hidingPng({ mode: "alpha", signature: "stealth_pnginf0" })),
    NOTHING_FOUND,
  );
});

Deno.test("pictures without pixels of 8 bits, too small ones and odd data hide nothing", () => {
  const hidden = { mode: "alpha", text: INFOTEXT } as const;
  for (const header of [{ depth: 16 }, { colour: 3 }, { interlace: 1 }, { colour: 0 }]) {
    assert.deepEqual(outcome(hidingPng({ ...hidden, ...header })), NOTHING_FOUND);
  }
  for (const [width, height] of [[1, 1], [2, 2], [7, 1], [1, 100]] as const) {
    const image = hidingPng({ mode: "alpha", stream: bytes(), width, height });
    assert.deepEqual(outcome(image).text, null);
  }
  for (const data of [bytes(), utf8("no zlib stream"), deflateSync(bytes([0, 1, 2]))]) {
    assert.deepEqual(outcome(hidingPng({ ...hidden, data })), NOTHING_FOUND);
  }
});

Deno.test("the data may come in chunks of any length", () => {
  for (const idatLength of [1, 7, 100, 8192]) {
    const image = hidingPng({ mode: "rgb", isGzip: true, text: INFOTEXT, idatLength });
    assert.deepEqual(outcome(image), foundIn("rgb"));
  }
});

Deno.test("hidden texts are looked for only when they are wanted", () => {
  const keys = JUDGE.keys.filter((key) => key !== "hidden");
  const image = hidingPng({ mode: "alpha", text: INFOTEXT });
  const { text, damage } = readContainer(bytesSource(image), { ...JUDGE, keys });
  assert.deepEqual([text, damage], [null, null]);
});

Deno.test("a picture that hides nothing is known by its first rows", () => {
  const image = hidingPng({
    mode: "alpha",
    signature: "",
    stream: bytes(),
    width: 1024,
    height: 1024,
  });
  const { bytesRead } = readContainer(bytesSource(image), JUDGE);
  assert.ok(bytesRead < image.length / 10, `${bytesRead} of ${image.length} bytes`);
});

Deno.test("a bomb in the place of a picture costs no more than its first rows", () => {
  const data = deflateSync(new Uint8Array(500 * MIB));
  for (const [width, height] of [[8, 8], [4096, 4096], [100_000, 100_000]] as const) {
    const image = hidingPng({ mode: "alpha", data, width, height });
    const { result } = within(6000, () => outcome(image));
    assert.equal(result.text, null);
  }
});
