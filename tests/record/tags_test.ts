import assert from "node:assert/strict";
import { readTags } from "../../src/record/tags.ts";

Deno.test("tags and their weights", () => {
  const cases: ReadonlyArray<readonly [prompt: string, ...tags: (readonly [string, number])[]]> = [
    [""],
    [" , ,\n,"],
    ["a cat, red", ["a cat", 1], ["red", 1]],
    ["a\nb", ["a", 1], ["b", 1]],
    ["a   b", ["a b", 1]],
    ["(a)", ["a", 1.1]],
    ["((a))", ["a", 1.21]],
    ["[a]", ["a", 0.909091]],
    ["[[a]]", ["a", 0.826446]],
    ["(a:1.2)", ["a", 1.2]],
    ["(a : .5 )", ["a", 0.5]],
    ["(a:-1)", ["a", -1]],
    ["(a, b:1.2), c", ["a", 1.2], ["b", 1.2], ["c", 1]],
    ["((a:1.5), b:2)", ["a", 3], ["b", 2]],
    ["(a [b])", ["a b", 1.1]],
    ["([a])", ["a", 1]],
    ["([a)]", ["a", 1]],
    ["a (b:1.3) c", ["a b c", 1.3]],
    [String.raw`a \(b\) \[c\] \\ d\e`, [String.raw`a (b) [c] \ d\e`, 1]],
    ["a:1.2", ["a:1.2", 1]],
    ["a:1.2)", ["a:1.2)", 1]],
    ["a) b] c", ["a) b] c", 1]],
    ["(a, b", ["a", 1.1], ["b", 1.1]],
    ["(a:x)", ["a:x", 1.1]],
    ["(a:1.2.3)", ["a:1.2.3", 1.1]],
    ["[a:b]", ["a:b", 0.909091]],
    ["[a:1.2]", ["[a:1.2]", 1]],
    ["[a:b:0.5], c", ["[a:b:0.5]", 1], ["c", 1]],
    ["[a:b:-1], [c:+2], [d:5e-1]", ["[a:b:-1]", 1], ["[c:+2]", 1], ["[d:5e-1]", 1]],
    ["[a::10] b", ["[a::10] b", 1]],
    ["[a, b:(c:1.2):.5], d", ["[a, b:(c:1.2):.5]", 1], ["d", 1]],
    ["[a|b] in [c|d|e]", ["[a|b] in [c|d|e]", 1]],
    ["([a|b]:1.3), [[a|b]]", ["[a|b]", 1.3], ["[a|b]", 0.909091]],
    ["[a [b|c]:d:5]", ["[a [b|c]:d:5]", 1]],
    ["[(a|b)]", ["a|b", 1]],
    [String.raw`\[a|b\]`, ["[a|b]", 1]],
    ["[::10], [|]", ["::10", 0.909091], ["|", 0.909091]],
    ["[<lora:moss:1>:<lora:rock:1>:10], a", ["::10", 0.909091], ["a", 1]],
    ["[a|b", ["a|b", 0.909091]],
    ["a AND b", ["a", 1], ["b", 1]],
    ["BAND, ANDY, and, sAND AND", ["BAND", 1], ["ANDY", 1], ["and", 1], ["sAND", 1]],
    ["a BREAK b", ["a", 1], ["b", 1]],
    ["(a BREAK b:2)", ["a", 2], ["b", 2]],
    ["BREAKFAST, unBREAK, break", ["BREAKFAST", 1], ["unBREAK", 1], ["break", 1]],
    ["a <lora:moss:1>, <hypernet:x:1>", ["a", 1], ["<hypernet:x:1>", 1]],
    ["標題、空, (霧:1.1)", ["標題、空", 1], ["霧", 1.1]],
  ];
  for (const [prompt, ...tags] of cases) {
    assert.deepEqual(readTags(prompt).map(({ tag, weight }) => [tag, weight]), tags, prompt);
  }
});

Deno.test("weights stay finite at any depth", () => {
  const deep = "(".repeat(20_000);
  for (const prompt of [`${deep}a`, `${deep}a, (b:0)`, `${"[".repeat(20_000)}${deep}a`]) {
    for (const { weight } of readTags(prompt)) assert.ok(Number.isFinite(weight), String(weight));
  }
});
