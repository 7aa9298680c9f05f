import assert from "node:assert/strict";
import { FAMILIES } from "../torture/families.ts";
import { GROWTH, growth, MAX_RATIO } from "../torture/linear.ts";

for (const [name, make] of Object.entries(FAMILIES)) {
  Deno.test(`time grows with the length of the text: ${name}`, () => {
    const { ratios } = growth(make);
    assert.ok(
      (ratios.at(-1) ?? Infinity) <= MAX_RATIO,
      `${GROWTH} times the size: ${ratios} times`,
    );
  });
}
