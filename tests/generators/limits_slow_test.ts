import assert from "node:assert/strict";
import { detect } from "../../src/generators/detect.ts";
import { readJson, TOO_LARGE } from "../../src/record/json.ts";
import { parse } from "../../src/generators/parse.ts";
import { listResources } from "../../src/generators/resources.ts";
import { readTags } from "../../src/record/tags.ts";

function pairs(count: number): string {
  return Array.from({ length: count }, (_, n) => `k${n}: ${n}`).join(", ");
}

Deno.test("of 200,000 pairs none is lost; what stands behind 300,000 is not read", () => {
  const some = parse(`a\nSteps: 20, ${pairs(200_000)}`);
  assert.equal(some?.params.size, 200_001);
  assert.equal(some?.params.get("k199999"), "199999");
  const many = parse(`a\nSteps: 20, ${pairs(300_000)}, Seed: 1`);
  assert.deepEqual([many?.params.size, many?.steps, many?.seed], [300_000, "20", null]);
});

Deno.test("JSON of more than half a million values is no prompt, however they nest", () => {
  const list = (count: number): string => `[${Array(count).fill("1").join()}]`;
  assert.notEqual(readJson(list(499_999)), undefined);
  assert.equal(readJson(list(500_001)), TOO_LARGE);
  const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
  assert.equal(readJson(nested(500_001)), TOO_LARGE);
  const empty = `[${Array(300_000).fill("{}").join()}]`;
  assert.notEqual(readJson(empty), TOO_LARGE);
  const graph = `{"1": {"class_type": "KSampler", "inputs": ${list(500_001)}}}`;
  assert.deepEqual([parse(list(500_001)), detect(list(500_001))], [null, null]);
  assert.deepEqual([parse(graph), detect(graph)], [null, "comfyui"]);
});

Deno.test("no image names more than 10,000 resources", () => {
  const hashes = Array.from({ length: 20_000 }, (_, n) => `lora${n}: 0123456789ab`).join(", ");
  const record = parse(`a\nSteps: 20, Seed: 1, Lora hashes: "${hashes}"`);
  assert.ok(record !== null);
  const resources = listResources(record);
  assert.equal(resources.length, 10_000);
  assert.equal(resources[9_999]?.name, "lora9999");
});

Deno.test("of a prompt longer than a mebibyte the beginning is split into tags", () => {
  const tags = readTags("a,".repeat(1024 * 1024));
  assert.deepEqual([tags.length, tags.at(-1)], [512 * 1024, { tag: "a", weight: 1 }]);
});
