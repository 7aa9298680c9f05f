import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { sha256 } from "../../src/canonical/sha256.ts";

function nodeSha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

Deno.test("sha256 agrees with node:crypto at every length round the block's end", () => {
  for (let length = 0; length <= 260; length++) {
    const text = "é".repeat(length >> 1) + "a".repeat(length & 1);
    assert.equal(sha256(text), nodeSha256(text), `${length} bytes`);
  }
});

Deno.test("sha256 agrees with node:crypto on any string, lone surrogates included", () => {
  const units = fc.oneof(
    fc.integer({ min: 0, max: 0xffff }),
    fc.integer({ min: 0xd7f0, max: 0xe010 }),
  );
  fc.assert(fc.property(fc.array(units, { maxLength: 200 }), (codes) => {
    const text = String.fromCharCode(...codes);
    assert.equal(sha256(text), nodeSha256(text));
  }));
});

Deno.test("sha256 agrees with node:crypto on any bytes", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 1000 }), (bytes) => {
    assert.equal(sha256(bytes), nodeSha256(bytes));
  }));
});

Deno.test("sha256 leaves the bytes it was given as they are", () => {
  const bytes = new Uint8Array([1, 2, 3]);
  sha256(bytes);
  assert.deepEqual([...bytes], [1, 2, 3]);
});
