import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { inflate } from "../../src/bytes/inflate.ts";
import { utf8 } from "../fixtures/bytes.ts";

const MIB = 1 << 20;
const TEXT = Array.from({ length: 2000 }, (_, index) => `word${(index * 7919) % 1000}`).join(", ");

function plain(stream: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(stream);
}

Deno.test("what was deflated comes back, at every level", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 2000 }),
      fc.integer({ min: 0, max: 9 }),
      (data, level) => {
        const { bytes, damage } = inflate(plain(deflateSync(data, { level })), 2000);
        assert.deepEqual([plain(bytes ?? utf8("")), damage], [data, null]);
      },
    ),
  );
});

Deno.test("the checksum at the end is not verified", () => {
  const stream = plain(deflateSync(utf8(TEXT)));
  stream.fill(7, -4);
  assert.equal(inflate(stream, MIB).damage, null);
  assert.equal(inflate(stream.subarray(0, -4), MIB).damage, null);
});

Deno.test("a cut stream gives what it held before the cut, wherever it is cut", () => {
  const stream = plain(deflateSync(utf8(TEXT)));
  let longest = 0;
  for (let length = 0; length < stream.length - 4; length += 13) {
    const { bytes, damage } = inflate(stream.subarray(0, length), MIB);
    const text = new TextDecoder().decode(bytes ?? undefined);
    assert.equal(damage, "is cut off");
    assert.ok(TEXT.startsWith(text));
    assert.ok(text.length >= longest);
    longest = text.length;
  }
  assert.ok(longest > TEXT.length / 2);
});

Deno.test("a broken stream gives what can be had before the break", () => {
  const stream = plain(deflateSync(utf8(TEXT)));
  stream.fill(0xff, stream.length - 300);
  const { bytes, damage } = inflate(stream, MIB);
  const text = new TextDecoder().decode(bytes ?? undefined);
  assert.notEqual(damage, null);
  assert.equal(text.slice(0, 4000), TEXT.slice(0, 4000));
});

Deno.test("a bomb gives nothing, and no more is inflated than the limit", () => {
  const bomb = plain(deflateSync(new Uint8Array(64 * MIB)));
  assert.deepEqual(inflate(bomb, 16 * MIB), {
    bytes: null,
    damage: "inflates to more than the budget",
    work: 16 * MIB,
  });
});

Deno.test("a stream of exactly the limit is whole", () => {
  const stream = plain(deflateSync(new Uint8Array(MIB)));
  assert.equal(inflate(stream, MIB).bytes?.length, MIB);
  assert.equal(inflate(stream, MIB - 1).bytes, null);
});

Deno.test("a header that is not zlib's is told from a missing one", () => {
  assert.equal(inflate(utf8("plain text"), MIB).damage, "is no zlib stream");
  assert.equal(inflate(Uint8Array.of(0x78), MIB).damage, "is cut off");
  assert.equal(inflate(Uint8Array.of(0x78, 0x9c), MIB).damage, "is cut off");
  assert.equal(inflate(Uint8Array.of(1, 2), MIB).damage, "is no zlib stream");
  assert.equal(inflate(Uint8Array.of(0x78, 0xbb, 0, 0, 0, 0), MIB).damage, "is no zlib stream");
});

Deno.test("any bytes behind a zlib header are read without an error", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (data) => {
    const { bytes } = inflate(Uint8Array.of(0x78, 0x9c, ...data), 4096);
    assert.ok(bytes === null || bytes.length <= 4096);
  }));
});
