import assert from "node:assert/strict";
import fc from "fast-check";
import { brotliCompressSync } from "node:zlib";
import { decompressBrotli } from "../../src/bytes/brotli/brotli.ts";
import { mixedText } from "../../bench/texts.ts";
import { utf8 } from "../fixtures/bytes.ts";

const LIMIT = 1 << 20;
const DOCUMENT = Deno.readFileSync(new URL("../../docs/schema.md", import.meta.url));

/** Texts that use all parts of the format: words of its dictionary, other scripts, runs, noise. */
const TEXTS: Readonly<Record<string, Uint8Array>> = {
  "nothing": new Uint8Array(0),
  "one byte": utf8("a"),
  "zeros": new Uint8Array(100_000),
  "noise": Uint8Array.from({ length: 5000 }, (_, n) => Math.imul(n * n + 7, 2654435761) >>> 24),
  "numbers": utf8(Array.from({ length: 5000 }, (_, n) => n * 7919).join()),
  "words": utf8("The time of the world, Über die Straße, привет мир, 日本語の文章 ".repeat(3)),
  "an infotext": utf8(mixedText(1)),
  "a document": DOCUMENT.subarray(0, 40_000),
};

for (const [name, text] of Object.entries(TEXTS)) {
  Deno.test(`Brotli of every quality and window gives back what it was: ${name}`, () => {
    for (let quality = 0; quality <= 11; quality++) {
      const stream = brotliCompressSync(text, {
        params: { 1: quality, 2: 10 + 7 * (quality % 3) },
      });
      const { bytes, damage } = decompressBrotli(stream, LIMIT);
      assert.equal(damage, null);
      assert.ok(bytes !== null && bytes.toHex() === new Uint8Array(text).toHex(), `${quality}`);
    }
  });
}

Deno.test("of a stream that is cut off its start is read", () => {
  const text = TEXTS["an infotext"] ?? new Uint8Array(0);
  const stream = brotliCompressSync(text);
  let last = 0;
  for (let length = 0; length < stream.length; length++) {
    const { bytes, damage } = decompressBrotli(stream.subarray(0, length), LIMIT);
    assert.equal(damage, "is cut off");
    assert.deepEqual(bytes, text.slice(0, bytes?.length));
    assert.ok((bytes?.length ?? 0) >= last);
    last = bytes?.length ?? 0;
  }
  assert.ok(last > text.length / 2);
});

Deno.test("what follows a stream does not count", () => {
  const stream = brotliCompressSync(utf8("a fern"));
  const { bytes, damage } = decompressBrotli(new Uint8Array([...stream, 1, 2, 3]), LIMIT);
  assert.deepEqual([bytes, damage], [utf8("a fern"), null]);
});

Deno.test("a stream that gives more than the limit gives nothing", () => {
  const stream = brotliCompressSync(new Uint8Array(LIMIT + 1));
  const { bytes, damage, work } = decompressBrotli(stream, LIMIT);
  assert.deepEqual([bytes, damage, work], [null, "inflates to more than the budget", LIMIT]);
  assert.equal(decompressBrotli(stream, LIMIT + 1).bytes?.length, LIMIT + 1);
});

Deno.test("no bytes make it throw, nor give more than the limit", () => {
  const streams = Object.values(TEXTS).flatMap((text) =>
    [1, 5, 11].map((quality) => brotliCompressSync(text.slice(0, 3000), { params: { 1: quality } }))
  );
  const changes = fc.array(fc.tuple(fc.nat(300), fc.nat(255)), { maxLength: 4 });
  const changed = fc.tuple(fc.constantFrom(...streams), changes).map(([stream, changes]) => {
    const copy = new Uint8Array(stream);
    for (const [at, byte] of changes) if (at < copy.length) copy[at] = byte;
    return copy;
  });
  fc.assert(
    fc.property(fc.oneof(changed, fc.uint8Array({ maxLength: 300 })), (stream) => {
      const { bytes, damage } = decompressBrotli(stream, 10_000);
      assert.ok(damage !== null || bytes !== null);
      assert.ok((bytes?.length ?? 0) <= 10_000);
    }),
    { numRuns: 2000 },
  );
});
