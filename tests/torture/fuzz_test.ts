import assert from "node:assert/strict";
import { fuzzImages, fuzzTexts } from "./fuzz.ts";

const SEED = 20_261_126;

Deno.test("25,000 texts by grammar and mutation: every function gives NULL or what its documentation says", () => {
  const { inputs, fruitful } = fuzzTexts(25_000, SEED);
  assert.equal(inputs, 25_000);
  assert.ok(fruitful > inputs / 2, `only ${fruitful} records`);
});

Deno.test("5,000 mutated images: a text or none, a reason in one line, within the budget", () => {
  const { inputs, fruitful } = fuzzImages(5_000, SEED);
  assert.equal(inputs, 5_000);
  assert.ok(fruitful > inputs / 4, `only ${fruitful} texts`);
});
