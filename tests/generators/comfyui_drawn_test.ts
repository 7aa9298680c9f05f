import assert from "node:assert/strict";
import fc from "fast-check";
import { apiGraph } from "../../src/generators/comfyui/api.ts";
import type { Graph, GraphNode } from "../../src/generators/comfyui/graph.ts";
import { uiGraph } from "../../src/generators/comfyui/ui/ui_graph.ts";
import { parse } from "../../src/generators/parse.ts";
import { graphsIn } from "../../src/generators/shared/graph_document.ts";
import { readJson, valueText } from "../../src/record/json.ts";
import { Text } from "../../src/record/texts.ts";
import {
  type DrawnExtras,
  drawnGraph,
  type DrawnInput,
  type DrawnNode,
  subgraph,
} from "../fixtures/drawn_graph.ts";
import { realCases } from "../support/real_cases.ts";

function graphOf(json: unknown): Graph {
  const graph = uiGraph(readJson(JSON.stringify(json)) ?? null);
  assert.ok(graph !== null);
  return graph;
}

/** A node in a few words: its inputs by name, links as `id:slot`. */
function inputsOf({ links, values }: GraphNode): Record<string, string> {
  return Object.fromEntries([
    ...[...values].map(([name, value]) => [name, valueText(value)]),
    ...[...links].map(([name, { id, slot }]) => [name, `-> ${id} ${slot}`]),
  ]);
}

function wordsOf(graph: Graph): Record<string, Record<string, string>> {
  return Object.fromEntries([...graph.nodes].map(([id, node]) => [id, inputsOf(node)]));
}

const LOADER: DrawnNode = {
  id: 1,
  type: "CheckpointLoaderSimple",
  outputs: ["MODEL", "CLIP", "VAE"],
  widgets: ["heath.safetensors"],
};
const MODEL: DrawnInput = [1, 0, "MODEL"];
const CLIP: DrawnInput = [1, 1, "CLIP"];

function text(id: number, words: string): DrawnNode {
  return {
    id,
    type: "CLIPTextEncode",
    inputs: { clip: CLIP },
    outputs: ["CONDITIONING"],
    widgets: [words],
  };
}

type Rule = readonly [
  rule: string,
  nodes: readonly DrawnNode[],
  expected: Readonly<Record<string, Readonly<Record<string, string>>>>,
  extras?: DrawnExtras,
];

const CKPT = { 1: { ckpt_name: "heath.safetensors" } };

const RULES: readonly Rule[] = [
  [
    "widgets get the names of their class, without what the interface does with a seed",
    [{ id: 2, type: "KSampler", widgets: [7, "randomize", 20, 5.5, "euler", "karras", 1] }],
    {
      2: {
        seed: "7",
        steps: "20",
        cfg: "5.5",
        sampler_name: "euler",
        scheduler: "karras",
        denoise: "1",
      },
    },
  ],
  [
    "an old graph has no word behind the seed, an older one a boolean",
    [
      { id: 2, type: "KSampler", widgets: [7, 20, 5, "euler", "normal", 1] },
      { id: 3, type: "KSampler", widgets: [8, true, 21, 6, "heun", "simple", 1] },
    ],
    {
      2: {
        seed: "7",
        steps: "20",
        cfg: "5",
        sampler_name: "euler",
        scheduler: "normal",
        denoise: "1",
      },
      3: {
        seed: "8",
        steps: "21",
        cfg: "6",
        sampler_name: "heun",
        scheduler: "simple",
        denoise: "1",
      },
    },
  ],
  [
    "widgets that are missing at the end stay unnamed",
    [{ id: 2, type: "KSampler", widgets: [7, "fixed", 20] }],
    { 2: { seed: "7", steps: "20" } },
  ],
  [
    "widgets by name are taken as they are",
    [{ id: 2, type: "VHS_VideoCombine", widgets: { frame_rate: 12, format: "video/h264-mp4" } }],
    { 2: { frame_rate: "12", format: "video/h264-mp4" } },
  ],
  [
    "widgets that come again and again are numbered",
    [
      {
        id: 2,
        type: "LoRA Stacker",
        widgets: ["simple", 2, "moss.safetensors", 0.5, 1, 1, "fern.safetensors", 0.4, 1, 1],
      },
      { id: 3, type: "easy loraStack", widgets: [true, "simple", 1, "rain.safetensors", 0.7] },
    ],
    {
      2: {
        input_mode: "simple",
        lora_count: "2",
        lora_name_1: "moss.safetensors",
        lora_wt_1: "0.5",
        model_str_1: "1",
        clip_str_1: "1",
        lora_name_2: "fern.safetensors",
        lora_wt_2: "0.4",
        model_str_2: "1",
        clip_str_2: "1",
      },
      3: {
        toggle: "true",
        mode: "simple",
        num_loras: "1",
        lora_1_name: "rain.safetensors",
        lora_1_strength: "0.7",
      },
    },
  ],
  [
    "widgets that are named beside their list have these names, and the values of the list",
    [
      {
        id: 2,
        type: "Heath Sampler",
        widgets: [5, "increment", 12],
        named: { noise: 4, control_after_generate: "fixed", rounds: 12 },
      },
      { id: 3, type: "LoadImage", widgets: [], named: { image: "a.png", upload: "image" } },
    ],
    { 2: { noise: "5", rounds: "12" }, 3: { image: "a.png" } },
  ],
  [
    "an unknown class that shows all its widgets as inputs names them itself",
    [{
      id: 2,
      type: "Heath Sampler",
      inputs: { noise: null, rounds: null },
      widgetInputs: ["noise", "rounds"],
      widgets: [5, "increment", 12],
    }],
    { 2: { noise: "5", rounds: "12" } },
  ],
  [
    "of an unknown class no number is named by its place",
    [{ id: 2, type: "Heath Sampler", widgets: [5, 20, "some words"] }],
    { 2: {} },
  ],
  [
    "the only file of an unknown class for LoRAs is its LoRA, the only text of one for texts its text",
    [
      { id: 2, type: "HeathLoraLoader", widgets: ["style/moss.safetensors", 0.5] },
      { id: 3, type: "Heath Prompt", widgets: [{ version: 1 }, "a heath in autumn"] },
      { id: 4, type: "Heath Prompt", widgets: ["one", "two"] },
    ],
    { 2: { lora_name: "style/moss.safetensors" }, 3: { text: "a heath in autumn" }, 4: {} },
  ],
  [
    "rows of a LoRA node without names are numbered",
    [{
      id: 2,
      type: "Power Lora Loader (rgthree)",
      widgets: [{}, { type: "header" }, { on: true, lora: "moss.safetensors", strength: 1 }, {
        on: false,
        lora: "fern.safetensors",
        strength: 0.5,
      }, ""],
    }],
    {
      2: {
        lora_1: '{"on":true,"lora":"moss.safetensors","strength":1}',
        lora_2: '{"on":false,"lora":"fern.safetensors","strength":0.5}',
      },
    },
  ],
  [
    "links are followed, from arrays",
    [LOADER, text(2, "a heath")],
    { ...CKPT, 2: { text: "a heath", clip: "-> 1 1" } },
  ],
  [
    "a muted node is not there, nor are links to it",
    [{ ...LOADER, mode: 2 }, text(2, "a heath")],
    { 2: { text: "a heath" } },
  ],
  [
    "modes 1 and 3 are executed",
    [{ ...LOADER, mode: 1 }, { ...text(2, "a heath"), mode: 3 }],
    { ...CKPT, 2: { text: "a heath", clip: "-> 1 1" } },
  ],
  [
    "a bypassed node hands on the input of the same slot when its type fits",
    [
      LOADER,
      {
        id: 3,
        type: "LoraLoader",
        mode: 4,
        inputs: { model: MODEL, clip: CLIP },
        outputs: ["MODEL", "CLIP"],
        widgets: ["moss.safetensors", 1, 1],
      },
      { id: 4, type: "FreeU", inputs: { model: [3, 0, "MODEL"] } },
      {
        id: 5,
        type: "CLIPTextEncode",
        inputs: { clip: [3, 1, "CLIP"] },
      },
    ],
    { ...CKPT, 4: { model: "-> 1 0" }, 5: { clip: "-> 1 1" } },
  ],
  [
    "else the first input of its type, and nothing where none fits",
    [
      LOADER,
      {
        id: 3,
        type: "Heath",
        mode: 4,
        inputs: { vae: [1, 2, "VAE"], clip: CLIP },
        outputs: ["CLIP", "MODEL"],
      },
      { id: 4, type: "CLIPTextEncode", inputs: { clip: [3, 0, "CLIP"] } },
      {
        id: 5,
        type: "FreeU",
        inputs: { model: [3, 1, "MODEL"] },
      },
    ],
    { ...CKPT, 4: { clip: "-> 1 1" }, 5: {} },
  ],
  [
    "reroutes are looked through, one behind another",
    [
      LOADER,
      { id: 3, type: "Reroute", inputs: { "": MODEL }, outputs: ["*"] },
      { id: 4, type: "Reroute", inputs: { "": [3, 0, "*"] }, outputs: ["MODEL"] },
      { id: 5, type: "FreeU", inputs: { model: [4, 0, "MODEL"] } },
    ],
    { ...CKPT, 5: { model: "-> 1 0" } },
  ],
  [
    "reroutes in a circle lead to nothing",
    [
      { id: 3, type: "Reroute", inputs: { "": [4, 0, "*"] }, outputs: ["*"] },
      { id: 4, type: "Reroute", inputs: { "": [3, 0, "*"] }, outputs: ["*"] },
      { id: 5, type: "FreeU", inputs: { model: [4, 0, "MODEL"] } },
    ],
    { 5: {} },
  ],
  [
    "a primitive gives its value to the widget that it is linked to",
    [
      { id: 3, type: "PrimitiveNode", outputs: ["INT"], widgets: [99, "fixed"] },
      {
        id: 2,
        type: "KSampler",
        inputs: { seed: [3, 0, "INT"] },
        widgetInputs: ["seed"],
        widgets: [7, "fixed", 20],
      },
    ],
    { 2: { seed: "99", steps: "20" } },
  ],
  [
    "a widget whose link leads to nothing keeps its value",
    [
      { id: 3, type: "PrimitiveInt", mode: 2, outputs: ["INT"], widgets: [99, "fixed"] },
      {
        id: 2,
        type: "KSampler",
        inputs: { seed: [3, 0, "INT"] },
        widgetInputs: ["seed"],
        widgets: [7, "fixed", 20],
      },
    ],
    { 2: { seed: "7", steps: "20" } },
  ],
  [
    "a node that is executed stays a link, though it only holds a value",
    [
      { id: 3, type: "PrimitiveInt", outputs: ["INT"], widgets: [99, "fixed"] },
      { id: 2, type: "KSampler", inputs: { steps: [3, 0, "INT"] }, widgets: [7, "fixed", 20] },
    ],
    { 3: { value: "99" }, 2: { seed: "7", steps: "-> 3 0" } },
  ],
  [
    "what is set under a name is got by it",
    [
      LOADER,
      { id: 3, type: "SetNode", inputs: { MODEL }, outputs: ["*"], widgets: ["base"] },
      { id: 4, type: "GetNode", outputs: ["MODEL"], widgets: ["base"] },
      { id: 5, type: "FreeU", inputs: { model: [4, 0, "MODEL"] } },
      { id: 6, type: "GetNode", outputs: ["MODEL"], widgets: ["other"] },
      { id: 7, type: "FreeU", inputs: { model: [6, 0, "MODEL"] } },
    ],
    { ...CKPT, 5: { model: "-> 1 0" }, 7: {} },
  ],
  [
    "links that are listed as made everywhere count where none is drawn",
    [LOADER, { ...text(2, "a heath"), inputs: { clip: null } }, text(3, "a moor")],
    { ...CKPT, 2: { text: "a heath", clip: "-> 1 1" }, 3: { text: "a moor", clip: "-> 1 1" } },
    {
      extra: {
        ue_links: [
          { downstream: 2, downstream_slot: 0, upstream: "1", upstream_slot: 1, type: "CLIP" },
          { downstream: 3, downstream_slot: 0, upstream: "9", upstream_slot: 1, type: "CLIP" },
        ],
      },
    },
  ],
  [
    "notes are no nodes",
    [{ id: 3, type: "Note", widgets: ["remember"] }, { id: 4, type: "MarkdownNote" }, LOADER],
    CKPT,
  ],
  [
    "a node of a subgraph takes inputs from outside, and outputs are found inside",
    [LOADER, {
      id: 9,
      type: "words",
      inputs: { clip: CLIP },
      outputs: ["CONDITIONING"],
    }, { id: 5, type: "KSampler", inputs: { positive: [9, 0, "CONDITIONING"] } }],
    {
      ...CKPT,
      "9:1": { text: "a heath", clip: "-> 1 1" },
      5: { positive: "-> 9:1 0" },
    },
    {
      subgraphs: [subgraph("words", ["clip"], [[1, 0, "CONDITIONING"]], [{
        ...text(1, "a heath"),
        inputs: { clip: [-10, 0, "CLIP"] },
      }])],
    },
  ],
  [
    "a widget of a subgraph's node counts where it lists one for each, else the inner node's own",
    [
      { id: 8, type: "words", inputs: { words: null }, widgetInputs: ["words"], widgets: ["out"] },
      { id: 9, type: "words", inputs: { words: null }, widgetInputs: ["words"], widgets: [] },
    ],
    { "8:1": { text: "out" }, "9:1": { text: "inside" } },
    {
      subgraphs: [subgraph("words", ["words"], [], [{
        id: 1,
        type: "CLIPTextEncode",
        inputs: { text: [-10, 0, "STRING"] },
        widgetInputs: ["text"],
        widgets: ["inside"],
      }])],
    },
  ],
  [
    "the values of a subgraph's node go with the widgets that it leads to, also those that it does not show",
    [
      { id: 8, type: "words", inputs: { clip: null }, widgets: ["one", "two"] },
      { id: 9, type: "words", widgets: ["stale"], named: { first: "three", second: "four" } },
    ],
    {
      "8:1": { text: "one" },
      "8:2": { text: "two" },
      "9:1": { text: "three" },
      "9:2": { text: "four" },
    },
    {
      subgraphs: [
        subgraph(
          "words",
          ["first", "clip", "second"],
          [],
          [1, 2].map((id) => ({
            id,
            type: "CLIPTextEncode",
            inputs: { text: [-10, id === 1 ? 0 : 2, "STRING"], clip: [-10, 1, "CLIP"] },
            widgetInputs: ["text"],
            widgets: ["inside"],
          })),
        ),
      ],
    },
  ],
  [
    "subgraphs nest, and names are got from around them",
    [
      LOADER,
      { id: 2, type: "SetNode", inputs: { MODEL }, widgets: ["base"] },
      { id: 9, type: "outer", outputs: ["MODEL"] },
      { id: 5, type: "KSampler", inputs: { model: [9, 0, "MODEL"] } },
    ],
    { ...CKPT, "9:3:4": { model: "-> 1 0" }, 5: { model: "-> 9:3:4 0" } },
    {
      subgraphs: [
        subgraph("outer", [], [[3, 0, "MODEL"]], [{ id: 3, type: "inner", outputs: ["MODEL"] }]),
        subgraph("inner", [], [[4, 0, "MODEL"]], [
          { id: 1, type: "GetNode", widgets: ["base"], outputs: ["MODEL"] },
          { id: 4, type: "FreeU", inputs: { model: [1, 0, "MODEL"] }, outputs: ["MODEL"] },
        ]),
      ],
    },
  ],
  [
    "a bypassed node of a subgraph hides what is inside, and hands on",
    [LOADER, {
      id: 9,
      type: "patch",
      mode: 4,
      inputs: { model: MODEL },
      outputs: ["MODEL"],
    }, { id: 5, type: "KSampler", inputs: { model: [9, 0, "MODEL"] } }],
    { ...CKPT, 5: { model: "-> 1 0" } },
    {
      subgraphs: [subgraph("patch", ["model"], [[1, 0, "MODEL"]], [{
        id: 1,
        type: "FreeU",
        inputs: { model: [-10, 0, "MODEL"] },
        outputs: ["MODEL"],
      }])],
    },
  ],
  [
    "a group node holds the widgets of its nodes in a row, and shows the outputs that nothing in it takes",
    [{
      id: 7,
      type: "workflow>Words",
      outputs: ["MODEL", "VAE", "CONDITIONING"],
      widgets: ["moor.safetensors", "a moor"],
    }, {
      id: 5,
      type: "KSampler",
      inputs: { model: [7, 0, "MODEL"], positive: [7, 2, "CONDITIONING"] },
    }],
    {
      "7:0": { ckpt_name: "moor.safetensors" },
      "7:1": { text: "a moor", clip: "-> 7:0 1" },
      5: { model: "-> 7:0 0", positive: "-> 7:1 0" },
    },
    {
      extra: {
        groupNodes: {
          Words: {
            nodes: [
              { ...drawn(LOADER), index: 0 },
              { ...drawn({ ...text(2, "a heath"), inputs: { clip: null } }), index: 1 },
            ],
            links: [[0, 1, 1, 0, 4, "CLIP"]],
            external: [],
          },
        },
      },
    },
  ],
];

/** A node as it stands in a definition. */
function drawn(node: DrawnNode): Record<string, unknown> {
  return (drawnGraph([node])["nodes"] as Record<string, unknown>[])[0] ?? {};
}

for (const [rule, nodes, expected, extras] of RULES) {
  Deno.test(`drawn graph: ${rule}`, () => {
    assert.deepEqual(wordsOf(graphOf(drawnGraph(nodes, extras))), expected);
  });
}

Deno.test("drawn graph: links may be objects, types lists or numbers, ids words", () => {
  const graph = drawnGraph([{ ...LOADER, id: "a" }, {
    id: "b",
    type: " FreeU ",
    inputs: { model: ["a", 0, "MODEL"] },
  }]);
  const links = [{ id: 1, origin_id: "a", origin_slot: 0, target_id: "b", target_slot: 0 }];
  const words = wordsOf(graphOf({ ...graph, links }));
  assert.deepEqual(words["b"], { model: "-> a 0" });
  assert.equal(graphOf(graph).nodes.get("b")?.type, "FreeU");
});

/** A graph of nodes that nothing links, each with a mark of LoRA Manager. */
const MARKED = {
  last_node_id: 5,
  links: [],
  nodes: [
    [1, "CheckpointLoaderSimple", { ckpt_name: "heath.safetensors" }, "meta_primary_model"],
    [2, "CLIPTextEncode", { text: "a heath" }, "meta_positive_prompt"],
    [3, "CLIPTextEncode", { text: "fog" }, "meta_negative_prompt"],
    [4, "CLIPTextEncode", { text: "a moor" }, "send_gen_params"],
    [5, "Odd Box", { seed: 9, steps: 12 }, "meta_primary_sampler"],
  ].map(([id, type, values, mark]) => ({
    id,
    type,
    widgets_values: values,
    properties: { lm_marker_role: mark },
  })),
};

Deno.test("drawn graph: marks of a user say what the links do not", () => {
  const alone = parse(JSON.stringify(MARKED));
  const beside = parse(JSON.stringify({
    workflow: MARKED,
    prompt: Object.fromEntries(
      MARKED.nodes.map(({ id, type, widgets_values }) => [
        id,
        { class_type: type, inputs: widgets_values },
      ]),
    ),
  }));
  for (const record of [alone, beside]) {
    assert.equal(record?.model_name, "heath");
    assert.equal(record?.raw_positive, "a heath");
    assert.equal(record?.raw_negative, "fog");
    assert.equal(record?.seed, "9");
    assert.match(record?.params.get("ComfyUI") ?? "", /sampler by its mark/);
  }
});

Deno.test("drawn graph: seeds of 64 bits are exact, the version is the interface's", () => {
  const json = readJson(
    '{"nodes": [{"id": 1, "type": "RandomNoise", "widgets_values": [18446744073709551615, "fixed"]}],' +
      ' "links": [], "extra": {"frontendVersion": "1.37.11"}}',
  );
  const graph = uiGraph(json ?? null);
  assert.equal(
    valueText(graph?.nodes.get("1")?.values.get("noise_seed") ?? null),
    "18446744073709551615",
  );
  assert.equal(graph?.version, "1.37.11");
});

Deno.test("drawn graph: a definition that holds itself, and one that doubles at each level, end", () => {
  const twice = (id: string, inner: string): unknown =>
    subgraph(id, [], [], [{ id: 1, type: inner }, { id: 2, type: inner }]);
  const definitions = Array.from({ length: 40 }, (_, i) => twice(`level ${i}`, `level ${i + 1}`));
  for (const subgraphs of [[twice("self", "self")], definitions]) {
    const type = subgraphs.length === 1 ? "self" : "level 0";
    const { nodes, notes } = graphOf(drawnGraph([{ id: 1, type }], { subgraphs }));
    assert.ok(nodes.size <= 20_000);
    assert.equal(notes.length, 1);
  }
});

/** A chain of model patches from a loader to a sampler; some nodes of it are only drawn. */
const CHAIN = fc.array(fc.constantFrom("patch", "bypass", "reroute", "setget"), { maxLength: 30 });

function chainOf(links: readonly string[]): DrawnNode[] {
  const nodes: DrawnNode[] = [LOADER];
  let from: DrawnInput = MODEL;
  links.forEach((link, at) => {
    const id = 10 + 2 * at;
    if (link === "setget") {
      nodes.push({ id, type: "SetNode", inputs: { MODEL: from }, widgets: [`name ${at}`] });
      nodes.push({ id: id + 1, type: "GetNode", outputs: ["MODEL"], widgets: [`name ${at}`] });
      from = [id + 1, 0, "MODEL"];
      return;
    }
    const type = link === "reroute" ? "Reroute" : "FreeU";
    nodes.push({
      id,
      type,
      mode: link === "bypass" ? 4 : 0,
      inputs: { model: from },
      outputs: ["MODEL"],
    });
    from = [id, 0, "MODEL"];
  });
  return [...nodes, { id: 5, type: "KSampler", inputs: { model: from } }];
}

Deno.test("bypassed nodes, reroutes and names that are put between nodes change nothing", () => {
  fc.assert(fc.property(CHAIN, (links) => {
    const without = links.map((link, at) => link === "patch" ? at : -1).filter((at) => at >= 0);
    const words = wordsOf(graphOf(drawnGraph(chainOf(links))));
    const plain = chainOf(links).filter(({ type, mode = 0 }) =>
      mode === 0 && !/Node|Reroute/.test(type)
    );
    assert.deepEqual(Object.keys(words).sort(), plain.map(({ id }) => String(id)).sort());
    const way: number[] = [];
    for (let id = "5"; id !== "1";) {
      id = words[id]?.["model"]?.split(" ")[1] ?? "1";
      if (id !== "1") way.push((Number(id) - 10) / 2);
    }
    assert.deepEqual(way.reverse(), without);
  }));
});

const ANYTHING = fc.jsonValue({ maxDepth: 4 });
const ID = fc.oneof(fc.integer({ min: -20, max: 12 }), fc.constantFrom("__proto__", "a"));
const NODE = fc.record({
  id: fc.oneof(ID, ANYTHING),
  type: fc.oneof(
    fc.constantFrom("KSampler", "Reroute", "GetNode", "SetNode", "PrimitiveNode", "sub"),
    fc.constantFrom("constructor", "workflow>g", "Power Lora Loader (rgthree)"),
    ANYTHING,
  ),
  mode: fc.oneof(fc.constantFrom(0, 2, 4), ANYTHING),
  inputs: fc.oneof(
    fc.array(fc.record({ name: fc.string(), type: fc.string(), link: ID }), { maxLength: 3 }),
    ANYTHING,
  ),
  outputs: fc.oneof(fc.array(fc.record({ type: fc.string() }), { maxLength: 2 }), ANYTHING),
  widgets_values: ANYTHING,
}, { requiredKeys: [] });
const LINK = fc.oneof(
  fc.tuple(ID, ID, fc.nat(3), ID, fc.nat(3), fc.constantFrom("MODEL", "*")),
  fc.record({
    id: ID,
    origin_id: ID,
    origin_slot: fc.nat(3),
    target_id: ID,
    target_slot: fc.nat(3),
  }),
  ANYTHING,
);
const LEVEL = {
  nodes: fc.array(NODE, { maxLength: 8 }),
  links: fc.oneof(fc.array(LINK, { maxLength: 12 }), ANYTHING),
};
const ANY_GRAPH = fc.record({
  ...LEVEL,
  definitions: fc.oneof(
    fc.record({
      subgraphs: fc.array(
        fc.record({ id: fc.constantFrom("sub", "a"), ...LEVEL, inputs: ANYTHING }),
      ),
    }),
    ANYTHING,
  ),
  extra: fc.oneof(fc.record({ groupNodes: fc.record({ g: fc.record(LEVEL) }) }), ANYTHING),
});

Deno.test("whatever stands in a drawn graph, it is converted, and links lead to nodes that are there", () => {
  fc.assert(
    fc.property(ANY_GRAPH, (json) => {
      const { nodes } = graphOf(json);
      for (const { links } of nodes.values()) {
        for (const { id } of links.values()) assert.ok(nodes.has(id), id);
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("each link is followed once, however many inputs ask for it", () => {
  const length = 5_000;
  const nodes: DrawnNode[] = [LOADER];
  for (let id = 10; id < 10 + length; id++) {
    const from: DrawnInput = id === 10 ? MODEL : [id - 1, 0, "MODEL"];
    nodes.push({ id, type: "Reroute", inputs: { "": from } });
    nodes.push({ id: id + length, type: "FreeU", inputs: { model: [id, 0, "MODEL"] } });
  }
  const { nodes: found } = graphOf(drawnGraph(nodes));
  assert.equal(found.size, length + 1);
  for (const [id, { links }] of found) {
    if (id !== "1") assert.deepEqual(links.get("model"), { id: "1", slot: 0 });
  }
});

/** Values that the interface changes on their way to the server. */
const CHANGED = /\/\*|%date:|\.safetensors$/;

for (const { name, texts } of realCases(({ texts }) => texts.length >= 2)) {
  const graphs = texts.map(({ key, text }) => graphsIn(new Text(key.toLowerCase(), text)));
  const executed = graphs.find((one) => one?.executed)?.executed ?? null;
  const drawnOne = graphs.find((one) => one?.drawn)?.drawn ?? null;
  if (executed === null || drawnOne === null) continue;
  // Older versions of "Use Everywhere" leave no trace of their links.
  if (texts.some(({ text }) => /"Seed Everywhere"/.test(text) && !/"ue_links"/.test(text))) {
    continue;
  }
  Deno.test(`real drawn graph: ${name} is converted to the one that was executed`, () => {
    const wanted: Graph | null = apiGraph(executed);
    const found: Graph | null = uiGraph(drawnOne);
    assert.ok(wanted !== null && found !== null);
    for (const [id, node] of wanted.nodes) {
      const converted = found.nodes.get(id);
      assert.ok(converted !== undefined, id);
      assert.equal(converted.type, node.type);
      assert.deepEqual(converted.links, node.links, `${id} ${node.type}`);
      for (const [input, value] of converted.values) {
        const a: string = valueText(value);
        const b: string = valueText(node.values.get(input) ?? null);
        if (a === b || Number(a) === Number(b) || CHANGED.test(a)) continue;
        assert.equal(a, b, `${id} ${node.type} ${input}`);
      }
    }
  });
}
