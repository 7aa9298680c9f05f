import assert from "node:assert/strict";
import fc from "fast-check";
import { formatG } from "../../src/canonical/format_g.ts";
import { ownData } from "../support/data.ts";

Deno.test("formatG agrees with Python's '{:.6g}' on stored vectors", () => {
  const vectors = ownData<ReadonlyArray<readonly [number: string, text: string]>>("format_g.json");
  assert.ok(vectors.length > 0);
  for (const [number, text] of vectors) assert.equal(formatG(Number(number)), text, number);
});

Deno.test("formatG's text is within half a unit of the sixth digit", () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(fc.property(finite, (value) => {
    const text = formatG(value);
    assert.match(text, /^-?\d+(\.\d*[1-9])?(e[+-]\d{2,3})?$/);
    const back = Number(text);
    if (Number.isFinite(back)) {
      assert.ok(Math.abs(back - value) <= Math.abs(value) * 5.0001e-6 + 1e-323, `${value} ${text}`);
      assert.equal(formatG(back), text);
    }
  }));
});
