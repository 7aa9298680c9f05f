/** Graphs among the texts of a picture: which is kept, how it fills what another record leaves open, its nodes. */
import assert from "node:assert/strict";
import { inEnvelope } from "../../src/generators/envelope.ts";
import { gather } from "../../src/generators/gather.ts";
import { listNodes, whyNothing } from "../../src/generators/graphs.ts";
import { mergeRecords } from "../../src/generators/merge.ts";
import { GENERATORS } from "../../src/generators/table.ts";
import { detect } from "../../src/generators/detect.ts";
import { parse } from "../../src/generators/parse.ts";
import { buildRecord } from "../../src/record/build.ts";
import type { AppliedLora, RecordField, SdRecord } from "../../src/record/record.ts";

type KeyedText = readonly [key: string, text: string];

const EXECUTED = JSON.stringify({
  "1": { class_type: "CheckpointLoaderSimple", inputs: { ckpt_name: "heath.safetensors" } },
  "2": { class_type: "KSampler", inputs: { seed: 7, model: ["1", 0] } },
});
const DRAWN = JSON.stringify({
  last_node_id: 1,
  nodes: [{ id: 1, type: "KSampler", inputs: [], widgets_values: [7, "fixed", 20] }],
  links: [],
});
const INFOTEXT = "a heath\nNegative prompt: fog\nSteps: 20, Seed: 5, Size: 512x768";
const FIELDS = '{"prompt": "a pond", "steps": 30, "seed": 6, "Model": "fern"}';

/** The texts of a picture, the place that decides, and what is stored. */
const STORED: readonly [
  what: string,
  texts: readonly KeyedText[],
  source: string,
  stored: readonly KeyedText[],
  all?: readonly KeyedText[],
][] = [
  [
    "of a graph that was executed and the one that is drawn the first is kept",
    [["prompt", EXECUTED], ["workflow", DRAWN]],
    "prompt",
    [["prompt", EXECUTED]],
    [["prompt", EXECUTED], ["workflow", DRAWN]],
  ],
  ["a drawn graph alone is kept", [["workflow", DRAWN]], "workflow", [["workflow", DRAWN]]],
  [
    "order does not matter: EXIF has the drawn graph before the other",
    [["make", `workflow:${DRAWN}`], ["model", `prompt:${EXECUTED}`]],
    "model",
    [["model", `prompt:${EXECUTED}`]],
    [["model", `prompt:${EXECUTED}`], ["make", `workflow:${DRAWN}`]],
  ],
  [
    "a graph that is cut off gives way to one that is not",
    [["prompt", EXECUTED.slice(0, -9)], ["workflow", DRAWN]],
    "workflow",
    [["workflow", DRAWN]],
    [["workflow", DRAWN], ["prompt", EXECUTED.slice(0, -9)]],
  ],
  [
    "a prompt in words is no graph",
    [["prompt", "a heath in autumn"], ["workflow", DRAWN]],
    "workflow",
    [["workflow", DRAWN]],
  ],
  [
    "a graph is kept beside an infotext, wherever either stands",
    [["usercomment", INFOTEXT], ["make", `Workflow: ${DRAWN}`], ["model", `prompt:${EXECUTED}`]],
    "usercomment",
    [["usercomment", INFOTEXT], ["model", `prompt:${EXECUTED}`]],
    [
      ["usercomment", INFOTEXT],
      ["model", `prompt:${EXECUTED}`],
      ["make", `Workflow: ${DRAWN}`],
    ],
  ],
  [
    "a generator's own record decides, though the graph comes first",
    [["prompt", EXECUTED], ["comment", FIELDS]],
    "comment",
    [["comment", FIELDS], ["prompt", EXECUTED]],
  ],
  [
    "any text under parameters counts, with the graph beside it",
    [["parameters", "unknown"], ["prompt", EXECUTED]],
    "parameters",
    [["parameters", "unknown"], ["prompt", EXECUTED]],
  ],
  [
    "of two files beside a picture only the first counts",
    [["sidecar", EXECUTED], ["sidecar", INFOTEXT]],
    "sidecar",
    [["sidecar", EXECUTED]],
  ],
  [
    "pictures within a graph are left out",
    [["prompt", EXECUTED.replace("heath", `${"iVBO/Rw0".repeat(500)}==`)]],
    "prompt",
    [["prompt", EXECUTED.replace("heath.safetensors", ".safetensors")]],
  ],
];

for (const [what, texts, source, stored, all = stored] of STORED) {
  Deno.test(`stored of a picture: ${what}`, () => {
    const entries = texts.map(([key, text]) => ({ key, source: key, read: (): string => text }));
    for (const [keepGraphs, kept] of [[false, stored], [true, all]] as const) {
      const gathered = gather(entries, GENERATORS, keepGraphs);
      assert.equal(gathered?.text, inEnvelope(kept));
      assert.equal(gathered?.source, source);
      assert.deepEqual(parse(gathered?.text ?? ""), parse(inEnvelope(stored)));
    }
  });
}

Deno.test("base64 of every form is left out, long words that are no base64 stay", () => {
  const long = "heath ".repeat(1000);
  const url = "data:image/png;base64,iVBORw0KGgo=";
  const graph = (text: string): string =>
    JSON.stringify({ "1": { class_type: "LoadImageBase64", inputs: { image: text } } });
  const stored = (text: string): string | undefined =>
    gather([{ key: "prompt", source: "", read: () => text }])?.text;
  assert.equal(stored(graph(long)), graph(long));
  assert.equal(stored(graph(url)), graph("data:image/png;base64,"));
  const nested = JSON.stringify({ prompt: graph(url) });
  assert.equal(stored(nested), JSON.stringify({ prompt: graph("data:image/png;base64,") }));
});

/** Forms in which one graph is written. */
const FORMS: Readonly<Record<string, string>> = {
  "itself": EXECUTED,
  "behind a label": `prompt:${EXECUTED}`,
  "behind a label with a capital and a blank": `Prompt: ${EXECUTED}`,
  "in an object, as an object": `{"prompt": ${EXECUTED}, "workflow": ${DRAWN}}`,
  "in an object, as a string": JSON.stringify({ prompt: EXECUTED, workflow: DRAWN }),
  "as a string": JSON.stringify(EXECUTED),
  "as a string of a string": JSON.stringify(JSON.stringify(EXECUTED)),
  "with trailing NULs": `${EXECUTED}\0\0`,
  "with members that are no nodes": EXECUTED.replace(
    "{",
    '{"extra": {"note": []}, "more": "a: b", ',
  ),
};

for (const [what, text] of Object.entries(FORMS)) {
  Deno.test(`a graph is found ${what}`, () => {
    assert.equal(detect(text), "comfyui");
    assert.deepEqual(
      listNodes(text, GENERATORS)?.map(({ id, inputs }) => [id, inputs]),
      [
        ["1", '{"ckpt_name":"heath.safetensors"}'],
        ["2", '{"seed":7,"model":["1",0]}'],
      ],
    );
  });
}

Deno.test("words of Python count as null, but not inside strings", () => {
  const text =
    '{"1": {"class_type": "X", "inputs": {"cfg": NaN, "max": Infinity, "text": "NaN, -Infinity", "list": {"__value__": [NaN]}}}}';
  assert.equal(
    listNodes(text, GENERATORS)?.[0]?.inputs,
    '{"cfg":null,"max":null,"text":"NaN, -Infinity","list":[null]}',
  );
});

const NO_GRAPHS: Readonly<Record<string, string>> = {
  "words": "a heath",
  "fields with a graph as an appendix":
    `{"prompt": "a pond", "steps": 20, "seed": 1, "cfg": 2, "workflow": ${DRAWN}}`,
};

for (const [what, text] of Object.entries(NO_GRAPHS)) {
  Deno.test(`no graph: ${what}`, () => assert.notEqual(detect(text), "comfyui"));
}

Deno.test("an infotext beside graphs in one document tells of the picture, one within a node of another", () => {
  const beside = JSON.stringify({ parameters: INFOTEXT, prompt: EXECUTED });
  assert.equal(detect(beside), "a1111");
  const within = EXECUTED.replace("heath.safetensors", JSON.stringify(INFOTEXT).slice(1, -1));
  assert.equal(detect(within), "comfyui");
});

function record(fields: Partial<Record<RecordField, string>>, more: {
  readonly positive?: string;
  readonly loras?: readonly AppliedLora[];
  readonly generator?: string;
} = {}): SdRecord {
  const { positive = "a heath", loras = [], generator = "a1111" } = more;
  return buildRecord({ positive, negative: "", params: new Map(), fields, loras }, generator);
}

/** A main record, a graph's, and what comes of the two. */
const MERGED: readonly [
  what: string,
  main: Partial<Record<RecordField, string>>,
  graph: Partial<Record<RecordField, string>>,
  merged: Readonly<Record<string, unknown>>,
][] = [
  [
    "what is open is filled, what is there stays",
    { steps: "20", model_name: "heath" },
    { steps: "30", model_name: "moor", vae: "clear" },
    { steps: "20", model_name: "heath", vae: "clear" },
  ],
  [
    "placeholders in any case count as open",
    { model_name: "Unknown", vae: "None", sampler: "nix", seed: "-1" },
    { model_name: "moor", vae: "clear", sampler: "euler", seed: "7" },
    { model_name: "moor", vae: "clear", sampler: "euler", seed: "7", seed_text: "7" },
  ],
  [
    "the scheduler belongs to the sampler: savers write both in one word",
    { sampler: "Euler Ancestral Karras" },
    { sampler: "euler_ancestral", scheduler: "karras" },
    { sampler: "Euler Ancestral Karras", scheduler: null },
  ],
  [
    "a sampler that the graph names alike leaves the scheduler open",
    { sampler: "euler" },
    { sampler: "euler", scheduler: "karras" },
    { sampler: "euler", scheduler: "karras" },
  ],
  [
    "sampler and scheduler are filled together",
    { steps: "20" },
    { sampler: "euler", scheduler: "karras" },
    { sampler: "euler", scheduler: "karras" },
  ],
  [
    "a size is filled whole or not at all",
    { width: "512" },
    { width: "832", height: "1216" },
    { width: "512", height: null, size_raw: null },
  ],
  [
    "so is a second pass",
    { hires_steps: "10" },
    { hires_upscaler: "bilinear", hires_denoising: "0.5" },
    { hires_steps: "10", hires_upscaler: null, hires_denoising: null },
  ],
  [
    "what a saver writes before anybody sets its inputs counts for nothing",
    { seed: "0", width: "512", height: "512", model_name: "other", model_hash_short: "0123456789" },
    { seed: "7", width: "832", height: "1216", model_name: "moor" },
    { seed: "7", width: "832", model_name: "moor", model_hash_short: null },
  ],
  [
    "a second pass of the graph goes with the size of its first",
    { seed: "7", width: "1536", height: "1536" },
    { seed: "7", width: "1024", height: "1024", hires_steps: "10" },
    { seed: "7", width: "1024", height: "1024", hires_steps: "10" },
  ],
  [
    "a size stays where the record has a second pass of its own",
    { seed: "7", width: "512", height: "512", hires_steps: "10" },
    { seed: "7", width: "1024", height: "1024", hires_steps: "9" },
    { seed: "7", width: "512", height: "512", hires_steps: "10" },
  ],
  [
    "a seed of 0 that the graph has too is a seed",
    { seed: "0", width: "512", height: "512", steps: "9" },
    { seed: "0", width: "512", height: "512", steps: "8" },
    { seed: "0", steps: "9" },
  ],
];

for (const [what, main, graph, merged] of MERGED) {
  Deno.test(`a graph beside another record: ${what}`, () => {
    const result = mergeRecords([record(main)], record(graph, { generator: "comfyui" }));
    for (const [column, value] of Object.entries(merged)) {
      assert.equal(result?.[column as RecordField] ?? null, value, column);
    }
  });
}

Deno.test("prompts that are placeholders make the graph's record the only one", () => {
  const graph = record({ seed: "7" }, { positive: "a moor", generator: "comfyui" });
  const merged = mergeRecords([record({ seed: "3" }, { positive: "unknown" })], graph);
  assert.equal(merged, graph);
});

Deno.test("a LoRA that both name is one, in the main record's words", () => {
  const lora = (name: string, weight: number): AppliedLora => ({ name, weight, origin: "loader" });
  const merged = mergeRecords(
    [record({}, { loras: [lora("moss", 0.5)] })],
    record({}, { loras: [lora("style\\moss.safetensors", 0.7), lora("fern", 1)] }),
  );
  assert.deepEqual(merged?.loras.map(({ name, weight }) => [name, weight]), [["moss", 0.5], [
    "fern",
    1,
  ]]);
});

Deno.test("LoRAs of one name in two folders are two, whoever names them", () => {
  const lora = (name: string): AppliedLora => ({ name, weight: 1, origin: "loader" });
  const merged = mergeRecords(
    [record({}, { loras: [lora("ink/moss")] })],
    record({}, {
      loras: ["ink\\moss.safetensors", "oil/moss.safetensors", "xl/ink/moss"].map(lora),
      generator: "comfyui",
    }),
  );
  assert.deepEqual(merged?.loras.map(({ name }) => name), ["ink/moss", "oil/moss.safetensors"]);
});

Deno.test("why a graph gives nothing is told, and of other texts nothing", () => {
  const graph = '{"1": {"class_type": "LoadImage", "inputs": {"image": "a.png"}}}';
  assert.equal(parse(graph), null);
  assert.match(whyNothing(graph, GENERATORS) ?? "", /generates nothing/);
  assert.match(whyNothing(graph.slice(0, -5), GENERATORS) ?? "", /cut off/);
  const stored = inEnvelope([["sidecar", "x"], ["prompt", graph]]);
  assert.match(whyNothing(stored, GENERATORS) ?? "", /generates nothing/);
  assert.equal(whyNothing("a heath", GENERATORS), null);
  assert.equal(whyNothing("", GENERATORS), null);
});
