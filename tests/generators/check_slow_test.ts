/** The conformance suite finds what is wrong with a generator. */
import assert from "node:assert/strict";
import {
  checkGenerator,
  type Findings,
  type Generator,
  type GeneratorSample,
  type Texts,
} from "../../mod.ts";
import { processorTime } from "../support/patience.ts";

const SAMPLE: GeneratorSample = {
  name: "plain",
  texts: { comment: "tide 1\na harbour", source: "meadow" },
  columns: { raw_positive: "a harbour", model_name: "meadow" },
};

const findings = (
  { text, get }: { text: Texts["text"]; get: (key: string) => string },
): Findings => ({
  positive: text.normal.split("\n").slice(1).join("\n").trim(),
  negative: "",
  params: new Map(),
  fields: { model_name: get("source") },
});

/** A generator without fault, changed in one way. */
function tide(change: Partial<Generator> = {}): Generator {
  return {
    name: "tide",
    version: 1,
    keys: ["comment", "source"],
    recognises: ({ text }) => text.normal.startsWith("tide 1\n"),
    read: (texts) => findings({ text: texts.text, get: (key) => texts.get(key)?.normal ?? "" }),
    ...change,
  };
}

Deno.test("nothing is wrong with a generator that holds to all", () => {
  assert.deepEqual(checkGenerator(tide(), [SAMPLE], undefined, processorTime), []);
});

/** Work that grows with the square of the length. */
function slowly(text: string): void {
  let found = 0;
  for (let at = 0; at < text.length; at += 64) found += text.indexOf("\u0007", at);
  assert.ok(found <= 0);
}

const read = tide().read;

const NOTHING: Findings = { positive: "", negative: "", params: new Map() };

const FAULTS: Readonly<Record<string, [Partial<Generator>, Partial<GeneratorSample>, RegExp]>> = {
  "its samples are not recognised": [{ recognises: () => false }, {}, /plain: it is not claimed/],
  "it claims a camera's comment": [
    { recognises: ({ text }) => text.normal !== "" && text.json === undefined },
    {},
    /it claims "OLYMPUS DIGITAL CAMERA"/,
  ],
  "its findings are none": [
    { read: () => ({ ...NOTHING, positive: 7 }) as unknown as Findings },
    {},
    /plain: positive must be a text/,
  ],
  "it reads a key that it does not declare": [
    { keys: ["comment"] },
    {},
    /reads "source", which is not among its keys/,
  ],
  "its text is another's too": [
    { recognises: ({ text }) => text.normal.includes("Steps: ") },
    { texts: "a\nSteps: 20, Seed: 1, Size: 8x8", columns: { raw_positive: "" } },
    /a1111 claims it too/,
  ],
  "a column is filled that should be empty": [
    { read: (texts) => ({ ...read(texts) as Findings, fields: { steps: "3" } }) },
    {},
    /steps is "3", not null/,
  ],
  "the prompt is empty": [
    { read: (texts) => ({ ...read(texts) as Findings, positive: "" }) },
    { columns: { model_name: "meadow" } },
    /the prompt is empty/,
  ],
  "a prompt has blanks at its ends": [
    { read: (texts) => ({ ...read(texts) as Findings, positive: "a harbour " }) },
    {},
    /blanks at its ends/,
  ],
  "nothing is read": [{ read: () => null }, {}, /gives no record/],
  "a parameter is lost": [{}, { params: { grain: "fine" } }, /params "grain" is null, not "fine"/],
  "a column is none": [{}, { columns: { mood: "calm" } }, /mood is no column/],
  "a broken text makes it throw": [
    {
      read: (texts) => {
        if (texts.text.normal.length < 12) throw new Error("too short");
        return read(texts);
      },
    },
    {},
    /a broken text makes it throw Error: too short/,
  ],
  "a stranger's text makes it throw": [
    {
      recognises: ({ text }) => {
        if (text.normal.includes("GIMP")) throw new Error("no gimp");
        return text.normal.startsWith("tide 1\n");
      },
    },
    {},
    /"Created with GIMP" makes it throw Error: no gimp/,
  ],
  "its work grows with the square": [
    {
      recognises: ({ text }) => {
        slowly(text.normal);
        return text.normal.startsWith("tide 1\n");
      },
    },
    {},
    /eight times the text takes it \d+ times as long/,
  ],
};

for (const [what, [change, sample, expected]] of Object.entries(FAULTS)) {
  Deno.test(`the suite finds out that ${what}`, () => {
    const faults = checkGenerator(
      tide(change),
      [{ ...SAMPLE, ...sample }],
      undefined,
      processorTime,
    );
    assert.ok(faults.some((line) => expected.test(line)), faults.join("\n"));
    for (const line of faults) assert.doesNotMatch(line, /\n/);
  });
}

Deno.test("a generator without samples is not checked", () => {
  assert.deepEqual(checkGenerator(tide(), []), ["there is no sample"]);
});
