import assert from "node:assert/strict";
import { decodeLatin1 } from "../../src/bytes/text.ts";
import { bytes, latin1, utf8 } from "../fixtures/bytes.ts";
import { chunk, eXIf, png, tEXt, zTXt } from "../fixtures/png.ts";
import { CJK_INFOTEXT, found, INFOTEXT, outcome, read } from "../fixtures/reading.ts";

const OTHER = INFOTEXT.replace("bay", "lake");
const whole = png({ before: [tEXt("parameters", INFOTEXT)] });
const emptyChunk = chunk("tEXt", bytes());

const DAMAGED: readonly [name: string, image: Uint8Array, text: string | null, damage: RegExp][] = [
  [
    "cut inside the picture (case 84)",
    whole.subarray(0, -30),
    INFOTEXT,
    /IDAT at byte \d+ is cut off/,
  ],
  [
    "cut before IEND",
    whole.subarray(0, -12),
    INFOTEXT,
    /cut off at byte \d+, before its last chunk/,
  ],
  [
    "cut inside the text: its start counts",
    png({ before: [tEXt("parameters", utf8(CJK_INFOTEXT))] }).subarray(0, 33 + 8 + 11 + 7),
    "静か",
    /chunk tEXt at byte 33 is cut off/,
  ],
  [
    "a whole text is preferred to a later cut one",
    png({ before: [tEXt("parameters", INFOTEXT), tEXt("parameters", OTHER)] })
      .subarray(0, 33 + 12 + 11 + INFOTEXT.length + 8 + 11 + 9),
    INFOTEXT,
    /is cut off/,
  ],
  [
    "a length of 4 GB: the text ends where the next chunk begins",
    png({ before: [chunk("tEXt", bytes("parameters\0", INFOTEXT), 0xffffffff), emptyChunk] }),
    null,
    /chunk tEXt at byte 33 is cut off/,
  ],
  [
    "no chunk where one should stand",
    png({ before: [tEXt("parameters", INFOTEXT), bytes([0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0])] }),
    INFOTEXT,
    /no chunk at byte \d+/,
  ],
  [
    "an unknown compression method",
    png({ before: [chunk("zTXt", bytes("parameters\0", [9, 1, 2, 3]))] }),
    null,
    /unknown way/,
  ],
  [
    "zTXt that is no zlib stream, with another text beside",
    png({ before: [chunk("zTXt", bytes("parameters\0\0", [1, 2, 3])), tEXt("Comment", INFOTEXT)] }),
    INFOTEXT,
    /zTXt at byte 33 is no zlib stream/,
  ],
  ["an eXIf that is none", png({ before: [eXIf(latin1("????????"))] }), null, /no TIFF header/],
];

for (const [name, image, text, damage] of DAMAGED) {
  Deno.test(`damaged PNG: ${name}`, () => {
    const reading = outcome(image);
    if (text !== null) assert.equal(reading.text, text);
    assert.match(reading.damage ?? "", damage);
    assert.equal(reading.status, reading.text === null ? "unreadable" : null);
  });
}

Deno.test("a text with a wrong length of 4 GB keeps its start and no byte of the next chunk", () => {
  const lying = chunk("tEXt", bytes("parameters\0", INFOTEXT), 0xffffffff);
  assert.ok(read(png({ before: [lying, emptyChunk] })).text?.startsWith(INFOTEXT));
});

Deno.test("a whole text is preferred to a later broken one, also in a file that is cut off", () => {
  const broken = zTXt("parameters", OTHER);
  broken.fill(0xff, -20, -4);
  const image = png({ before: [zTXt("parameters", INFOTEXT), broken] });
  for (const file of [image, image.subarray(0, -12)]) assert.equal(read(file).text, INFOTEXT);
});

Deno.test("a foreign chunk is jumped over, before and behind the picture (case 86)", () => {
  const foreign = tEXt("smproj", "x".repeat(232 * 1024));
  const image = png({ before: [foreign], after: [foreign, tEXt("parameters", INFOTEXT)] });
  const reading = read(image);
  assert.equal(reading.text, INFOTEXT);
  assert.ok(reading.bytesRead < 20_000, `${reading.bytesRead} of ${image.length} bytes read`);
});

Deno.test("compressed blocks under foreign keywords are not inflated", () => {
  const broken = chunk("zTXt", bytes("smproj\0\0", [1, 2, 3]));
  assert.deepEqual(
    outcome(png({ before: [broken, tEXt("parameters", INFOTEXT)] })),
    found("png:parameters"),
  );
});

Deno.test("rows of equal IDAT chunks are jumped over, whatever their number", () => {
  const picture = { width: 512, height: 512, sky: [1, 2, 3], land: [4, 5, 6] } as const;
  for (const idatLength of [1, 2, 3, 7, 50, 1000, 8192]) {
    const after = [tEXt("parameters", INFOTEXT)];
    assert.deepEqual(outcome(png({ picture, after, idatLength })), found("png:parameters"));
    const cut = png({ picture, after, idatLength }).subarray(0, -80);
    assert.match(outcome(cut).damage ?? "", /cut off/);
  }
});

Deno.test("a text between IDAT chunks is found", () => {
  const image = png({ idatLength: 4 });
  const lastChunk = decodeLatin1(image).lastIndexOf("IDAT") - 4;
  const text = tEXt("parameters", INFOTEXT);
  const split = bytes(image.subarray(0, lastChunk), text, image.subarray(lastChunk));
  assert.deepEqual(outcome(split), found("png:parameters"));
});
