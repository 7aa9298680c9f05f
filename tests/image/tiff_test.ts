import assert from "node:assert/strict";
import { isTiff, tiffValues } from "../../src/image/blocks/tiff.ts";
import { bytes, u16, u32, utf8 } from "../fixtures/bytes.ts";
import { TAG, tiff, userCommentEntry } from "../fixtures/tiff.ts";

const WANTED = new Set<number>([TAG.userComment]);

function values(block: Uint8Array): { values: string[]; notes: string[] } {
  const notes: string[] = [];
  const found = tiffValues(block, WANTED, (damage) => notes.push(damage));
  return { values: found.map(({ bytes }) => new TextDecoder().decode(bytes)), notes };
}

/** A little-endian IFD entry. */
function entry(tag: number, type: number, count: number, value: number): Uint8Array {
  return bytes(
    u16(tag, "little"),
    u16(type, "little"),
    u32(count, "little"),
    u32(value, "little"),
  );
}

/** A little-endian block whose IFD0 stands at byte 8. */
function block(...entries: readonly Uint8Array[]): Uint8Array {
  return bytes("II*\0", u32(8, "little"), u16(entries.length, "little"), ...entries);
}

Deno.test("values of four bytes and fewer stand in the entry itself", () => {
  for (const order of ["II", "MM"] as const) {
    for (const text of ["abcd", "ab", ""]) {
      const found = values(tiff(order, [userCommentEntry(utf8(text))]));
      assert.deepEqual(found, { values: [text], notes: [] });
    }
  }
});

Deno.test("a count is a number of units, not of bytes", () => {
  const found = values(bytes(block(entry(TAG.userComment, 3, 3, 22)), "abcdefgh"));
  assert.deepEqual(found, { values: ["abcdef"], notes: [] });
});

Deno.test("a tag that repeats within an IFD: the last counts", () => {
  const found = values(tiff("II", [
    userCommentEntry(utf8("first value")),
    userCommentEntry(utf8("last value")),
  ]));
  assert.deepEqual(found.values, ["last value"]);
});

const BROKEN: readonly [name: string, block: Uint8Array, values: string[], note: RegExp][] = [
  ["no header", utf8("PNG\0........"), [], /no TIFF header/],
  ["shorter than its header", utf8("II*\0"), [], /no TIFF header/],
  ["an IFD outside", bytes("II*\0", u32(0xfffffff0, "little")), [], /outside/],
  ["an Exif IFD that is IFD0", block(entry(TAG.exifIfd, 4, 1, 8)), [], /loop/],
  [
    "a value that reaches beyond the block",
    bytes(block(entry(TAG.userComment, 7, 0xffffffff, 22)), "rest"),
    ["rest"],
    /beyond/,
  ],
  [
    "a value that begins beyond the block",
    block(entry(TAG.userComment, 7, 100, 0xffffff00)),
    [""],
    /beyond/,
  ],
  [
    "an IFD with more entries than fit",
    bytes(
      "II*\0",
      u32(8, "little"),
      u16(65535, "little"),
      entry(TAG.userComment, 7, 4, 0x64636261),
    ),
    ["abcd"],
    /cut off/,
  ],
  [
    "more directories than any file has",
    block(...Array.from({ length: 20 }, (_, i) => entry(TAG.exifIfd, 4, 1, 9 + i))),
    [],
    /loop or are too many/,
  ],
];

for (const [name, broken, expected, note] of BROKEN) {
  Deno.test(`a TIFF block with ${name} gives what there is`, () => {
    const found = values(broken);
    assert.deepEqual(found.values, expected);
    assert.match(found.notes.join(), note);
  });
}

Deno.test("only the two byte orders with the number 42 are TIFF", () => {
  assert.deepEqual(
    ["II*\0", "MM\0*", "II\0*", "MM*\0", "IM*\0", ""].map((start) => isTiff(utf8(start))),
    [true, true, false, false, false, false],
  );
});
