import assert from "node:assert/strict";
import { cleanPrompt } from "../../src/record/lora_tags.ts";
import { collectUsages, loraName } from "../../src/record/usages.ts";

function namesOf(prompt: string, range?: { min: number; max: number }): string[] {
  return collectUsages(prompt, "", () => null, range).usages.map((usage) => usage.lora_name);
}

Deno.test("loraName strips one known extension and punctuation at the end, blanks become underscores", () => {
  for (
    const [name, normal] of [
      ["moss", "moss"],
      ["  deep moss  ", "deep_moss"],
      ["moss.safetensors", "moss"],
      ["moss.CKPT", "moss"],
      ["moss.pt", "moss"],
      ["moss.pth", "moss.pth"],
      ["moss.v1.5", "moss.v1.5"],
      ["moss.,;:", "moss"],
      ["moss.pt;", "moss.pt"],
      ["a\tb", "a\tb"],
      ["a  b", "a__b"],
      ["", ""],
      [".safetensors", ""],
    ] as const
  ) assert.equal(loraName(name), normal, name);
});

Deno.test("the range of weights is a setting, both ends included", () => {
  const prompt = "<lora:aa:-3> <lora:bb:8> <lora:cc:0.5> <lora:dd:8.1> <lora:ee:1e999>";
  assert.deepEqual(namesOf(prompt, { min: -3, max: 8 }), ["aa", "bb", "cc"]);
  assert.deepEqual(namesOf(prompt), ["cc"]);
  assert.deepEqual(namesOf(prompt, { min: -Infinity, max: Infinity }).length, 5);
});

Deno.test("a discarded tag is told with its prompt and its first reason", () => {
  const { usages, discarded } = collectUsages("<lora:a:x>", "<lora:bb:x> <lora:cc:9>", () => null);
  assert.deepEqual(usages, []);
  assert.deepEqual(discarded, [
    { raw_name: "a", context: "positive", reason: "name_length" },
    { raw_name: "bb", context: "negative", reason: "weight_not_a_number" },
    { raw_name: "cc", context: "negative", reason: "weight_out_of_range" },
  ]);
});

Deno.test("a name has 2 to 120 characters, not UTF-16 units", () => {
  for (
    const [name, kept] of [
      ["🌿", 0],
      ["🌿🌿", 1],
      ["🌿".repeat(120), 1],
      ["🌿".repeat(121), 0],
      ["a".repeat(120), 1],
      ["a".repeat(121), 0],
    ] as const
  ) assert.equal(namesOf(`<lora:${name}:1>`).length, kept, name);
});

Deno.test("names and weights of every form", () => {
  for (
    const [tag, weight, unet] of [
      ["<lora:moss>", 1, null],
      ["<LYCO:moss:.5>", 0.5, null],
      ["<lora:moss:1.:2.>", 1, 2],
      ["<lora:moss:+1e-1>", 0.1, null],
      ["<lora:moss:unet=0.5>", 1, 0.5],
      ["<lora:moss:TE=0.5>", 0.5, null],
      ["<lora:moss:0.9:te=0.2>", 0.2, null],
      ["<lora:moss:0.9:0.8:unet=0.2>", 0.9, 0.2],
      ["<lora:moss:dyn=8:0.5>", 0.5, null],
      ["<lora:moss:0.2@0,0.8@0.5>", 0.2, null],
      ["lora:moss:0.5", 0.5, null],
      ["LORA:moss:2", 2, null],
      ["<lora:moss:1:1e999>", 1, null],
    ] as const
  ) {
    const [usage] = collectUsages(tag, "", () => null).usages;
    assert.deepEqual([usage?.weight, usage?.unet_weight], [weight, unet], tag);
  }
});

Deno.test("cleaning collapses blanks only, and trims", () => {
  for (
    const [prompt, clean] of [
      ["  a   b  ", "a b"],
      ["a \n  b", "a \n b"],
      ["a\t\tb", "a\t\tb"],
      ["a <lora:moss:1> b", "a b"],
      ["a<lora:moss:1>b", "ab"],
      ["<lora:u:9>", ""],
      ["<lora:moss:1", "<"],
      ["<loraa:moss:1>", "<loraa:moss:1>"],
      ["colora:moss:1 élora:moss:1 _lora:moss:1", "colora:moss:1 élora:moss:1 _lora:moss:1"],
      ["-lora:moss:1", "-"],
      ["lora:a:b lora::1 lora:a b:1", "lora:a:b lora::1 lora:a b:1"],
    ] as const
  ) assert.equal(cleanPrompt(prompt), clean, prompt);
});
