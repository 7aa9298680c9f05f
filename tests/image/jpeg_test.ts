import assert from "node:assert/strict";
import { bytes, utf8 } from "../fixtures/bytes.ts";
import {
  comSegment,
  exifSegment,
  extendedXmpSegment,
  jpeg,
  segment,
  xmpSegment,
} from "../fixtures/jpeg.ts";
import {
  found,
  INFOTEXT,
  NOTHING_FOUND,
  type Outcome,
  outcome,
  read,
} from "../fixtures/reading.ts";
import {
  a1111Tiff,
  commentTiff,
  descriptionEntry,
  tiff,
  TYPE,
  unicodeComment,
  userCommentEntry,
} from "../fixtures/tiff.ts";
import { xmpPacket, xmpText } from "../fixtures/xmp.ts";

const OTHER = INFOTEXT.replace("bay", "lake");
const GUID = "0123456789ABCDEF0123456789ABCDEF";
const LONG_TEXT = `${"wide sea, ".repeat(15_000)}\n${INFOTEXT}`;
const exif = exifSegment(a1111Tiff(INFOTEXT));

const mainPacket = utf8(xmpText(
  `<rdf:Description xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="${GUID}"/>`,
));

/** The parts of an extended packet, last first. */
function extendedParts(guid = GUID, text = LONG_TEXT): Uint8Array[] {
  const whole = xmpPacket(text);
  const parts: Uint8Array[] = [];
  for (let from = 0; from < whole.length; from += 60_000) {
    parts.unshift(extendedXmpSegment(guid, whole, from, from + 60_000));
  }
  return parts;
}

const longTiff = commentTiff("MM", unicodeComment(LONG_TEXT, "big"));

const CASES: readonly [name: string, image: Uint8Array, expected: Outcome][] = [
  ["UserComment", jpeg([exif]), found("exif:UserComment")],
  [
    "UserComment before XMP before ImageDescription before COM",
    jpeg([
      comSegment(utf8(OTHER)),
      xmpSegment(xmpPacket(OTHER)),
      exifSegment(tiff("MM", [descriptionEntry(OTHER), userCommentEntry(utf8(INFOTEXT))])),
    ]),
    found("exif:UserComment"),
  ],
  [
    "XMP before ImageDescription",
    jpeg([exifSegment(tiff("II", [descriptionEntry(OTHER)])), xmpSegment(xmpPacket(INFOTEXT))]),
    found("xmp:dc:description"),
  ],
  [
    "ImageDescription before COM",
    jpeg([comSegment(utf8(OTHER)), exifSegment(tiff("II", [descriptionEntry(INFOTEXT)]))]),
    found("exif:ImageDescription"),
  ],
  ["COM (case 93b)", jpeg([comSegment(utf8(INFOTEXT))]), found("jpeg:COM")],
  [
    "of several COM the last that is generation text",
    jpeg([comSegment(utf8(OTHER)), comSegment(utf8(INFOTEXT)), comSegment(utf8("Lavc"))]),
    found("jpeg:COM"),
  ],
  ["a COM that is no generation text", jpeg([comSegment(utf8("CREATOR: gd-jpeg"))]), NOTHING_FOUND],
  [
    "of several EXIF segments the last",
    jpeg([exifSegment(a1111Tiff(OTHER)), exif]),
    found("exif:UserComment"),
  ],
  [
    "EXIF over several segments",
    jpeg(
      [0, 1, 2, 3, 4].map((part) =>
        exifSegment(longTiff.subarray(part * 65_000, (part + 1) * 65_000))
      ),
    ),
    found("exif:UserComment", LONG_TEXT),
  ],
  ["an EXIF segment without content", jpeg([exifSegment(bytes())]), NOTHING_FOUND],
  [
    "XMP with entities (case 96)",
    jpeg([xmpSegment(xmpPacket(`<lora:a:1> & "b"\n${INFOTEXT}`))]),
    found("xmp:dc:description", `<lora:a:1> & "b"\n${INFOTEXT}`),
  ],
  [
    "extended XMP in any order (case 95)",
    jpeg([...extendedParts(), xmpSegment(mainPacket)]),
    found("xmp:dc:description", LONG_TEXT),
  ],
  [
    "extended XMP that the packet does not name",
    jpeg([xmpSegment(mainPacket), ...extendedParts("F".repeat(32))]),
    NOTHING_FOUND,
  ],
  ["fill bytes before a marker", jpeg([bytes([0xff, 0xff], exif)]), found("exif:UserComment")],
  [
    "markers that stand alone",
    jpeg([bytes([0xff, 0x01, 0xff, 0xd0], exif)]),
    found("exif:UserComment"),
  ],
  ["foreign APP1", jpeg([segment(0xe1, utf8("something else")), exif]), found("exif:UserComment")],
  ["EOI before a picture", bytes([0xff, 0xd8, 0xff, 0xd9]), NOTHING_FOUND],
  ["a cut in the scan is not looked at", jpeg([exif]).subarray(0, -6), found("exif:UserComment")],
  ["nothing at all", jpeg(), NOTHING_FOUND],
];

for (const [name, image, expected] of CASES) {
  Deno.test(`JPEG: ${name}`, () => assert.deepEqual(outcome(image), expected));
}

const DAMAGED: readonly [name: string, image: Uint8Array, text: string | null, damage: RegExp][] = [
  [
    "cut before the scan",
    jpeg([exif]).subarray(0, 300),
    INFOTEXT,
    /cut off at byte 300, before its picture/,
  ],
  [
    "cut inside EXIF",
    jpeg([exif]).subarray(0, 100),
    null,
    /EXIF at byte \d+ is cut off|before its picture/,
  ],
  ["bytes between segments", jpeg([bytes([1, 2, 3], exif)]), INFOTEXT, /no marker at byte 20/],
  ["a segment of no length", jpeg([bytes([0xff, 0xe5, 0, 1])]), null, /no valid length/],
  [
    "a part of extended XMP is missing: what stands before it counts",
    jpeg([xmpSegment(mainPacket), ...extendedParts(GUID, `${INFOTEXT}, ${LONG_TEXT}`).slice(1)]),
    null,
    /extended XMP is not complete/,
  ],
  ["an EXIF block that is none", jpeg([exifSegment(utf8("II??????"))]), null, /no TIFF header/],
];

for (const [name, image, text, damage] of DAMAGED) {
  Deno.test(`damaged JPEG: ${name}`, () => {
    const reading = outcome(image);
    if (text !== null) assert.equal(reading.text, text);
    assert.match(reading.damage ?? "", damage);
    assert.equal(reading.status, reading.text === null ? "unreadable" : null);
  });
}

Deno.test("UserComment is found in IFD0 and in the Exif IFD, of any type (case 92)", () => {
  const order = ["II", "MM"] as const;
  for (const byteOrder of order) {
    for (const ifd of ["0", "exif"] as const) {
      for (const type of [TYPE.ascii, TYPE.byte, TYPE.undefined, 129, 99]) {
        for (const value of [utf8(INFOTEXT), unicodeComment(INFOTEXT, "little")]) {
          const block = tiff(byteOrder, [userCommentEntry(value, { ifd, type })]);
          assert.deepEqual(outcome(jpeg([exifSegment(block)])), found("exif:UserComment"));
        }
      }
    }
  }
});

Deno.test("the UserComment of the Exif IFD comes before that of IFD0", () => {
  const block = tiff("MM", [
    userCommentEntry(utf8(OTHER), { ifd: "0" }),
    userCommentEntry(utf8(INFOTEXT), { ifd: "exif" }),
  ]);
  assert.equal(read(jpeg([exifSegment(block)])).text, INFOTEXT);
});

Deno.test("a segment of 64 KB of colour profile is jumped over", () => {
  const profile = segment(0xe2, new Uint8Array(65_000));
  const reading = read(jpeg([profile, profile, profile, profile, exif]));
  assert.equal(reading.text, INFOTEXT);
  assert.ok(reading.bytesRead < 40_000, `${reading.bytesRead} bytes read`);
});
