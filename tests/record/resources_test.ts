import assert from "node:assert/strict";
import { parse } from "../../src/generators/parse.ts";
import { listResources } from "../../src/generators/resources.ts";
import { loraHashes } from "../../src/record/resources.ts";
import type { Resource } from "../../src/record/record.ts";

type Expected = Partial<Resource> & Pick<Resource, "type">;

function resourcesOf(text: string): Resource[] {
  const record = parse(text);
  assert.ok(record !== null, text);
  return listResources(record);
}

/** Checks the resources of the pairs behind `Steps: 20`; what is not named is null. */
function assertResources(pairs: string, expected: readonly Expected[], prompt = "a"): void {
  const absent = { name: null, weight: null, hash: null, hash_kind: null, model_version_id: null };
  const found = resourcesOf(`${prompt}\nSteps: 20, ${pairs}`).map(({ source: _, ...rest }) => rest);
  assert.deepEqual(found, expected.map((resource) => ({ ...absent, ...resource })), pairs);
}

const SHA256 = "0123456789abcdef".repeat(4);

Deno.test("the checkpoint, its refiner and its VAE", () => {
  assertResources("Model: fern", [{ type: "checkpoint", name: "fern" }]);
  assertResources("Model hash: 0A0B0C0D, Model: fern", [
    { type: "checkpoint", name: "fern", hash: "0a0b0c0d", hash_kind: "autov1" },
  ]);
  assertResources(`Model hash: ${SHA256}`, [
    { type: "checkpoint", hash: SHA256, hash_kind: "sha256" },
  ]);
  assertResources("VAE: v.pt, VAE hash: 0A0B0C0D0E, Refiner: moss [0a0b0c0d0e]", [
    { type: "vae", name: "v.pt", hash: "0a0b0c0d0e", hash_kind: "autov2" },
    { type: "checkpoint", name: "moss", hash: "0a0b0c0d0e", hash_kind: "autov2" },
  ]);
  assertResources("Refiner: moss (old), VAE: ", [{ type: "checkpoint", name: "moss (old)" }]);
});

Deno.test("tags of both prompts, with the hash that the parameters give", () => {
  assertResources(
    'Lora hashes: "moss: 0a0b0c0d0e0f"',
    [
      { type: "lora", name: "moss", hash: "0a0b0c0d0e0f", hash_kind: "autov3" },
      { type: "lora", name: "moss", weight: 0.5, hash: "0a0b0c0d0e0f", hash_kind: "autov3" },
      { type: "lora", name: "u", weight: -9 },
      { type: "lora", name: "rock" },
      { type: "lora", name: "sand", weight: 1 },
    ],
    "a <lora:moss:0.5> <lora:u:-9> <lora:rock:1e999>\nNegative prompt: <lyco:sand>",
  );
});

Deno.test("the source names the key as written, or the prompt", () => {
  const text =
    'a <lora:moss:1>\nNegative prompt: <lora:rock:1>\nSteps: 20, LORA hashes: "x: 11111111", Model: m';
  assert.deepEqual(resourcesOf(text).map(({ source }) => source), [
    "Model",
    "LORA hashes",
    "prompt",
    "negative prompt",
  ]);
});

Deno.test("lists of hashes in the forms of their writers", () => {
  const hash = { hash: "0a0b0c0d0e", hash_kind: "autov2" };
  assertResources('Lora hashes: "n: 0a0b0c0d0e: 0.8, m: 0A0B0C0D0E: 1"', [
    { type: "lora", name: "n", weight: 0.8, ...hash },
    { type: "lora", name: "m", weight: 1, ...hash },
  ]);
  assertResources('Lora hashes: "n: 0a0b0c0d0e", Lora weights: "n: 0.8, m: 0.3"', [
    { type: "lora", name: "n", weight: 0.8, ...hash },
    { type: "lora", name: "m", weight: 0.3 },
  ]);
  assertResources('LoRA networks: "n, m", LoRA hashes: "0a0b0c0d0e, 0a0b0c0d0e"', [
    { type: "lora", name: "n", ...hash },
    { type: "lora", name: "m", ...hash },
  ]);
  assertResources('LoRA networks: "n, m", LoRA hashes: "0a0b0c0d0e"', [
    { type: "lora", ...hash },
    { type: "lora", name: "n" },
    { type: "lora", name: "m" },
  ]);
  assertResources('loras: "n,m", loraweights: "0.33,0.3"', [
    { type: "lora", name: "n", weight: 0.33 },
    { type: "lora", name: "m", weight: 0.3 },
  ]);
  assertResources('Lora hashes: "n: 0x0A0B0C0D0E"', [{ type: "lora", name: "n", ...hash }]);
});

Deno.test("weights in a list of their own, 1 where it is the shorter one", () => {
  const hash = { hash: "0a0b0c0d0e", hash_kind: "autov2" };
  assertResources('Lora hashes: "n: 0a0b0c0d0e, m: 0a0b0c0d0e", loraweights: "0.4"', [
    { type: "lora", name: "n", weight: 0.4, ...hash },
    { type: "lora", name: "m", weight: 1, ...hash },
  ]);
  assertResources('loras: "n,m", loraweights: "0.4"', [
    { type: "lora", name: "n", weight: 0.4 },
    { type: "lora", name: "m", weight: 1 },
  ]);
});

Deno.test("hypernetworks by key and by tag", () => {
  assertResources("Hypernet: ink, Hypernet hash: 0A0B0C0D, Hypernet strength: 0.6", [
    { type: "hypernet", name: "ink", weight: 0.6, hash: "0a0b0c0d", hash_kind: "autov1" },
  ]);
  assertResources("Hypernet: ink(0a0b0c0d)", [
    { type: "hypernet", name: "ink", hash: "0a0b0c0d", hash_kind: "autov1" },
  ]);
  assertResources("Hypernet: None", []);
  assertResources("Seed: 1", [
    { type: "hypernet", name: "ink", weight: 0.6 },
    { type: "hypernet", name: "wash", weight: 1 },
  ], "a <hypernet:ink:0.6> <hypernet:wash>");
});

Deno.test("Forge's modules, of which only the name tells the VAE", () => {
  assertResources(
    "Hires Module 1: Use same choices, Module 1: ae, Module 2: clip_l, Module 3: sdxl_vae, Module 4: Built in",
    [
      { type: "vae", name: "ae" },
      { type: "text_encoder", name: "clip_l" },
      { type: "vae", name: "sdxl_vae" },
    ],
  );
});

Deno.test("embeddings count only with a hash", () => {
  const hash = { hash: "0a0b0c0d0e0f", hash_kind: "autov3" };
  assertResources('TI hashes: "n: 0a0b0c0d0e0f, lowres, bad: anatomy"', [
    { type: "embedding", name: "n", ...hash },
  ]);
  assertResources('TI hashes: "n: 0a0b0c0d0e0f, "m": 222", Version: v1', [
    { type: "embedding", name: "n", ...hash },
  ]);
});

Deno.test("the object of hashes", () => {
  const hash = { hash: "0a0b0c0d0e", hash_kind: "autov2" };
  const value =
    '{"model": "0A0B0C0D0E", "Model:base": "0a0b0c0d0e", "LORA:n": "0a0b0c0d0e", "embed:e": "0a0b0c0d0e",' +
    ' "vae": "", "lora:": "0a0b0c0d0e", "lora:q": "", "constructor:x": "0a0b0c0d0e", "__proto__": "0a0b0c0d0e"}';
  assertResources(`Hashes: ${value}, Model: fern`, [
    { type: "checkpoint", name: "fern" },
    { type: "checkpoint", name: "fern", ...hash },
    { type: "checkpoint", name: "base", ...hash },
    { type: "lora", name: "n", ...hash },
    { type: "embedding", name: "e", ...hash },
    { type: "lora", ...hash },
    { type: "lora", name: "q" },
    { type: "constructor", name: "x", ...hash },
    { type: "__proto__", ...hash },
  ]);
  assertResources("Hashes: none, Hashes: [1]", []);
});

Deno.test("CivitAI's resources in every form", () => {
  const resources = JSON.stringify([
    { type: "checkpoint", modelVersionId: 1, modelName: "Fern [XL], Seed: 9" },
    { type: "lora", weight: 0.6, modelVersionId: 2 },
    { type: "LoCon", weight: "0.5", modelVersionId: "3" },
    {
      type: "ImageJobNetworkParams { Strength = 0.7, TriggerWord = , Type = lora }",
      modelVersionId: 4,
    },
    { air: "urn:air:sdxl:lora:civitai:123@456", weight: 0.3 },
    { air: "urn:air:sdxl:embedding:other:123@456" },
    { type: "constructor", modelVersionId: 5 },
    { type: "lora", modelVersionId: 1.5 },
    "text",
    null,
  ]);
  const expected: Expected[] = [
    { type: "checkpoint", name: "Fern [XL], Seed: 9", model_version_id: 1 },
    { type: "lora", weight: 0.6, model_version_id: 2 },
    { type: "lora", weight: 0.5, model_version_id: 3 },
    { type: "lora", weight: 0.7, model_version_id: 4 },
    { type: "lora", weight: 0.3, model_version_id: 456 },
    { type: "constructor", model_version_id: 5 },
  ];
  assertResources(`Civitai resources: ${resources}`, expected);
  assertResources(`Civitai metadata: {"x": 1, "resources": ${resources}}`, expected);
  assertResources("Civitai resources: [], Civitai metadata: {}", []);
  assertResources("Civitai resources: [broken, Civitai metadata: 7", []);
});

Deno.test("the resources of CivitAI's meta carry names and hashes", () => {
  const meta = JSON.stringify({
    prompt: "a",
    steps: 20,
    resources: [{ type: "model", name: "fern", hash: "0A0B0C0D0E" }],
  });
  assert.deepEqual(resourcesOf(meta), [{
    type: "checkpoint",
    name: "fern",
    weight: null,
    hash: "0a0b0c0d0e",
    hash_kind: "autov2",
    model_version_id: null,
    source: "resources",
  }]);
});

Deno.test("SwarmUI's lists as JSON arrays", () => {
  const text = JSON.stringify({
    prompt: "a",
    steps: 2,
    loras: ["n", "m"],
    loraweights: ["1", 0.5],
  });
  assert.deepEqual(resourcesOf(text).map(({ name, weight }) => [name, weight]), [["n", 1], [
    "m",
    0.5,
  ]]);
});

Deno.test("LoRAs under numbered keys", () => {
  const hash = { hash: "0a0b0c0d0e", hash_kind: "autov2" };
  assertResources(
    "Lora_0 Model name: x.safetensors, Lora_0 Model hash: 0a0b0c0d0e, Lora_0 Strength model: -0.7",
    [{ type: "lora", name: "x.safetensors", weight: -0.7, ...hash }],
  );
  assertResources("AddNet Enabled: True, AddNet Model 1: n(0A0B0C0D0E), AddNet Weight A 1: 0.7", [
    { type: "lora", name: "n", weight: 0.7, ...hash },
  ]);
  assertResources("AddNet Model 1: None, AddNet Weight A 1: 1", []);
  assertResources(
    "AddNet Model 1: n(0a0b0c0d0e), AddNet Weight 1: 0.7, AddNet Model 2: m, AddNet Weight 2: -1",
    [{ type: "lora", name: "n", weight: 0.7, ...hash }, { type: "lora", name: "m", weight: -1 }],
  );
  assertResources("LORA 1: n, LORA 1 Weight: 0.5, LORA 2: m:0.25, Embedding 1: e, Embedding 2: f", [
    { type: "lora", name: "n", weight: 0.5 },
    { type: "lora", name: "m", weight: 0.25 },
    { type: "embedding", name: "e" },
    { type: "embedding", name: "f" },
  ]);
  assertResources("Embedding_0 name: e.pt, Embedding_0 hash: 0A0B0C0D0E", [
    { type: "embedding", name: "e.pt", ...hash },
  ]);
});

Deno.test("the hash of a LoRA is found by its name, the last of equal ones, Lora hashes before Hashes", () => {
  const record = parse(
    'a\nSteps: 20, Lora hashes: "moss: 11111111, moss: 22222222, rock.pt: 33333333", ' +
      'Hashes: {"lora:moss": "44444444", "lora:sa:nd": "55555555", "lyco:x": "66666666"}',
  );
  assert.ok(record !== null);
  const hashOf = loraHashes(record);
  assert.equal(hashOf("moss"), "22222222");
  assert.equal(hashOf("moss.safetensors"), "22222222");
  assert.equal(hashOf("rock"), "33333333");
  assert.equal(hashOf("s,an:d"), "55555555");
  assert.equal(hashOf("Moss"), null);
  assert.equal(hashOf(""), null);
});
