import assert from "node:assert/strict";
import { BlockReader } from "../../src/bytes/block_reader.ts";
import { LIMITS } from "../../src/bytes/budget.ts";
import { bytesSource } from "../../src/bytes/source.ts";
import { tiffValues } from "../../src/image/blocks/tiff.ts";
import type { ImageFormat } from "../../src/image/format.ts";
import { boxesIn, wholeFile } from "../../src/image/isobmff/boxes.ts";
import { JPEG } from "../../src/image/jpeg/jpeg.ts";
import { PNG } from "../../src/image/png/png.ts";
import { rawProfile } from "../../src/image/png/raw_profile.ts";
import { WEBP } from "../../src/image/webp/webp.ts";
import { bytes, latin1, utf8 } from "../fixtures/bytes.ts";
import { comSegment, jpeg } from "../fixtures/jpeg.ts";
import { png, tEXt } from "../fixtures/png.ts";
import { TAG, tiff } from "../fixtures/tiff.ts";
import { riffChunk, webp } from "../fixtures/webp.ts";
import { xmpPacket } from "../fixtures/xmp.ts";

/** All texts of a picture, in order. */
function textsOf(
  format: ImageFormat,
  image: Uint8Array,
  keys: readonly string[] = [],
): (string | null)[] {
  const reader = new BlockReader(bytesSource(image));
  return Array.from(format.entries(reader, keys), (entry) => entry.read());
}

/** The numbers from `count` less 1 down, as many as are kept. */
function lastOnes(count: number, kept: number): string[] {
  return Array.from({ length: kept }, (_, index) => String(count - 1 - index));
}

Deno.test("a keyword of 79 characters is one, of 80 it is none", () => {
  for (const [length, expected] of [[79, ["a"]], [80, []]] as const) {
    const keyword = "k".repeat(length);
    assert.deepEqual(textsOf(PNG, png({ before: [tEXt(keyword, "a")] }), [keyword]), expected);
  }
});

Deno.test("of too many texts in one place the last ones are kept", () => {
  const numbers = (count: number): string[] => Array.from({ length: count }, (_, n) => String(n));
  const chunks = numbers(20).map((text) => tEXt("parameters", text));
  assert.deepEqual(textsOf(PNG, png({ before: chunks })), lastOnes(20, 16));
  const packets = numbers(20).map((text) => riffChunk("XMP ", xmpPacket(text)));
  assert.deepEqual(textsOf(WEBP, webp(packets)), lastOnes(20, 16));
  const comments = numbers(1030).map((text) => comSegment(utf8(text)));
  assert.deepEqual(textsOf(JPEG, jpeg(comments)), lastOnes(1030, 1024));
});

Deno.test("a block of exactly the budget is read, one byte more is not", () => {
  for (const [limit, isRead] of [[100, true], [99, false]] as const) {
    const reader = new BlockReader(bytesSource(new Uint8Array(200)), { ...LIMITS, block: limit });
    assert.equal(reader.block({ offset: 10, length: 100 }, "it")?.length === 100, isRead);
    assert.equal(reader.damage === null, isRead);
  }
});

/** Bytes of one unit by type (TIFF 6.0, section 2), and types of whose units nothing is known. */
const SIZES = [
  ...[[1, 1], [2, 1], [3, 2], [4, 4], [5, 8], [6, 1], [7, 1], [8, 2], [9, 4], [10, 8], [11, 4]],
  ...[[12, 8], [13, 4], [129, 1], [0, 1], [999, 1]],
] as const;

Deno.test("the count of a TIFF value is in units of its type", () => {
  for (const [type = 0, unit = 0] of SIZES) {
    const value = Uint8Array.from({ length: 5 * unit }, (_, index) => index + 1);
    const block = tiff("MM", [{ ifd: "0", tag: TAG.userComment, type, value, count: 5 }]);
    const notes: string[] = [];
    const [found] = tiffValues(block, new Set([TAG.userComment]), (note) => notes.push(note));
    assert.deepEqual([found?.bytes.slice(), notes], [value, []], `type ${type}`);
  }
});

Deno.test("a raw profile is read past everything that is no hex digit", () => {
  const text = latin1("\nexif\n 4\n0g:9/AFafG@`\n");
  assert.deepEqual(rawProfile(text), bytes([0x09, 0xaf, 0xaf]));
});

Deno.test("a box that is known by its number is called so where it is cut off, in one line", () => {
  const reader = new BlockReader(bytesSource(bytes([0, 0, 0, 99, 0, 0, 0, 13], "tag")));
  assert.equal([...boxesIn(reader, wholeFile(reader), true)].length, 1);
  assert.equal(reader.damage, "box number 13 at byte 0 is cut off");
});
