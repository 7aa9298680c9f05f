import assert from "node:assert/strict";
import fc from "fast-check";
import { keyFacts, normaliseKey } from "../../src/record/keys.ts";
import { normaliseText } from "../../src/record/text.ts";
import {
  fitsInt64,
  hashKind,
  readBoolean,
  readHash,
  readInteger,
  readReal,
  readSize,
} from "../../src/record/values.ts";

Deno.test("integers are exact at any size", () => {
  fc.assert(fc.property(fc.bigInt(), fc.nat(3), (value, zeros) => {
    const digits = `${value < 0n ? "-" : ""}${"0".repeat(zeros)}${value < 0n ? -value : value}`;
    assert.equal(readInteger(digits), String(value));
  }));
});

Deno.test("integers that SQLite's 64 bits hold are told from others exactly", () => {
  const [min, max] = [-(2n ** 63n), 2n ** 63n - 1n];
  for (const border of [min, max, 0n, -max, -min]) {
    for (let step = -3n; step <= 3n; step++) {
      const value = border + step;
      assert.equal(fitsInt64(String(value)), value >= min && value <= max, String(value));
    }
  }
  fc.assert(fc.property(fc.bigInt(), (value) => {
    assert.equal(fitsInt64(String(value)), BigInt.asIntN(64, value) === value);
  }));
});

Deno.test("what is no integer is none", () => {
  for (
    const text of ["", "-", "+1", "1.0", "1e3", " 1", "1 ", "--1", "0x1", "１", "NaN", "1,000"]
  ) {
    assert.equal(readInteger(text), null, text);
  }
  assert.equal(readInteger("-0"), "0");
  assert.equal(readInteger("-000"), "0");
});

Deno.test("reals are decimals and exponents, finite ones only", () => {
  for (const text of ["7", "7.0", ".5", "1.", "-0.5", "+2", "1e-1", "5E+2", "1.e1", "0"]) {
    assert.equal(readReal(text), Number(text), text);
  }
  for (
    const text of ["", ".", "e1", "1e", "1e999", "-1e999", "inf", "NaN", "0x1", "1 ", "1_0", "7x"]
  ) {
    assert.equal(readReal(text), null, text);
  }
  assert.ok(Object.is(readReal("-0"), -0));
});

Deno.test("booleans are true and false in any case, 1 and 0", () => {
  for (const text of ["true", "True", "TRUE", "1"]) assert.equal(readBoolean(text), true);
  for (const text of ["false", "False", "0"]) assert.equal(readBoolean(text), false);
  for (const text of ["", "yes", "2", "None"]) assert.equal(readBoolean(text), null);
});

Deno.test("a size is two integers with an x between", () => {
  assert.deepEqual(readSize("512x768"), { width: "512", height: "768" });
  assert.deepEqual(readSize("0512 X 768"), { width: "512", height: "768" });
  for (const text of ["512", "512x", "x768", "512x768x3", "5.5x6", "-5x6", "512*768"]) {
    assert.equal(readSize(text), null, text);
  }
});

Deno.test("a hash is lower case when hexadecimal, and its length tells its kind", () => {
  assert.equal(readHash(" AbC "), "abc");
  assert.equal(readHash("XyZ"), "XyZ");
  assert.equal(readHash("  "), null);
  const kinds = [[8, "autov1"], [10, "autov2"], [12, "autov3"], [64, "sha256"], [9, null]] as const;
  for (const [length, kind] of kinds) assert.equal(hashKind("a".repeat(length)), kind);
  assert.equal(hashKind("z".repeat(8)), null);
  assert.equal(hashKind(null), null);
});

Deno.test("a key's blanks and hyphens become underscores, its case does not count", () => {
  for (const key of ["Clip skip", "CLIP SKIP", "clip-skip", "clip_skip", " CLiP-skip "]) {
    assert.equal(normaliseKey(key), "clip_skip", key);
    assert.equal(keyFacts(key.trim()).target, "clip_skip", key);
  }
});

Deno.test("the facts of a key are the same after any number of other keys", () => {
  const before = keyFacts("Model hash");
  for (let i = 0; i < 5000; i++) keyFacts(`key ${i}`);
  assert.deepEqual(keyFacts("Model hash"), before);
  assert.equal(keyFacts("key 4999").target, undefined);
  assert.equal(keyFacts("__proto__").target, undefined);
  assert.equal(keyFacts("constructor").target, undefined);
});

Deno.test("normalised text has LF alone, no NUL, no byte order mark, no lone surrogate", () => {
  for (
    const [text, normal] of [
      ["a\r\nb\rc\n", "a\nb\nc\n"],
      ["\r\r\n\n", "\n\n\n"],
      ["\uFEFFa\0b\uFEFF", "ab"],
      ["\uD83C\0\uDF3F", "🌿"],
      ["\uDF3F\uD83D", "\uFFFD\uFFFD"],
      ["a\u2028b\u0085", "a\u2028b\u0085"],
    ] as const
  ) assert.equal(normaliseText(text), normal);
});
