import assert from "node:assert/strict";
import fc from "fast-check";
import { apiGraph } from "../../../src/generators/comfyui/api.ts";
import { ENCODERS, JOINERS } from "../../../src/generators/comfyui/nodes/texts.ts";
import { INPUTS, PICTURE_INPUTS } from "../../../src/generators/comfyui/nodes/inputs.ts";
import { LORA_NODES } from "../../../src/generators/comfyui/nodes/loras.ts";
import { ROUTES } from "../../../src/generators/comfyui/nodes/routes.ts";
import { DETAILERS, SAMPLERS } from "../../../src/generators/comfyui/nodes/samplers.ts";
import { readWith } from "../../../src/generators/comfyui/read.ts";
import { MAX_VISITS, newWalk } from "../../../src/generators/comfyui/walk.ts";
import { readJson } from "../../../src/record/json.ts";
import { type ApiGraph, type ApiNode, findingsOf, graphSamples, textOf } from "./graphs.ts";

const SAMPLES = graphSamples();

const isLink = (value: unknown): value is readonly [string, bigint] =>
  Array.isArray(value) && value.length === 2 && typeof value[0] === "string";

/** A graph whose links are changed; what `change` gives may add nodes. */
function withLinks(
  graph: ApiGraph,
  change: (link: readonly [string, bigint], at: string) => unknown,
): Record<string, ApiNode> {
  const changed: Record<string, ApiNode> = {};
  for (const [id, { class_type, inputs }] of Object.entries(graph)) {
    const entries = Object.entries(inputs).map(([name, value]) =>
      [name, isLink(value) && value[0] in graph ? change(value, `${id} ${name}`) : value] as const
    );
    changed[id] = { class_type, inputs: Object.fromEntries(entries) };
  }
  return changed;
}

/** A graph with other ids in the same order: that of equal outputs goes by it. No id is a number, which engines put first. */
function renamed(graph: ApiGraph): Record<string, ApiNode> {
  const ids = Object.keys(graph).sort((a, b) => Number(a) - Number(b));
  const other = new Map(ids.map((id, at) => [id, `node:${String(at + 1).padStart(4, "0")}`]));
  const linked = withLinks(graph, ([id, slot]) => [other.get(id), slot]);
  return Object.fromEntries(
    Object.entries(linked).map(([id, node]) => [other.get(id) ?? "", node]),
  );
}

Deno.test("the order of nodes and their ids make no difference", () => {
  for (const { name, graph } of SAMPLES) {
    const expected = findingsOf(textOf(graph));
    const entries = Object.entries(renamed(graph));
    const orders = fc.shuffledSubarray(entries, { minLength: entries.length });
    fc.assert(
      fc.property(orders, (order) => {
        assert.deepEqual(findingsOf(textOf(Object.fromEntries(order))), expected, name);
      }),
      { numRuns: 2 },
    );
  }
});

/** Nodes that pass a link on, and change nothing. */
const REROUTES: readonly ((link: readonly [string, bigint]) => ApiNode)[] = [
  (link) => ({ class_type: "Reroute", inputs: { "": link } }),
  (link) => ({ class_type: "Reroute (rgthree)", inputs: { "": link } }),
  (link) => ({ class_type: "Any Switch (rgthree)", inputs: { any_02: link } }),
  (link) => ({ class_type: "ComfySwitchNode", inputs: { switch: true, on_true: link } }),
  (link) => ({ class_type: "ImpactSwitch", inputs: { select: 1, input1: link, input2: 5 } }),
];

Deno.test("reroutes and switches that are put between change nothing", () => {
  for (const { name, graph } of SAMPLES) {
    const expected = findingsOf(textOf(graph));
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(REROUTES.length)), (choices) => {
        const added: Record<string, ApiNode> = {};
        const rerouted = withLinks(graph, (link, at) => {
          const reroute = REROUTES[choices.next().value ?? 0];
          if (reroute === undefined) return link;
          added[`r ${at}`] = reroute(link);
          return [`r ${at}`, 0];
        });
        const actual = findingsOf(textOf({ ...rerouted, ...added }));
        assert.deepEqual(withoutNotes(actual), withoutNotes(expected), name);
      }),
      { numRuns: 2 },
    );
  }
});

/** Findings without the remarks, which may come in another order. */
function withoutNotes(findings: ReturnType<typeof findingsOf>): unknown {
  if (findings === null) return null;
  return { ...findings, params: [...findings.params].filter(([key]) => key !== "ComfyUI") };
}

const CLASSES = [
  "KSampler",
  "KSamplerAdvanced",
  "SamplerCustomAdvanced",
  "CFGGuider",
  "CLIPTextEncode",
  "ConditioningCombine",
  "ControlNetApplyAdvanced",
  "CheckpointLoaderSimple",
  "LoraLoader",
  "EmptyLatentImage",
  "VAEDecode",
  "VAEEncode",
  "ImageUpscaleWithModel",
  "SaveImage",
  "PreviewImage",
  "PrimitiveInt",
  "SplitSigmas",
  "BasicScheduler",
  "HighRes-Fix Script",
  "ModelMergeSimple",
  ...ENCODERS.keys(),
  ...JOINERS.keys(),
  ...LORA_NODES.keys(),
  ...ROUTES.keys(),
  ...SAMPLERS.keys(),
  ...DETAILERS.keys(),
];

const NAMES = [
  ...new Set([
    ...Object.values(INPUTS).flat(),
    ...PICTURE_INPUTS,
    ...["text", "text_a", "text_b", "string_a", "value", "switch", "select", "boolean", "any_01"],
    ...["on_true", "on_false", "input1", "base_ctx", "ctx_01", "pipe", "basic_pipe", "lora_stack"],
    ...["guider", "noise", "sigmas", "sampler", "script", "lora_name", "ckpt_name", "control_net"],
    ...["width", "height", "start_at_step", "add_noise", "conditioning_1", "conditioning_2"],
    ...["__proto__", "constructor", "", "upscale_model", "start_image", "model2", "loras"],
  ]),
];

/** Any graph of `size` nodes: classes and inputs that are known, values and links of any kind. */
function anyGraph(size: number): fc.Arbitrary<string> {
  const link = fc.tuple(fc.nat(size).map(String), fc.integer({ min: -1, max: 9 }));
  const value = fc.oneof(
    { weight: 6, arbitrary: link },
    { weight: 2, arbitrary: fc.constantFrom<unknown>(1, 0.5, "a fern", "moss.safetensors", true) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
    { weight: 1, arbitrary: fc.constantFrom<unknown>(null, [], {}, { __value__: [{ name: 1 }] }) },
  );
  const inputs = fc.array(fc.tuple(fc.constantFrom(...NAMES), value), { maxLength: 9 });
  const node = fc.record({
    class_type: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom<unknown>(...CLASSES) },
      fc.jsonValue({ maxDepth: 1 }),
    ),
    inputs: fc.oneof(
      { weight: 9, arbitrary: inputs.map((entries): unknown => Object.fromEntries(entries)) },
      fc.jsonValue({ maxDepth: 1 }),
    ),
  });
  return fc.array(node, { minLength: 1, maxLength: size })
    .map((nodes) => JSON.stringify(Object.fromEntries(nodes.map((one, at) => [String(at), one]))));
}

Deno.test("no graph makes the reading throw, or follow more links than the budget allows", () => {
  fc.assert(
    fc.property(anyGraph(24), (text) => {
      assert.ok(visits(text) <= MAX_VISITS + 1);
    }),
    { numRuns: 400 },
  );
});

/** The links that are followed in a graph. */
function visits(text: string): number {
  const graph = apiGraph(readJson(text) ?? null);
  if (graph === null) return 0;
  const walk = newWalk(graph);
  readWith(walk, graph);
  return walk.visits;
}

const PLAIN = SAMPLES[0]?.graph ?? {};

/** The first sample with a chain of nodes put in: each takes the one before it. */
function chained(
  count: number,
  [from, input]: readonly [string, string],
  node: (before: readonly [string, number], at: number) => ApiNode,
): string {
  const start = PLAIN[from]?.inputs[input];
  const chain: Record<string, ApiNode> = {};
  for (let at = 0; at < count; at++) {
    const before = at === 0 ? start : [`c${at - 1}`, 0];
    chain[`c${at}`] = node(before as [string, number], at);
  }
  const head = PLAIN[from] as ApiNode;
  const inputs = { ...head.inputs, [input]: [`c${count - 1}`, 0] };
  return textOf({ ...PLAIN, ...chain, [from]: { ...head, inputs } });
}

const node = (class_type: string, inputs: ApiNode["inputs"]): ApiNode => ({ class_type, inputs });

/** Graphs that grow with a number, and the number at which they must still be read whole. */
const GROWING: Readonly<Record<string, (count: number) => string>> = {
  reroutes: (count) => chained(count, ["5", "model"], (before) => node("Reroute", { "": before })),
  patches: (count) =>
    chained(count, ["5", "model"], (before) => node("FreeU", { b1: 1, model: before })),
  LoRAs: (count) =>
    chained(
      count,
      ["5", "model"],
      (before, at) =>
        node("LoraLoaderModelOnly", { lora_name: `l${at}`, strength_model: 1, model: before }),
    ),
  conditionings: (count) =>
    chained(
      count,
      ["5", "positive"],
      (before) => node("ConditioningSetArea", { width: 8, conditioning: before }),
    ),
  diamonds: (count) =>
    chained(
      count,
      ["5", "positive"],
      (before) => node("ConditioningCombine", { conditioning_1: before, conditioning_2: before }),
    ),
  texts: (count) =>
    chained(count, ["3", "clip"], (before) => node("CLIPSetLastLayer", { clip: before })),
  latents: (count) =>
    chained(
      count,
      ["5", "latent_image"],
      (before) => node("RepeatLatentBatch", { samples: before, amount: 1 }),
    ),
  pictures: (count) =>
    chained(count, ["7", "images"], (before) => node("ImageBlur", { image: before, radius: 1 })),
  contexts: (count) =>
    chained(
      count,
      ["5", "positive"],
      (before, at) =>
        at === 0 ? node("Context (rgthree)", { positive: before }) : node("Context (rgthree)", {
          base_ctx: before,
        }),
    ),
  passes: (count) =>
    chained(
      count,
      ["6", "samples"],
      (before) => node("KSampler", { ...PLAIN["5"]?.inputs, latent_image: before }),
    ),
};

for (const [name, build] of Object.entries(GROWING)) {
  Deno.test(`the links that are followed grow with the length of a chain of ${name}`, () => {
    const [one, two] = [visits(build(1_000)), visits(build(2_000))];
    assert.ok(one < 60_000, `${one} of 1,000`);
    assert.ok(two <= 2.1 * one + 100, `${one}, then ${two}`);
  });
}

/** Nodes that lead back to themselves, by the input of the first sample that they take. */
const CIRCLES: readonly (readonly [node: string, input: string, circle: ApiNode])[] = [
  ["5", "model", node("FreeU", { model: ["c", 0] })],
  ["5", "positive", node("ConditioningCombine", { conditioning_1: ["c", 0] })],
  ["5", "latent_image", node("KSampler", { ...PLAIN["5"]?.inputs, latent_image: ["c", 0] })],
  ["5", "seed", node("PrimitiveInt", { value: ["c", 0] })],
  ["5", "steps", node("Reroute", { "": ["c", 0] })],
  ["3", "text", node("StringConcatenate", { string_a: ["c", 0], string_b: ["c", 0] })],
  ["3", "clip", node("CLIPSetLastLayer", { clip: ["c", 0] })],
  ["5", "model", node("ComfySwitchNode", { switch: ["c", 0], on_true: ["c", 0] })],
  ["5", "model", node("Context (rgthree)", { base_ctx: ["c", 0] })],
  ["5", "model", node("CR LoRA Stack", { lora_stack: ["c", 0], model: ["c", 0] })],
  ["7", "images", node("ImageBlur", { image: ["c", 0] })],
];

Deno.test("a node that leads back to itself costs few links, and the rest is read", () => {
  for (const [id, input, circle] of CIRCLES) {
    const head = PLAIN[id] as ApiNode;
    const changed = { ...head, inputs: { ...head.inputs, [input]: ["c", 0] } };
    const text = textOf({ ...PLAIN, [id]: changed, c: circle });
    assert.ok(visits(text) < 400, `${circle.class_type}: ${visits(text)}`);
    if (input !== "images") assert.equal(findingsOf(text)?.negative, "mould", circle.class_type);
  }
});

Deno.test("names of prototypes are ids and inputs like any other", () => {
  const text = textOf(PLAIN).replace(/"1"/g, '"__proto__"').replace(/"3"/g, '"constructor"')
    .replace(/"5"/g, '"toString"');
  assert.deepEqual(findingsOf(text), findingsOf(textOf(PLAIN)));
});

Deno.test("a megabyte in an input is not copied into the record", () => {
  const picture = "A".repeat(1_000_000);
  const heavy = textOf({
    ...PLAIN,
    "2": node("EmptyLatentImage", { width: picture, height: picture }),
    "5": node("KSampler", { ...PLAIN["5"]?.inputs, sampler_name: picture, seed: picture }),
  });
  const findings = findingsOf(heavy);
  assert.equal(findings?.positive, "a fern");
  assert.ok([...findings?.params.values() ?? []].every((value) => value.length < 1_000));
});

Deno.test("tens of thousands of tags and embeddings in one text are read", () => {
  const text = "<lora:ab:1> embedding:cd ".repeat(40_000);
  const encoder = node("ImpactWildcardEncode", {
    populated_text: text,
    model: ["1", 0],
    clip: ["1", 1],
  });
  const sampler = node("KSampler", { ...PLAIN["5"]?.inputs, model: ["3", 0], positive: ["3", 2] });
  const findings = findingsOf(textOf({ ...PLAIN, "3": encoder, "5": sampler }));
  assert.equal(findings?.loras?.length, 40_000);
  assert.equal(findings?.appliedTags?.size, 1);
});

Deno.test("a text that many nodes hand on is read within bounds, and its beginning counts", () => {
  const long = "a fern ".repeat(100_000);
  const joined = chained(
    500,
    ["3", "text"],
    (before, at) =>
      node("StringConcatenate", {
        string_a: at === 0 ? long : before,
        string_b: at === 0 ? long : before,
        delimiter: "",
      }),
  );
  const record = findingsOf(joined);
  assert.equal(record?.positive.slice(0, 13), "a fern a fern");
  assert.ok((record?.positive.length ?? 0) <= 1_000_000);
});

Deno.test("a chain of 20,000 nodes is read to its end", () => {
  for (const name of ["patches", "diamonds"]) {
    const record = findingsOf(GROWING[name]?.(19_980) ?? "");
    assert.equal(record?.positive, "a fern", name);
    assert.equal(record?.fields?.model_name, "moss", name);
    assert.equal(record?.params.get("ComfyUI"), undefined, name);
  }
});
