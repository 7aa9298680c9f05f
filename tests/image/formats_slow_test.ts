import assert from "node:assert/strict";
import { LIMITS, type Limits } from "../../src/bytes/budget.ts";
import { bytesSource } from "../../src/bytes/source.ts";
import { IMAGE_FORMATS, imageFormatOf } from "../../src/image/formats.ts";
import type { TextEntry } from "../../src/image/format.ts";
import { type ContainerReading, readContainer, statusWithoutText } from "../../src/image/read.ts";
import { BUILDERS } from "../fixtures/formats/builders.ts";
import type { FormatBuilder, Place } from "../fixtures/formats/builder.ts";
import { SMALL_PICTURE } from "../fixtures/picture.ts";
import { INFOTEXT } from "../fixtures/reading.ts";

const OTHER = INFOTEXT.replace("bay", "lake");
/** Too long for the small limits below, however it is compressed. */
const LONG = `${
  Array.from({ length: 5000 }, (_, n) => ((n * n * 7919) % 10007).toString(36)).join(" ")
}\n${INFOTEXT}`;
const REPETITIVE = `${"wide sea, ".repeat(3000)}\n${INFOTEXT}`;
const SMALL_LIMITS = { block: 3000, inflated: 3000, file: 5000 } as const;

/** An entry with what it reads as. */
type Found = readonly [key: string, source: string, text: string | null];

interface Everything {
  readonly found: readonly Found[];
  readonly reading: ContainerReading;
}

/** The keys of places that are read only when they are wanted, in their order. */
function extraKeys({ places }: FormatBuilder): string[] {
  return [...new Set(places.filter(({ isExtra }) => isExtra).map(({ key }) => key))];
}

/** Reads every text of a picture; the first that is not blank is chosen. */
function readAll(
  image: Uint8Array,
  keys: readonly string[],
  limits: Partial<Limits> = {},
): Everything {
  const found: Found[] = [];
  const choose = (entries: Iterable<TextEntry>): { text: string; source: string } | null => {
    for (const entry of entries) found.push([entry.key, entry.source, entry.read()]);
    const first = found.find(([, , text]) => text !== null && text.trim() !== "");
    return first === undefined ? null : { text: first[2] ?? "", source: first[1] };
  };
  const reading = readContainer(bytesSource(image), { keys, choose }, { ...LIMITS, ...limits });
  return { found, reading };
}

/** Whether a cut text is a start of the whole, or of what stands before it in EXIF and XMP. */
function isStartOfText(text: string): boolean {
  return INFOTEXT.startsWith(text.replace(/\uFFFD$/, "")) || "UNICODE".startsWith(text) ||
    /^<rdf:(?:Alt|li)\b/.test(text);
}

/** What holds of any reading, whatever the file is. */
function assertSound(image: Uint8Array, { reading }: Everything): void {
  const { text, source, damage, bytesRead } = reading;
  assert.equal(text === null, source === null);
  assert.ok(text === null || (text.isWellFormed() && !/[\0\uFEFF]/.test(text)));
  assert.ok(damage === null || (damage !== "" && !damage.includes("\n")));
  assert.ok(bytesRead <= 3 * image.length + 20_000, `${bytesRead} of ${image.length} bytes`);
  const status = text !== null ? null : damage === null ? "no_metadata" : "unreadable";
  assert.equal(statusWithoutText(reading), status);
}

Deno.test("each format has a builder", () => {
  assert.deepEqual(BUILDERS.map(({ format }) => format), IMAGE_FORMATS);
});

Deno.test("no two formats share a name, a title or an ending", () => {
  for (const field of ["name", "title", "endings"] as const) {
    const values = IMAGE_FORMATS.flatMap((format) => format[field]);
    assert.equal(new Set(values).size, values.length, field);
  }
});

Deno.test("endings are in lower case, with their dot", () => {
  for (const ending of IMAGE_FORMATS.flatMap(({ endings }) => endings)) {
    assert.match(ending, /^\.[a-z0-9]+$/);
  }
});

for (const builder of BUILDERS) {
  const { format, places, file } = builder;
  const keys = extraKeys(builder);
  const once = (place: Place): boolean => place.isOnce === true;

  /** A test for each place, so that a failure names it. */
  const eachPlace = (name: string, test: (place: Place) => void): void => {
    Deno.test(`${format.title}: ${name}`, async (step) => {
      for (const place of places) await step.step(place.name, () => test(place));
    });
  };

  Deno.test(`${format.title}: its files are claimed by it alone, and by no other`, () => {
    const start = file([]).subarray(0, 64);
    assert.deepEqual(IMAGE_FORMATS.filter((other) => other.is(start)), [format]);
    assert.equal(imageFormatOf(start), format);
  });

  Deno.test(`${format.title}: a file that is cut off within its signature says so`, () => {
    const end = Math.max(...format.signature.map(([offset, text]) => offset + text.length));
    for (let length = 1; length < end; length++) {
      const { reading } = readAll(file([]).subarray(0, length), []);
      assert.equal(reading.container, null);
      // Files of boxes begin alike.
      const [, titles = ""] = /^file is cut off within the (.+) signature$/.exec(
        reading.damage ?? "",
      ) ?? [];
      assert.ok(titles.split(/, | or /).includes(format.title), reading.damage ?? "");
    }
    const start = file([]).subarray(0, builder.decidedBy ?? end);
    assert.equal(readAll(start, []).reading.container, format.name);
  });

  eachPlace("a text is found with its key and its source", (place) => {
    for (const where of ["before", "behind"] as const) {
      const { found, reading } = readAll(file([place.part(INFOTEXT)], where), keys);
      assert.deepEqual(found, [[place.key, place.source, INFOTEXT]]);
      assert.equal(reading.damage, null);
    }
  });

  eachPlace("a text beyond Latin-1 is found whole", (place) => {
    const text = `静かな入り江 🌊 café\n${INFOTEXT}`;
    assert.deepEqual(readAll(file([place.part(text)]), keys).found, [[
      place.key,
      place.source,
      text,
    ]]);
  });

  eachPlace("texts come in the order of precedence, wherever they stand", (place) => {
    const later = places.slice(places.indexOf(place) + 1);
    for (const other of later.filter(({ source }) => source !== place.source)) {
      for (const texts of [[place, other], [other, place]]) {
        const parts = texts.map((each) => each.part(each === place ? INFOTEXT : OTHER));
        const { found } = readAll(file(parts), keys);
        const expected = [[place, INFOTEXT], [other, OTHER]] as const;
        assert.deepEqual(found, expected.map(([each, text]) => [each.key, each.source, text]));
      }
    }
  });

  eachPlace("of several texts in one place the last comes first", (place) => {
    if (once(place)) return;
    const { found } = readAll(file([place.part(OTHER), place.part(INFOTEXT)]), keys);
    assert.deepEqual(found.map(([, , text]) => text), [INFOTEXT, OTHER]);
  });

  eachPlace("a text under an extra key is read only when the key is wanted", (place) => {
    const { found, reading } = readAll(file([place.part(INFOTEXT)]), []);
    assert.deepEqual(found, place.isExtra ? [] : [[place.key, place.source, INFOTEXT]]);
    assert.equal(reading.damage, null);
  });

  Deno.test(`${format.title}: wanted keys come in the order in which they are given`, () => {
    const extras = places.filter(({ isExtra }) => isExtra);
    const image = file(extras.map((place) => place.part(INFOTEXT)));
    const { firstKeys: first = [] } = builder;
    for (const wanted of [keys, keys.toReversed()]) {
      const found = readAll(image, wanted).found.map(([key]) => key);
      const order = [...first, ...wanted.filter((key) => !first.includes(key))];
      const sorted = found.toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
      assert.ok(found.length >= keys.length);
      assert.deepEqual(found, sorted);
    }
  });

  Deno.test(`${format.title}: no text is read that is not asked for`, () => {
    const [first, last] = [places[0], places.findLast(({ isExtra }) => !isExtra)];
    const text = "x".repeat(40_000);
    const image = file([
      first?.part(INFOTEXT) ?? assert.fail(),
      ...Array(8).fill(last?.part(text)),
    ]);
    const choose = (entries: Iterable<TextEntry>): { text: string; source: string } => {
      for (const entry of entries) return { text: entry.read() ?? "", source: entry.source };
      assert.fail("no entry");
    };
    const reading = readContainer(bytesSource(image), { keys, choose });
    assert.equal(reading.text, INFOTEXT);
    // The windows of the walk; in small chunks all that is there, and what is walked through length by length.
    const isFree = builder.isChained === true || image.length < 60_000;
    assert.ok(isFree || reading.bytesRead < image.length / 2, `${reading.bytesRead} bytes`);
  });

  eachPlace("an entry reads the same whenever it is asked, and how often", (place) => {
    const image = file(
      once(place) ? [place.part(INFOTEXT)] : [place.part(OTHER), place.part(INFOTEXT)],
    );
    const choose = (all: Iterable<TextEntry>): null => {
      const entries = [...all];
      const backwards = entries.toReversed().map((entry) => entry.read()).toReversed();
      assert.deepEqual(entries.map((entry) => entry.read()), backwards);
      assert.equal(backwards[0], INFOTEXT);
      return null;
    };
    readContainer(bytesSource(image), { keys, choose });
  });

  eachPlace("cut at every byte, what was read before the cut counts", (place) => {
    const image = file([place.part(INFOTEXT)]);
    let isComplete = false;
    for (let length = 0; length <= image.length; length++) {
      const part = image.subarray(0, length);
      const everything = readAll(part, keys);
      assertSound(part, everything);
      const { text, damage } = everything.reading;
      if (isComplete) assert.equal(text, INFOTEXT, `lost at byte ${length}`);
      isComplete = text === INFOTEXT;
      if (isComplete) continue;
      assert.notEqual(damage, null, `no damage at ${length}`);
      assert.ok(text === null || isStartOfText(text), String(text));
    }
    assert.ok(isComplete);
  });

  eachPlace("a block over the budget is passed over, and another text counts", (place) => {
    const long = place.part(LONG);
    const { reading } = readAll(file([long]), keys, { block: SMALL_LIMITS.block });
    assert.equal(reading.text, null);
    assert.match(reading.damage ?? "", /holds more than the budget of 3000 bytes/);
    assert.equal(statusWithoutText(reading), "unreadable");
    for (const parts of once(place) ? [] : [[long, place.part(OTHER)], [place.part(OTHER), long]]) {
      const both = readAll(file(parts), keys, { block: SMALL_LIMITS.block });
      assert.equal(both.reading.text, OTHER);
      assert.match(both.reading.damage ?? "", /budget/);
    }
  });

  eachPlace("a text that inflates over the budget is passed over", (place) => {
    if (!place.isCompressed) return;
    const bomb = place.part(REPETITIVE);
    for (const parts of [[bomb, place.part(OTHER)], [place.part(OTHER), bomb]]) {
      const { reading } = readAll(file(parts), keys, { inflated: SMALL_LIMITS.inflated });
      assert.equal(reading.text, OTHER);
      assert.match(reading.damage ?? "", /inflates to more than the budget/);
    }
  });

  eachPlace("no more of a file is read than the budget", (place) => {
    const image = file([place.part(LONG)]);
    const everything = readAll(image, keys, { file: SMALL_LIMITS.file });
    assertSound(image, everything);
    assert.match(everything.reading.damage ?? "", /over the budget of 5000 bytes/);
    assert.ok(everything.reading.bytesRead <= SMALL_LIMITS.file);
  });

  eachPlace("a length that lies never throws, and costs nothing", (place) => {
    const part = place.part(INFOTEXT);
    const near = [-13, -12, -8, -2, -1, 1, 2, 8, 100].map((more) => part.length + more);
    const lengths = [...Array(20).keys(), ...near, 0x7fff, builder.maxLength >>> 1];
    for (const length of [...lengths, builder.maxLength - 1, builder.maxLength]) {
      if (length < 0 || length > builder.maxLength) continue;
      for (const where of ["before", "behind"] as const) {
        const image = file([builder.withLength(part, length)], where);
        assertSound(image, readAll(image, keys));
      }
    }
  });

  eachPlace("blocks without content are no texts, and take none away", (place) => {
    const { emptyParts } = builder;
    const isBlank = ([, , text]: Found): boolean => (text ?? "").trim() === "";
    for (const parts of [emptyParts, ...emptyParts.map((part) => [part])]) {
      const image = file(parts);
      const everything = readAll(image, keys);
      assertSound(image, everything);
      assert.ok(everything.found.every(isBlank));
    }
    const image = file([...emptyParts, place.part(INFOTEXT), ...emptyParts]);
    const { reading } = readAll(image, keys);
    assert.deepEqual([reading.text, reading.source], [INFOTEXT, place.source]);
  });

  for (const { name, max, file } of builder.sizeForms) {
    Deno.test(`${format.title}: width and height of ${name}, and none of what is cut off`, () => {
      const lengths = [1, 2, 255, 256, 257, 640, max - 1, max];
      for (const width of lengths) {
        for (const height of [...lengths.slice(2), 1]) {
          const { reading } = readAll(file({ width, height }), []);
          assert.deepEqual([reading.width, reading.height], [width, height]);
        }
      }
      const image = file({ width: 640, height: 257 });
      let isComplete = false;
      for (let length = 0; length <= image.length; length++) {
        const { width, height } = readAll(image.subarray(0, length), []).reading;
        assert.deepEqual([width, height], width === null ? [null, null] : [640, 257]);
        assert.ok(width !== null || !isComplete);
        isComplete = width !== null;
      }
      assert.ok(isComplete);
    });
  }

  Deno.test(`${format.title}: a header that states no size gives none`, () => {
    for (const [name, image] of Object.entries(builder.sizeless)) {
      const { container, width, height } = readAll(image, []).reading;
      assert.deepEqual([container, width, height], [format.name, null, null], name);
    }
  });

  Deno.test(`${format.title}: the size is found behind texts too, and costs no read`, () => {
    for (const place of places) {
      const image = file([place.part(INFOTEXT)]);
      let reads = 0;
      const source = {
        size: image.length,
        read: (offset: number, length: number): Uint8Array => {
          reads++;
          return image.subarray(offset, offset + length);
        },
      };
      const { width, height } = readContainer(source, { keys: [], choose: () => null });
      assert.deepEqual([width, height], [SMALL_PICTURE.width, SMALL_PICTURE.height], place.name);
      assert.equal(reads, 1);
    }
  });
}
