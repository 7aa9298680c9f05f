import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import fc from "fast-check";
import { rawProfile } from "../../src/image/png/raw_profile.ts";
import {
  cleanText,
  decodeLatin1,
  decodeTextFile,
  decodeUtf8OrLatin1,
  withoutCutCharacter,
} from "../../src/bytes/text.ts";
import { bytes, latin1, utf16, utf8 } from "../fixtures/bytes.ts";
import { rawProfileText } from "../fixtures/png.ts";
import { anyText } from "../support/any_text.ts";

Deno.test("Latin-1 is decoded byte by byte, also where windows-1252 differs, at any length", () => {
  const all = Uint8Array.from({ length: 20_000 }, (_, index) => index % 256);
  assert.deepEqual(latin1(decodeLatin1(all)), all);
});

Deno.test("valid UTF-8 wins over Latin-1, for any text", () => {
  fc.assert(fc.property(anyText(), (text) => {
    assert.equal(decodeUtf8OrLatin1(utf8(text)), text);
  }));
});

Deno.test("a byte order mark is part of the text that UTF-8 decodes to", () => {
  assert.equal(decodeUtf8OrLatin1(utf8("\uFEFFa")), "\uFEFFa");
});

Deno.test("any bytes decode to text, as UTF-8 or byte by byte", () => {
  fc.assert(fc.property(fc.uint8Array(), (data) => {
    const text = decodeUtf8OrLatin1(data);
    const isUtf8 = Buffer.compare(utf8(text), data) === 0;
    assert.ok(isUtf8 || Buffer.compare(latin1(text), data) === 0);
  }));
});

Deno.test("a text cut at any byte loses no whole character and keeps no half one", () => {
  const text = "aé海🌊";
  const whole = utf8(text);
  for (let length = 0; length <= whole.length; length++) {
    const kept = new TextDecoder("utf-8", { fatal: true }).decode(
      withoutCutCharacter(whole.subarray(0, length)),
    );
    assert.ok(text.startsWith(kept));
    assert.ok(length - utf8(kept).length < 4);
  }
});

Deno.test("bytes that cannot be UTF-8 are not shortened", () => {
  const data = Uint8Array.of(0x80, 0x80, 0x80, 0x80);
  assert.deepEqual(withoutCutCharacter(data), data);
});

Deno.test("text files are UTF-8, or UTF-16 by their byte order mark", () => {
  const text = "\uFEFF海 sea";
  const files = [utf8(text), utf16(text, "big"), utf16(text, "little"), utf8("海 sea")];
  assert.deepEqual(files.map((file) => cleanText(decodeTextFile(file))), Array(4).fill("海 sea"));
});

Deno.test("clean text has no NUL, no U+FEFF and no lone surrogate", () => {
  assert.equal(cleanText("\uFEFFa\0\uD800b\uFEFF\0"), "a\uFFFDb");
});

Deno.test("a raw profile spells out any bytes", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (data) => {
    assert.deepEqual(rawProfile(latin1(rawProfileText("exif", data))), data);
  }));
});

Deno.test("a raw profile that is none, lies about its length or is cut gives what there is", () => {
  assert.equal(rawProfile(utf8("Exif")).length, 0);
  assert.equal(rawProfile(utf8("\nexif\n 4000000000\n4949")).length, 2);
  assert.deepEqual(rawProfile(utf8("\nexif\n 2\nABcd")), bytes([0xab, 0xcd]));
  assert.deepEqual(rawProfile(utf8("\nexif\n 9\n4949 2")), bytes([0x49, 0x49]));
});
