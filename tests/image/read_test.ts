import assert from "node:assert/strict";
import { IMAGE_FORMATS } from "../../src/image/formats.ts";
import { LIMITS } from "../../src/bytes/budget.ts";
import { ioErrorReason } from "../../src/disk/io_error.ts";
import { readContainer, statusWithoutText } from "../../src/image/read.ts";
import { readImage } from "../../src/scan/read/image_file.ts";
import { type ByteSource, bytesSource, ReadRefused } from "../../src/bytes/source.ts";
import { FileSource } from "../../src/disk/file_source.ts";
import { bytes, latin1, utf8 } from "../fixtures/bytes.ts";
import { exifSegment, jpeg } from "../fixtures/jpeg.ts";
import { chunk, png, tEXt, zTXt } from "../fixtures/png.ts";
import { INFOTEXT, JUDGE, outcome, read } from "../fixtures/reading.ts";
import { a1111Tiff } from "../fixtures/tiff.ts";
import { riffChunk, webp } from "../fixtures/webp.ts";

const image = png({ before: [tEXt("parameters", INFOTEXT)] });

function inFile(content: Uint8Array, name: string, test: (path: string) => void): void {
  const folder = Deno.makeTempDirSync();
  try {
    Deno.writeFileSync(`${folder}/${name}`, content);
    test(`${folder}/${name}`);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

const TITLES = IMAGE_FORMATS.map(({ title }) => title);
const NONE = `not a ${TITLES.slice(0, -1).join(", ")} or ${TITLES.slice(-1)} file`;

const NO_IMAGES: readonly [content: Uint8Array, damage: string][] = [
  [bytes(), "file is empty"],
  [bytes([7]), NONE],
  [utf8("<!DOCTYPE html><html>"), `${NONE} (starts as HTML)`],
  [utf8("\uFEFF\n<html>"), `${NONE} (starts as HTML)`],
  [utf8("<svg/>"), `${NONE} (starts as XML or SVG)`],
  [utf8('{"error": 404}'), `${NONE} (starts as JSON)`],
  [utf8("%PDF-1.7"), `${NONE} (starts as PDF)`],
  [utf8("RIFF1234AVI LIST"), `${NONE} (starts as RIFF, but not WebP)`],
  [new Uint8Array(100), `${NONE} (starts as zero bytes)`],
  [image.subarray(0, 5), "file is cut off within the PNG signature"],
  [latin1("\xff\xd8"), "file is cut off within the JPEG signature"],
  [utf8("GI"), "file is cut off within the GIF signature"],
  [
    utf8("\0\0\0\x18ft"),
    "file is cut off within the AVIF, HEIC, MP4 or QuickTime signature",
  ],
  [utf8("RIFF\0\0\0\0WE"), "file is cut off within the WebP signature"],
];

for (const [content, damage] of NO_IMAGES) {
  Deno.test(`${content.length} bytes that are no image: ${damage} (case 101)`, () => {
    assert.deepEqual(outcome(content), { text: null, source: null, damage, status: "unreadable" });
    assert.equal(read(content).container, null);
  });
}

Deno.test("the container is told by the first bytes, not by the name (case 83)", () => {
  const images = { png: image, jpeg: jpeg([exifSegment(a1111Tiff(INFOTEXT))]), webp: webp() };
  for (const [container, content] of Object.entries(images)) {
    inFile(content, "photo.jpg", (path) => {
      assert.equal(readImage(path, JUDGE).container, container);
    });
  }
});

Deno.test("a file reads as the same bytes in memory do", () => {
  const exif = riffChunk("EXIF", a1111Tiff(`${"long, ".repeat(50_000)}\n${INFOTEXT}`));
  const files = [
    image,
    image.subarray(0, 60),
    jpeg([exifSegment(a1111Tiff(INFOTEXT))]),
    webp([riffChunk("ALPH", new Uint8Array(3_000_000)), exif]),
    png({ before: [tEXt("a", "b".repeat(100_000))], after: [zTXt("parameters", INFOTEXT)] }),
  ];
  for (const content of files) {
    inFile(content, "image", (path) => {
      const { size, ...reading } = readImage(path, JUDGE);
      assert.equal(size, content.length);
      assert.deepEqual({ ...reading, size }, read(content));
    });
  }
});

Deno.test("a small file costs one read", () => {
  inFile(image, "image.png", (path) => {
    let reads = 0;
    using file = Deno.openSync(path);
    const source = new FileSource(file);
    const counted: ByteSource = {
      size: source.size,
      read: (offset, length) => (reads++, source.read(offset, length)),
    };
    assert.equal(readContainer(counted, JUDGE).text, INFOTEXT);
    assert.equal(reads, 1);
  });
});

Deno.test("what the operating system refuses is a reading, not an exception", () => {
  const folder = Deno.makeTempDirSync();
  try {
    for (const path of [`${folder}/none.png`, folder, `${folder}/\0.png`]) {
      const reading = readImage(path, JUDGE);
      assert.equal(reading.ioError, true);
      assert.match(reading.damage ?? "", /^cannot be read: [^\n]+$/);
      assert.equal(statusWithoutText(reading), "unreadable");
    }
  } finally {
    Deno.removeSync(folder);
  }
});

Deno.test("what was read before an I/O error counts", () => {
  const failing: ByteSource = {
    size: 1_000_000,
    read(offset, length): Uint8Array {
      if (offset > 1000) throw new ReadRefused("bad sector");
      return bytes(image.subarray(0, -12), chunk("IDAT", new Uint8Array(900_000)))
        .slice(offset, offset + Math.min(length, 1000));
    },
  };
  const reading = readContainer(failing, JUDGE);
  assert.equal(reading.text, INFOTEXT);
  assert.equal(reading.damage, "cannot be read: bad sector");
  assert.equal(reading.ioError, true);
});

Deno.test("a source that fails with a bug is not taken for a broken file", () => {
  const buggy: ByteSource = {
    size: 10,
    read: () => {
      throw new TypeError("bug");
    },
  };
  assert.throws(() => readContainer(buggy, JUDGE), TypeError);
  assert.equal(ioErrorReason("no error at all"), null);
  const ofWindows = "The cloud operation was unsuccessful. (os error 389)";
  assert.equal(ioErrorReason(new Error(ofWindows)), ofWindows);
  assert.equal(ioErrorReason(new Deno.errors.NotCapable("no permission")), null);
});

Deno.test("without read permission the missing permission is named, not the file blamed", {
  permissions: { read: false },
}, () => {
  assert.throws(() => readImage("photo.png", JUDGE), Deno.errors.NotCapable);
});

Deno.test("a file that shrinks while it is read is cut off", () => {
  const shrinking: ByteSource = { size: image.length + 1000, read: bytesSource(image).read };
  const reading = readContainer(shrinking, JUDGE);
  assert.equal(reading.text, INFOTEXT);
});

Deno.test("a file source reads any stretch, in any order, and stops at the end", () => {
  const content = Uint8Array.from({ length: 40_000 }, (_, index) => index % 251);
  inFile(content, "data", (path) => {
    using file = Deno.openSync(path);
    const source = new FileSource(file);
    const stretches = [[0, 10], [10, 20_000], [39_990, 100], [5, 5], [5, 0], [50_000, 4]] as const;
    for (const [offset, length] of stretches) {
      const expected = content.subarray(offset, offset + length);
      assert.deepEqual(source.read(offset, length).slice(), expected.slice());
    }
    Deno.truncateSync(path, 100);
    assert.equal(source.read(90, 50).length, 10);
  });
});

Deno.test("blank text is none", () => {
  assert.equal(outcome(png({ before: [tEXt("parameters", " \n\t\xa0")] })).status, "no_metadata");
});

Deno.test("the limits are those of the specification", () => {
  assert.deepEqual(
    [LIMITS.block, LIMITS.inflated, LIMITS.file].map((limit) => limit / 1024 / 1024),
    [
      16,
      16,
      32,
    ],
  );
});
