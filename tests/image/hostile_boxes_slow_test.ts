/** Files of boxes, GIF and EBML that a stranger made: a reason in one line, within the budgets. */
import assert from "node:assert/strict";
import { brotliCompressSync, constants } from "node:zlib";
import { LIMITS } from "../../src/bytes/budget.ts";
import type { ByteSource } from "../../src/bytes/source.ts";
import { bytesSource } from "../../src/bytes/source.ts";
import { type ContainerReading, readContainer } from "../../src/image/read.ts";
import {
  box,
  brob,
  exifItem,
  ftyp,
  fullBox,
  MDAT,
  metaBox,
  moov,
  properties,
  tagList,
  track,
} from "../fixtures/boxes.ts";
import { bytes, u16, u32, utf8 } from "../fixtures/bytes.ts";
import {
  CLUSTER,
  ebmlHeader,
  element,
  ID,
  matroskaFile,
  seekHead,
  tags,
  tracks,
  UNKNOWN_SIZE,
} from "../fixtures/ebml.ts";
import { comment, gif, header, IMAGE } from "../fixtures/gif.ts";
import { SMALL_PICTURE } from "../fixtures/picture.ts";
import { INFOTEXT, JUDGE, read } from "../fixtures/reading.ts";
import { a1111Tiff } from "../fixtures/tiff.ts";
import { within } from "../support/patience.ts";

const MIB = 1 << 20;
const FAST = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
const MANY = 100_000;
const JXL_START = bytes(box("JXL ", bytes("\r\n\x87\n")), ftyp("jxl "));
const CODESTREAM = box("jxlc", bytes([0xff, 0x0a], new Uint8Array(14)));
const PICTURES = track(SMALL_PICTURE);
const NOWHERE = { data: 0, picture: { offset: 0, length: 0 } };
const EXIF = exifItem(a1111Tiff(INFOTEXT));

/** Reads what the budgets keep short. */
function quickly(file: Uint8Array): ContainerReading {
  const reading = within(6000, () => read(file)).result;
  assert.ok(reading.bytesRead <= LIMITS.file);
  assert.ok(reading.damage === null || !/[\r\n]/.test(reading.damage));
  return reading;
}

function repeated(part: Uint8Array, count: number): Uint8Array {
  const whole = new Uint8Array(part.length * count);
  for (let n = 0; n < count; n++) whole.set(part, n * part.length);
  return whole;
}

const FREE = repeated(box("free", bytes()), MANY);
const TAG = box("udta", tagList([["comment", INFOTEXT]]));

/** Files in which 100,000 boxes stand beside each other. */
const CROWDS: Readonly<Record<string, Uint8Array>> = {
  "AVIF": bytes(ftyp("avif"), FREE, MDAT),
  "box meta": bytes(ftyp("avif"), box("meta", bytes(u32(0, "big"), FREE)), MDAT),
  "box iprp": bytes(ftyp("avif"), metaBox([], "idat", box("iprp", FREE), NOWHERE), MDAT),
  "JPEG XL": bytes(JXL_START, FREE, CODESTREAM),
  "MP4": bytes(ftyp("isom"), FREE, MDAT),
  "box moov": bytes(ftyp("isom"), moov(PICTURES, FREE)),
  "box udta": bytes(ftyp("isom"), moov(PICTURES, box("udta", FREE))),
  "box ilst": bytes(
    ftyp("isom"),
    moov(PICTURES, box("udta", fullBox("meta", box("ilst", FREE)))),
  ),
};

for (const [name, file] of Object.entries(CROWDS)) {
  Deno.test(`100,000 boxes in ${name} take no longer than their bytes`, () => {
    const reading = quickly(file);
    assert.equal(reading.text, null);
    assert.match(reading.damage ?? "", /more than 10000 boxes/);
  });
}

Deno.test("what is found before a crowd of boxes counts", () => {
  const file = bytes(ftyp("isom"), moov(PICTURES, TAG, FREE));
  const { text, damage } = quickly(file);
  assert.deepEqual([text, damage], [INFOTEXT, "more than 10000 boxes"]);
});

Deno.test("boxes that nest 100,000 deep are no deeper for a reader", () => {
  for (
    const [start, type] of [[ftyp("avif"), "meta"], [ftyp("isom"), "moov"], [JXL_START, "Exif"]]
  ) {
    const length = 8 * MANY;
    const file = bytes(start ?? "", new Uint8Array(length));
    const view = new DataView(file.buffer);
    for (let at = file.length - length, left = length; left > 0; at += 8, left -= 8) {
      view.setUint32(at, left);
      file.set(utf8(String(type)), at + 4);
    }
    assert.equal(quickly(file).text, null);
  }
});

Deno.test("boxes with sizes of 64 bits that lie cost nothing", () => {
  for (const high of [0, 1, 0x1fffff, 0x7fffffff, 0xffffffff]) {
    for (const low of [0, 1, 15, 16, 0xffffffff]) {
      const long = bytes(u32(1, "big"), "moov", u32(high, "big"), u32(low, "big"));
      const { bytesRead } = quickly(bytes(ftyp("isom"), long, TAG));
      assert.ok(bytesRead < 20_000);
    }
  }
});

Deno.test("items with crossing extents are no longer together than one block may be", () => {
  const item = (parts: number): Uint8Array => {
    const content = bytes(EXIF, new Uint8Array(3 * MIB));
    const file = bytes(
      ftyp("avif"),
      metaBox(
        [{ type: "Exif", content, parts, statedLength: MIB }],
        "idat",
        properties(SMALL_PICTURE),
        NOWHERE,
      ),
    );
    return file;
  };
  assert.equal(quickly(item(1)).text, INFOTEXT);
  for (const parts of [40, 500, 60_000]) {
    const { text, damage } = quickly(item(parts));
    assert.equal(text, null);
    assert.match(damage ?? "", /item exif at byte \d+ holds more than the budget of 16 MiB/);
  }
});

Deno.test("20,000 items over the same bytes are read a few times at most", () => {
  const items = Array.from({ length: 20_000 }, () => ({ type: "Exif" as const, content: bytes() }));
  const some = { type: "Exif" as const, content: new Uint8Array(MIB), statedLength: MIB };
  const file = bytes(
    ftyp("avif"),
    metaBox(
      [...items.map((item) => ({ ...item, statedLength: MIB })), some],
      "idat",
      properties(SMALL_PICTURE),
      NOWHERE,
    ),
  );
  assert.equal(quickly(file).text, null);
});

Deno.test("extents that take no bytes to list cost nothing", () => {
  const entry = bytes(u16(2, "big"), u16(0, "big"), u16(0xffff, "big"));
  const iloc = box("iloc", bytes([0, 0, 0, 0, 0, 0], u16(0xffff, "big"), repeated(entry, 0xffff)));
  const infe = box("infe", bytes([2, 0, 0, 0], u16(2, "big"), u16(0, "big"), "Exif\0"));
  const iinf = box("iinf", bytes([0, 0, 0, 0], u16(1, "big"), infe));
  const file = bytes(ftyp("avif"), box("meta", bytes(u32(0, "big"), iinf, iloc)), MDAT);
  assert.equal(quickly(file).text, null);
});

Deno.test("millions of names of tags are not kept", () => {
  const names = repeated(box("mdta", bytes()), 1_000_000);
  const keys = fullBox("keys", u32(0xffffffff, "big"), names);
  const file = bytes(
    ftyp("isom"),
    moov(PICTURES, box("udta", fullBox("meta", keys, box("ilst", bytes())))),
  );
  assert.equal(quickly(file).text, null);
});

Deno.test("a Brotli bomb is over budget, and so are many", () => {
  const bomb = box("brob", bytes("Exif", brotliCompressSync(new Uint8Array(100 * MIB), FAST)));
  for (const count of [1, 16, 1000]) {
    const file = bytes(JXL_START, repeated(bomb, count), CODESTREAM);
    assert.match(quickly(file).damage ?? "", /inflates to more than the budget/);
  }
  const both = bytes(JXL_START, bomb, brob("Exif", EXIF), CODESTREAM);
  assert.equal(quickly(both).text, INFOTEXT);
});

Deno.test("Brotli that is broken says so", () => {
  const broken = box("brob", bytes("Exif", new Uint8Array(1000).fill(0xa5)));
  const { text, damage } = quickly(bytes(JXL_START, broken, CODESTREAM));
  assert.equal(text, null);
  assert.match(damage ?? "", /box brob at byte \d+ is broken/);
});

Deno.test("sub-blocks without end take no longer than their bytes", () => {
  const files = [
    bytes(header(), "!\xfe", new Uint8Array(20 * MIB).fill(1)),
    bytes(header(), "!\xff\x0bXMP DataXMP", new Uint8Array(20 * MIB).fill(1)),
    bytes(header(), IMAGE.subarray(0, 17), new Uint8Array(60 * MIB).fill(0xff)),
  ];
  for (const file of files) assert.equal(quickly(file).text, null);
  const { text, damage } = quickly(bytes(header(), comment(utf8(INFOTEXT)), files[2] ?? ""));
  assert.equal(text, INFOTEXT);
  assert.notEqual(damage, null);
});

Deno.test("100,000 blocks of a GIF take no longer than their bytes, and the last comments count", () => {
  const many = repeated(comment(utf8("x")), MANY);
  assert.equal(quickly(gif(many, comment(utf8(INFOTEXT)), IMAGE)).text, INFOTEXT);
  assert.equal(quickly(gif(repeated(IMAGE, MANY))).text, null);
});

Deno.test("elements without a size fill what they stand in, and no more", () => {
  const tag = tags(["COMMENT", INFOTEXT]);
  const open = (id: readonly number[], content: Uint8Array): Uint8Array =>
    element(id, content, UNKNOWN_SIZE);
  const start = ebmlHeader("webm");
  const live = bytes(
    start,
    open(ID.segment, bytes(tracks(SMALL_PICTURE), tag, open(ID.cluster, new Uint8Array(MIB)))),
  );
  assert.deepEqual([quickly(live).text, quickly(live).damage], [INFOTEXT, null]);
  const nested = (id: readonly number[]): Uint8Array => repeated(open(id, bytes()), MANY);
  for (const id of [ID.segment, ID.tags, ID.tag, ID.simpleTag, ID.cluster, ID.seekHead, ID.seek]) {
    quickly(bytes(start, nested(id)));
    quickly(bytes(start, open(ID.segment, nested(id))));
    quickly(bytes(start, open(ID.segment, open(ID.tags, nested(id)))));
  }
});

Deno.test("a million elements take no longer than their bytes", () => {
  const kinds = {
    clusters: repeated(element(ID.cluster, bytes()), 1_000_000),
    tags: repeated(tags(["A", "b"]), 200_000),
    directories: repeated(seekHead([ID.tags, 7]), 200_000),
    voids: repeated(bytes([0xec, 0x80]), 5_000_000),
  };
  for (const [name, crowd] of Object.entries(kinds)) {
    const { text } = quickly(matroskaFile("matroska", tags(["COMMENT", INFOTEXT]), crowd));
    assert.ok(text === INFOTEXT || name === "tags", name);
  }
});

Deno.test("a directory that leads nowhere, to itself or into a picture is followed once", () => {
  for (const position of [0, 1, 30, 60, 5000, 0xffffffff]) {
    const { text } = quickly(matroskaFile("matroska", seekHead([ID.tags, position]), CLUSTER));
    assert.equal(text, null);
  }
});

/** A source of zeros between a start and an end. */
function sparse(size: number, start: Uint8Array, end: Uint8Array): ByteSource {
  return {
    size,
    read(offset, length): Uint8Array {
      const part = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      for (const [at, bytes] of [[0, start], [size - end.length, end]] as const) {
        const from = Math.max(0, offset - at);
        const to = at + from - offset;
        if (to < part.length) part.set(bytes.subarray(from, from + part.length - to), to);
      }
      return part;
    },
  };
}

Deno.test("a video of 6 GB with moov at its end costs a few reads", () => {
  const end = moov(PICTURES, TAG);
  const size = 6 * 1024 * MIB;
  const start = ftyp("isom");
  const length = size - start.length - end.length;
  const mdat = bytes(
    u32(1, "big"),
    "mdat",
    u32(Math.floor(length / 2 ** 32), "big"),
    u32(length % 2 ** 32, "big"),
  );
  let reads = 0;
  const source = sparse(size, bytes(start, mdat), end);
  const counted: ByteSource = {
    size,
    read: (offset, wanted) => (reads++, source.read(offset, wanted)),
  };
  const { text, damage, bytesRead } = readContainer(counted, JUDGE);
  assert.deepEqual([text, damage], [INFOTEXT, null]);
  assert.ok(reads < 10 && bytesRead < 40_000, `${reads} reads, ${bytesRead} bytes`);
});

Deno.test("files of nothing but a signature are of their format, and damaged", () => {
  for (
    const start of [
      ftyp("avif"),
      ftyp("heic"),
      ftyp("isom"),
      ftyp("qt  "),
      JXL_START,
      header(),
      ebmlHeader("webm"),
    ]
  ) {
    const { container, damage, text } = readContainer(bytesSource(start), JUDGE);
    assert.notEqual(container, null);
    assert.notEqual(damage, null);
    assert.equal(text, null);
  }
});
