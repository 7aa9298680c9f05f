import assert from "node:assert/strict";
import { bytes, u32, utf8 } from "../fixtures/bytes.ts";
import {
  found,
  INFOTEXT,
  NOTHING_FOUND,
  type Outcome,
  outcome,
  read,
} from "../fixtures/reading.ts";
import { a1111Tiff, descriptionEntry, tiff, userCommentEntry } from "../fixtures/tiff.ts";
import { FLAG, riffChunk, vp8x, webp } from "../fixtures/webp.ts";
import { xmpPacket } from "../fixtures/xmp.ts";

const OTHER = INFOTEXT.replace("bay", "lake");
const block = a1111Tiff(INFOTEXT);
const exif = riffChunk("EXIF", block);
const xmp = (text: string): Uint8Array => riffChunk("XMP ", xmpPacket(text));
const LONG_TEXT = `${"wide sea, ".repeat(20_000)}\n${INFOTEXT}`;

function withSize(image: Uint8Array, size: number): Uint8Array {
  return bytes("RIFF", u32(size, "little"), image.subarray(8));
}

const CASES: readonly [name: string, image: Uint8Array, expected: Outcome][] = [
  ["EXIF (case 94)", webp([exif], [vp8x(FLAG.exif)]), found("exif:UserComment")],
  [
    "EXIF with Exif header (case 94)",
    webp([riffChunk("EXIF", bytes("Exif\0\0", block))], [vp8x(FLAG.exif)]),
    found("exif:UserComment"),
  ],
  [
    "an odd chunk before (case 94)",
    webp([riffChunk("ICCP", bytes([1, 2, 3])), exif], [vp8x(FLAG.exif)]),
    found("exif:UserComment"),
  ],
  ["VP8X without its flag (case 94)", webp([exif], [vp8x(0)]), found("exif:UserComment")],
  ["no VP8X (case 94)", webp([exif]), found("exif:UserComment")],
  ["EXIF before the picture", webp([], [exif]), found("exif:UserComment")],
  [
    "EXIF of 400 KB (case 95)",
    webp([riffChunk("EXIF", a1111Tiff(LONG_TEXT))], [vp8x(FLAG.exif)]),
    found("exif:UserComment", LONG_TEXT),
  ],
  [
    "XMP (case 96)",
    webp([xmp(`<lora:a:1>\n${INFOTEXT}`)]),
    found("xmp:dc:description", `<lora:a:1>\n${INFOTEXT}`),
  ],
  [
    "UserComment before ImageDescription before XMP",
    webp([
      xmp(OTHER),
      riffChunk("EXIF", tiff("II", [descriptionEntry(OTHER), userCommentEntry(utf8(INFOTEXT))])),
    ]),
    found("exif:UserComment"),
  ],
  [
    "ImageDescription before XMP",
    webp([xmp(OTHER), riffChunk("EXIF", tiff("II", [descriptionEntry(INFOTEXT)]))]),
    found("exif:ImageDescription"),
  ],
  [
    "of several EXIF chunks the last",
    webp([riffChunk("EXIF", a1111Tiff(OTHER)), exif]),
    found("exif:UserComment"),
  ],
  ["a RIFF size that was never filled in", withSize(webp([exif]), 0), found("exif:UserComment")],
  ["a RIFF size of all ones", withSize(webp([exif]), 0xffffffff), found("exif:UserComment")],
  [
    "EXIF behind the RIFF size",
    withSize(webp([exif]), webp().length - 8),
    found("exif:UserComment"),
  ],
  [
    "other things behind the RIFF size",
    bytes(webp([exif]), "appended by a tool"),
    found("exif:UserComment"),
  ],
  [
    "the last pad byte is missing",
    webp([riffChunk("EXIF", bytes(block, [0]))]).subarray(0, -1),
    found("exif:UserComment"),
  ],
  ["nothing at all", webp(), NOTHING_FOUND],
];

for (const [name, image, expected] of CASES) {
  Deno.test(`WebP: ${name}`, () => assert.deepEqual(outcome(image), expected));
}

const whole = webp([exif]);
const DAMAGED: readonly [name: string, image: Uint8Array, text: string | null, damage: RegExp][] = [
  ["cut inside the picture", webp().subarray(0, 30), null, /chunk VP8L at byte 12 is cut off/],
  [
    "cut between chunks",
    whole.subarray(0, webp().length),
    null,
    /cut off at byte \d+, \d+ bytes too early/,
  ],
  [
    "no chunk where one should stand",
    webp([exif, riffChunk("\n\0\0\xff", bytes([1, 2]))]),
    INFOTEXT,
    /^no chunk at byte \d+$/,
  ],
  ["cut inside a chunk header", whole.subarray(0, webp().length + 3), null, /cut off at byte/],
  [
    "cut behind the text",
    bytes(withSize(whole, whole.length + 100)),
    INFOTEXT,
    /108 bytes too early/,
  ],
];

for (const [name, image, text, damage] of DAMAGED) {
  Deno.test(`damaged WebP: ${name}`, () => {
    const reading = outcome(image);
    assert.equal(reading.text, text);
    assert.match(reading.damage ?? "", damage);
    assert.equal(reading.status, text === null ? "unreadable" : null);
  });
}

Deno.test("a cut within a chunk header is noted where the RIFF size is not known", () => {
  for (const size of [0, 0xffffffff]) {
    for (let length = 1; length < 8; length++) {
      const { text, damage } = outcome(withSize(whole, size).subarray(0, webp().length + length));
      assert.equal(text, null);
      assert.equal(damage, `file is cut off at byte ${webp().length + length}`);
    }
    const { damage } = outcome(withSize(whole, size).subarray(0, webp().length));
    assert.equal(damage, null, "it ends between two chunks");
  }
});

Deno.test("the picture is jumped over", () => {
  const reading = read(webp([riffChunk("ALPH", new Uint8Array(5_000_000)), exif]));
  assert.equal(reading.text, INFOTEXT);
  assert.ok(reading.bytesRead < 20_000, `${reading.bytesRead} bytes read`);
});
