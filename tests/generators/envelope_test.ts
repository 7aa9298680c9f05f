/** Several texts of one picture: in an envelope, out of a container, merged field by field. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { detect } from "../../src/generators/detect.ts";
import { inEnvelope, textsInEnvelope } from "../../src/generators/envelope.ts";
import { gather, wantedKeys } from "../../src/generators/gather.ts";
import { parse } from "../../src/generators/parse.ts";
import { GENERATORS } from "../../src/generators/table.ts";
import { normaliseText } from "../../src/record/text.ts";
import { Text } from "../../src/record/texts.ts";
import { hostileTexts } from "../support/hostile_texts.ts";

type KeyedText = readonly [key: string, text: string];

function envelope(...texts: readonly KeyedText[]): string {
  return JSON.stringify({ "sqlite-sd": 1, texts: Object.fromEntries(texts) });
}

function entriesOf(texts: readonly KeyedText[], read: string[] = []): Parameters<typeof gather>[0] {
  return texts.map(([key, text]) => ({
    key,
    source: `png:${key}`,
    read: (): string => (read.push(key), text),
  }));
}

const INFOTEXT = "a weir\nNegative prompt: fog\nSteps: 20, Seed: 5, Size: 512x768";
const FIELDS =
  '{"prompt": "a pond", "negative_prompt": "rain", "steps": 30, "Model": "fern", "seed": 6}';
const GRAPH = '{"3": {"class_type": "K", "inputs": {}}}';

Deno.test("texts come back out of their envelope, in order, whatever they hold that can be stored", () => {
  const texts = fc.uniqueArray(fc.tuple(fc.string({ minLength: 1 }), hostileTexts()), {
    selector: ([key]) => key,
    minLength: 2,
    maxLength: 5,
  });
  fc.assert(fc.property(texts, (texts) => {
    const list = textsInEnvelope(new Text("", inEnvelope(texts)));
    assert.ok(list !== null);
    texts.forEach(([key, text], place) => {
      const source = list.sourceAt(place);
      assert.equal(source?.key, key);
      assert.equal(normaliseText(source?.read() ?? ""), normaliseText(text));
    });
  }));
});

const NO_ENVELOPES = {
  "the form of earlier versions": JSON.stringify({ parameters: GRAPH, sidecar: FIELDS }),
  "an envelope without its mark": JSON.stringify({ texts: { parameters: GRAPH } }),
  "another version": JSON.stringify({ "sqlite-sd": 2, texts: { comment: GRAPH } }),
  "a mark that is a text": JSON.stringify({ "sqlite-sd": "1", texts: { comment: GRAPH } }),
  "a mark that is true": JSON.stringify({ "sqlite-sd": true, texts: { comment: GRAPH } }),
  "a mark that is a word": JSON.stringify({ "sqlite-sd": "one", texts: { comment: GRAPH } }),
  "texts that are a list": JSON.stringify({ "sqlite-sd": 1, texts: [GRAPH] }),
  "an envelope in a list": `[${envelope(["comment", GRAPH])}]`,
};

for (const [what, text] of Object.entries(NO_ENVELOPES)) {
  Deno.test(`no envelope: ${what}`, () => {
    assert.equal(textsInEnvelope(new Text("", text)), null);
  });
}

Deno.test("a stranger's parameters and sidecar are not merged", () => {
  const record = parse(JSON.stringify({ parameters: INFOTEXT, sidecar: FIELDS }));
  assert.deepEqual([record?.steps, record?.model_name], ["20", null]);
});

Deno.test("the first text that a generator recognises decides, the others fill what it leaves NULL", () => {
  const text = envelope(["description", "a caption"], ["parameters", INFOTEXT], [
    "sidecar",
    FIELDS,
  ]);
  assert.equal(detect(text), "a1111");
  const record = parse(text);
  assert.ok(record !== null);
  const { generator, raw_positive, raw_negative, steps, seed, seed_text, model_name } = record;
  assert.deepEqual(
    [generator, raw_positive, raw_negative, steps, seed, seed_text, model_name],
    ["a1111", "a weir", "fog", "20", "5", "5", "fern"],
  );
  assert.deepEqual(Object.fromEntries(record.params), {
    steps: "30",
    Model: "fern",
    seed: "6",
    Steps: "20",
    Seed: "5",
    Size: "512x768",
  });
});

Deno.test("a placeholder is filled like NULL, and one never fills", () => {
  const poor = "a weir\nSteps: 20, Seed: -1, Model: unknown, Sampler: Euler";
  const rich = '{"prompt": "x", "seed": 18446744073709551615, "Model": "fern", "sampler": "DDIM"}';
  const record = parse(envelope(["parameters", poor], ["sidecar", rich]));
  assert.deepEqual(
    [record?.seed, record?.seed_text, record?.model_name, record?.sampler],
    ["18446744073709551615", "18446744073709551615", "fern", "Euler"],
  );
  const other = parse(envelope(["parameters", "a\nSteps: 2"], ["sidecar", poor]));
  assert.deepEqual([other?.seed, other?.seed_text, other?.model_name], [null, null, null]);
});

Deno.test("an empty negative beside a prompt is meant so; prompts that are both empty are filled", () => {
  const negative = parse(envelope(["parameters", "a weir\nSteps: 20"], ["sidecar", INFOTEXT]));
  assert.deepEqual([negative?.raw_positive, negative?.raw_negative], ["a weir", ""]);
  const both = parse(
    envelope(["parameters", "Steps: 20, Seed: 1, Size: 8x8"], ["sidecar", FIELDS]),
  );
  assert.deepEqual([both?.raw_positive, both?.clean_negative], ["a pond", "rain"]);
});

Deno.test("the type of a hash comes with the hash, and never to another", () => {
  const settings = '{"uc": "x", "scale": 5, "sampler": "k", "prompt": "a"}';
  const beside = JSON.stringify({ Comment: settings, Source: "Fern 1D2C3B4A" });
  const own = parse(
    envelope(["parameters", "a\nSteps: 2, Model hash: 0123456789"], ["sidecar", beside]),
  );
  assert.deepEqual([own?.model_hash_short, own?.hash_type], ["0123456789", null]);
  const filled = parse(envelope(["parameters", "a\nSteps: 2"], ["sidecar", beside]));
  assert.deepEqual([filled?.model_hash_short, filled?.hash_type], ["1d2c3b4a", "novelai"]);
});

Deno.test("any text under parameters counts, and a graph that gives nothing leaves the record to others", () => {
  const bare = parse(envelope(["parameters", "a weir"], ["sidecar", FIELDS]));
  assert.deepEqual([bare?.raw_positive, bare?.steps, bare?.generator], ["a weir", "30", "json"]);
  const graph = parse(envelope(["prompt", GRAPH], ["sidecar", FIELDS]));
  assert.deepEqual([graph?.raw_positive, graph?.generator], ["a pond", "json"]);
  assert.equal(parse(envelope(["prompt", GRAPH])), null);
});

Deno.test("of an envelope of 100,000 texts a thousand are looked at", () => {
  const many = Array.from(
    { length: 100_000 },
    (_, n): KeyedText => [`k${n}`, `Steps: 1, Seed: ${n}, k${n}: 1`],
  );
  const record = parse(envelope(...many, ["comment", FIELDS]));
  assert.deepEqual([record?.seed, record?.params.size, record?.model_name], ["0", 1002, null]);
});

const CHOICES: readonly [what: string, texts: readonly KeyedText[], source: string | null][] = [
  ["nothing", [], null],
  ["a caption and a camera", [["description", "a boat"], ["software", "GIMP"]], null],
  ["a caption before fields", [["description", "a boat"], ["comment", FIELDS]], "png:comment"],
  [
    "a bare prompt under parameters",
    [["parameters", "a boat"], ["comment", FIELDS]],
    "png:parameters",
  ],
  ["a blank text under parameters", [["parameters", " \0\n"], ["comment", FIELDS]], "png:comment"],
];

for (const [what, texts, source] of CHOICES) {
  Deno.test(`out of a container: ${what}`, () => {
    assert.equal(gather(entriesOf(texts))?.source ?? null, source);
  });
}

Deno.test("a text alone is stored as it is, and nothing behind it is read", () => {
  const read: string[] = [];
  const entries = entriesOf([["parameters", ` ${INFOTEXT}`], ["comment", FIELDS]], read);
  assert.equal(gather(entries)?.text, ` ${INFOTEXT}`);
  assert.deepEqual(read, ["parameters"]);
});

Deno.test("every key that a generator declares is wanted of containers, once", () => {
  const keys = wantedKeys();
  assert.deepEqual(new Set(keys), new Set(GENERATORS.flatMap((generator) => generator.keys)));
  assert.equal(new Set(keys).size, keys.length);
});
