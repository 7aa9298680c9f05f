import assert from "node:assert/strict";
import { fuzzImages, fuzzTexts } from "./fuzz.ts";

const SEED = 20_261_126;

Deno.test("10,000 texts by grammar and mutation: every function gives NULL or what its documentation says", () => {
  const { inputs, fruitful } = fuzzTexts(10_000, SEED);
  assert.equal(inputs, 10_000);
  assert.ok(fruitful > inputs / 2, `only ${fruitful} records`);
});

Deno.test("3,000 mutated images: a text or none, a reason in one line, within the budget", () => {
  const { inputs, fruitful } = fuzzImages(3_000, SEED);
  assert.equal(inputs, 3_000);
  assert.ok(fruitful > inputs / 4, `only ${fruitful} texts`);
});
