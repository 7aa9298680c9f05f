import assert from "node:assert/strict";
import fc from "fast-check";
import { readContainer } from "../../src/image/read.ts";
import type { ByteSource } from "../../src/bytes/source.ts";
import { bytes, u32, utf8 } from "../fixtures/bytes.ts";
import { BUILDERS } from "../fixtures/formats/builders.ts";
import { comSegment, exifSegment, jpeg, xmpSegment } from "../fixtures/jpeg.ts";
import { chunk, eXIf, iTXt, png, tEXt, zTXt } from "../fixtures/png.ts";
import { INFOTEXT, JUDGE, outcome, read } from "../fixtures/reading.ts";
import { a1111Tiff } from "../fixtures/tiff.ts";
import { riffChunk, webp } from "../fixtures/webp.ts";
import { xmpPacket } from "../fixtures/xmp.ts";
import { within } from "../support/patience.ts";

const MIB = 1 << 20;
const GIB = 1024 * MIB;
const text = tEXt("parameters", INFOTEXT);
const bomb = new Uint8Array(64 * MIB).fill(0x61);

/** Runs what the budgets keep short. */
function quickly<T>(run: () => T): T {
  return within(6000, run).result;
}

/** A source that holds `start`, then zeros up to `size`, with `end` at its end. */
function sparse(size: number, start: Uint8Array, end: Uint8Array = bytes()): ByteSource {
  return {
    size,
    read(offset, length): Uint8Array {
      const part = new Uint8Array(Math.min(length, size - offset));
      part.set(start.subarray(offset, offset + part.length));
      const endAt = size - end.length - offset;
      if (endAt < part.length) {
        part.set(
          end.subarray(Math.max(0, -endAt)).subarray(0, part.length - Math.max(0, endAt)),
          Math.max(0, endAt),
        );
      }
      return part;
    },
  };
}

Deno.test("a zTXt bomb is over budget, and the file's other text counts (case 85)", () => {
  const alone = quickly(() => outcome(png({ before: [zTXt("parameters", bomb)] })));
  assert.equal(alone.status, "unreadable");
  assert.match(alone.damage ?? "", /chunk zTXt at byte 33 inflates to more than the budget/);
  const both = outcome(
    png({ before: [zTXt("parameters", bomb)], after: [zTXt("Comment", INFOTEXT)] }),
  );
  assert.deepEqual([both.text, both.source], [INFOTEXT, "png:comment"]);
  assert.match(both.damage ?? "", /inflates to more than the budget/);
});

Deno.test("many bombs in one file cost no more than a few", () => {
  const texts = ["parameters", "description", "comment", "software", "prompt", "workflow"];
  const bombs = texts.flatMap((keyword) => Array(16).fill(zTXt(keyword, bomb)));
  const reading = quickly(() => outcome(png({ before: bombs })));
  assert.equal(reading.status, "unreadable");
});

Deno.test("an iTXt bomb is over budget", () => {
  const image = png({ before: [iTXt("parameters", "a".repeat(17 * MIB), { isCompressed: true })] });
  assert.match(outcome(image).damage ?? "", /inflates to more than the budget/);
});

Deno.test("two texts that only together are over budget: the second is given up", () => {
  const half = " ".repeat(9 * MIB);
  const image = png({ before: [zTXt("Comment", half), zTXt("parameters", half)] });
  assert.match(outcome(image).damage ?? "", /budget/);
});

Deno.test("a block of more than 16 MiB is not read", () => {
  const start = png({ before: [tEXt("parameters", "x")] }).subarray(0, 33);
  const length = 20 * MIB;
  const header = bytes(u32(length, "big"), "tEXtparameters\0");
  const source = sparse(100 * MIB, bytes(start, header));
  const reading = readContainer(source, JUDGE);
  assert.equal(reading.text, null);
  assert.ok(reading.bytesRead < MIB);
});

Deno.test("a COM of the greatest length that is no generation text is read and passed over", () => {
  const comments = Array(300).fill(comSegment(new Uint8Array(65_533).fill(0x61)));
  const reading = quickly(() => outcome(jpeg(comments)));
  assert.equal(reading.status, "no_metadata");
});

Deno.test("more metadata than 32 MiB is over budget; what was found before counts", () => {
  const comments = Array(1000).fill(comSegment(new Uint8Array(65_533).fill(0x61)));
  const reading = quickly(() => outcome(jpeg(comments)));
  assert.match(reading.damage ?? "", /over the budget of 32 MiB/);
  assert.equal(reading.status, "unreadable");
  const last = outcome(jpeg([...comments, comSegment(utf8(INFOTEXT))]));
  assert.equal(last.text, INFOTEXT);
});

Deno.test("lengths of 4 GB cost nothing", () => {
  const lies = [
    png({ before: [chunk("tEXt", bytes("parameters\0x"), 0xffffffff)] }),
    png({ before: [chunk("iTXt", bytes("parameters\0\x01\0\0\0x"), 0x7fffffff)] }),
    png({ before: [chunk("eXIf", bytes("II*\0", u32(8, "little")), 0x7fffffff)] }),
    png({ before: [chunk("abCd", bytes(), 0x80000000)] }),
    webp([bytes("EXIF", u32(0xffffffff, "little"), a1111Tiff(INFOTEXT))]),
    webp([bytes("ABCD", u32(0xfffffffe, "little"))]),
  ];
  for (const image of lies) {
    const reading = quickly(() => read(image));
    assert.notEqual(reading.damage, null);
    assert.ok(reading.bytesRead <= image.length * 2);
  }
});

Deno.test("100,000 tiny chunks take no longer than their bytes", () => {
  const kinds = [
    chunk("tEXt", bytes("a\0")),
    chunk("abCd", bytes()),
    tEXt("parameters", " "),
    eXIf(bytes()),
  ];
  for (const tiny of kinds) {
    const image = png({ before: [text, ...Array(100_000).fill(tiny)] });
    let reads = 0;
    const counted: ByteSource = {
      size: image.length,
      read: (offset, length) => (reads++, image.subarray(offset, offset + length)),
    };
    const reading = quickly(() => readContainer(counted, JUDGE));
    assert.ok(reads < 300, `${reads} reads`);
    assert.ok(reading.bytesRead <= image.length + 20_000);
  }
  const segments = Array(100_000).fill(comSegment(bytes()));
  assert.equal(
    quickly(() => read(jpeg([exifSegment(a1111Tiff(INFOTEXT)), ...segments]))).text,
    INFOTEXT,
  );
  const riff = Array(100_000).fill(riffChunk("XMP ", bytes()));
  assert.equal(
    quickly(() => read(webp([...riff, riffChunk("EXIF", a1111Tiff(INFOTEXT))]))).text,
    INFOTEXT,
  );
});

Deno.test("many namespaces and many elements in an XMP packet cost no more than its length", () => {
  const namespaces = Array.from({ length: 4000 }, (_, n) => ` xmlns:a${n}="u"`).join("");
  const description = new TextDecoder().decode(xmpPacket(INFOTEXT));
  for (
    const packet of [
      `<a${namespaces}>${"<b/>".repeat(50_000)}${description}</a>`,
      `<a${namespaces}>${"<b xmlns='q'>".repeat(60)}${"<c/>".repeat(50_000)}${description}`,
      `<a>${"<b/>".repeat(2_000_000)}${description}</a>`,
    ]
  ) {
    const image = png({ before: [iTXt("XML:com.adobe.xmp", packet, { isCompressed: true })] });
    assert.equal(quickly(() => outcome(image)).text, INFOTEXT);
  }
});

Deno.test("less than a hundredth is read of files much longer than the budget", () => {
  const riff = bytes("RIFF", u32(3 * GIB, "little"), "WEBPVP8 ", u32(3 * GIB - 1000, "little"));
  const exif = riffChunk("EXIF", a1111Tiff(INFOTEXT));
  const webpSize = 12 + 8 + 3 * GIB - 1000 + exif.length;
  const png1 = bytes(png({ before: [text] }).subarray(0, -12), u32(GIB, "big"), "IDAT");
  const end = bytes([0, 0, 0, 0], text, chunk("IEND", bytes()));
  const sources = [
    sparse(webpSize, riff, exif),
    sparse(png1.length + GIB + end.length, png1, end),
  ];
  for (const source of sources) {
    const reading = quickly(() => readContainer(source, JUDGE));
    assert.equal(reading.text, INFOTEXT);
    assert.ok(reading.bytesRead < source.size / 100);
  }
});

Deno.test("a picture of a million small IDAT chunks is jumped over", () => {
  const idat = chunk("IDAT", new Uint8Array(8192));
  const start = png({ before: [text] }).subarray(0, -12);
  const count = 1_000_000;
  const source: ByteSource = {
    size: start.length + count * idat.length + 12,
    read(offset, length): Uint8Array {
      return Uint8Array.from({ length: Math.min(length, source.size - offset) }, (_, index) => {
        const at = offset + index;
        if (at < start.length) return start[at] ?? 0;
        const picture = at - start.length;
        if (picture < count * idat.length) return idat[picture % idat.length] ?? 0;
        return chunk("IEND", bytes())[picture - count * idat.length] ?? 0;
      });
    },
  };
  const reading = quickly(() => readContainer(source, JUDGE));
  assert.deepEqual([reading.text, reading.damage], [INFOTEXT, null]);
  assert.ok(reading.bytesRead < 100_000, `${reading.bytesRead} bytes read`);
});

const SMALL: readonly Uint8Array[] = [
  ...BUILDERS.map(({ file, places }) =>
    file(places.slice(0, 1).map((place) => place.part(INFOTEXT)))
  ),
  png({ before: [text] }),
  png({ after: [zTXt("parameters", INFOTEXT)] }),
  png({ before: [iTXt("parameters", INFOTEXT, { isCompressed: true })] }),
  png({ before: [eXIf(a1111Tiff(INFOTEXT))] }),
  jpeg([exifSegment(a1111Tiff(INFOTEXT))]),
  jpeg([xmpSegment(xmpPacket(INFOTEXT)), comSegment(utf8("x"))]),
  webp([riffChunk("EXIF", a1111Tiff(INFOTEXT))]),
  webp([riffChunk("XMP ", xmpPacket(INFOTEXT))]),
];

Deno.test("flipped, lost and added bytes never throw, and what is found is clean text", () => {
  const change = fc.record({
    image: fc.constantFrom(...SMALL),
    edits: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 6,
    }),
    cut: fc.option(fc.nat(), { nil: undefined }),
    insert: fc.option(fc.tuple(fc.nat(), fc.uint8Array({ maxLength: 8 })), { nil: undefined }),
  });
  fc.assert(
    fc.property(change, ({ image, edits, cut, insert }) => {
      let changed = image.slice();
      for (const [at, byte] of edits) changed[at % changed.length] = byte;
      if (insert !== undefined) {
        const at = insert[0] % changed.length;
        changed = bytes(changed.subarray(0, at), insert[1], changed.subarray(at)).slice();
      }
      if (cut !== undefined) changed = changed.slice(0, cut % changed.length);
      const reading = read(changed);
      const { text: found, source, damage } = reading;
      assert.equal(found === null, source === null);
      assert.ok(found === null || (found.isWellFormed() && !/[\0\uFEFF]/.test(found)));
      assert.ok(damage === null || !damage.includes("\n"));
    }),
    { numRuns: 3000 },
  );
});

Deno.test("any bytes behind a signature never throw", () => {
  const signature = fc.constantFrom(
    bytes("\x89PNG\r\n\x1a\n"),
    bytes([0xff, 0xd8, 0xff]),
    bytes("RIFF\0\0\0\0WEBP"),
    bytes([0xff, 0xd8, 0xff, 0xe1, 0, 60], "Exif\0\0II*\0"),
    bytes("GIF89a"),
    bytes("\0\0\0\x0cftypavif\0\0\0\x50meta"),
    bytes("\0\0\0\x0cftypheic"),
    bytes("\0\0\0\x0cftypisom\0\0\0\x60moov\0\0\0\x50udta"),
    bytes("\0\0\0\x0cJXL \r\n\x87\n"),
    bytes([0x1a, 0x45, 0xdf, 0xa3, 0x80, 0x18, 0x53, 0x80, 0x67, 0xff]),
  );
  fc.assert(fc.property(signature, fc.uint8Array({ maxLength: 200 }), (start, rest) => {
    assert.notEqual(read(bytes(start, rest)).container, null);
  }));
});
