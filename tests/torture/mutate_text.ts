/** Texts of the grammar, and real texts changed where it hurts. */
import fc from "fast-check";
import { pairLists, prompts, writeInfotext } from "../support/a1111_writer.ts";
import { hostileTexts } from "../support/hostile_texts.ts";
import type { Random } from "./random.ts";

/** What means something to the parser, and what means trouble. */
const TOKENS = [
  ..."\"'\\,:;.<>()[]{}=@#|/*+-_0 \t\n\r\0\uFEFF\u2028\uD83D\uDE00é羊",
  ", ",
  ": ",
  "\n",
  "\r\n",
  "Steps: 20",
  "\nSteps: 20, Sampler: Euler a, Seed: 1",
  "\nNegative prompt: ",
  "Negative prompt:",
  "\nTemplate: ",
  "\nNegative Template: ",
  "Parameters: ",
  "<lora:",
  "<lyco:",
  "<lora:moss:0.5>",
  "lora:moss:1",
  ":te=0.5:unet=1",
  "BREAK",
  "(a:1.2)",
  "\\(",
  'Lora hashes: "a: 0123456789ab, b: ',
  'Hashes: {"model": "0123456789", "lora:a": "',
  'Civitai resources: [{"type":"lora","weight":0.5,"modelVersionId":1}]',
  "Size: 512x768",
  "Seed: 18446744073709551615",
  "CFG scale: 1e999",
  "Steps: -0",
  "NaN",
  '{"parameters": "',
  '"}',
  '{"a":[',
  "]}",
  '"class_type":',
  "Workflow: {",
  "<?xml",
  "__proto__: 1",
  "constructor: 2",
  "$&$1$`",
  "%s%n",
  "'); DROP TABLE files; --",
  "\x1b[31m\u009b2J\u202e",
];

type Mutation = (text: string, random: Random, other: string) => string;

const MUTATIONS: readonly Mutation[] = [
  (text, random) => {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + random.pick(TOKENS) + text.slice(at);
  },
  (text, random) => {
    const [from, to] = random.range(text.length);
    return text.slice(0, from) + random.pick(TOKENS) + text.slice(Math.min(to, from + 3));
  },
  (text, random) => text.slice(0, random.below(text.length + 1)),
  (text, random) => text.slice(random.below(text.length + 1)),
  (text, random) => {
    const [from, to] = random.range(text.length);
    return text.slice(0, from) + text.slice(to);
  },
  (text, random) => {
    const [from, to] = random.range(text.length);
    const times = text.length > 2000 ? 2 : random.pick([2, 3, 20]);
    return text.slice(0, from) + text.slice(from, to).repeat(times) + text.slice(to);
  },
  (text, random, other) => {
    const [from, to] = random.range(other.length);
    const at = random.below(text.length + 1);
    return text.slice(0, at) + other.slice(from, to) + text.slice(at);
  },
  (text, random, other) =>
    text.slice(0, random.below(text.length + 1)) + other.slice(random.below(other.length + 1)),
  (text, random) => {
    const lines = text.split("\n");
    const [line = ""] = lines.splice(random.below(lines.length), 1);
    lines.splice(random.below(lines.length + 1), 0, line);
    return lines.join("\n");
  },
  (text, random) => {
    const pairs = text.split(", ");
    const [pair = ""] = pairs.splice(random.below(pairs.length), 1);
    pairs.splice(random.below(pairs.length + 1), 0, pair);
    return pairs.join(", ");
  },
  (text) => text.replaceAll("\n", " "),
  (text) => text.replaceAll("\n", ""),
  (text) => JSON.stringify(text),
  (text) => JSON.stringify({ parameters: text }),
  (text, _random, other) => JSON.stringify({ parameters: text, sidecar: other }),
  (text, random) => {
    const at = random.below(text.length);
    return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << random.below(16))) +
      text.slice(at + 1);
  },
];

/** Longer texts are cut: length is a matter of its own. */
const MAX_LENGTH = 20_000;

/** A text of the corpus, changed one to six times. */
export function mutatedText(corpus: readonly string[], random: Random): string {
  let text = random.pick(corpus);
  for (let count = 1 + random.below(6); count > 0; count--) {
    text = random.pick(MUTATIONS)(text, random, random.pick(corpus)).slice(0, MAX_LENGTH);
  }
  return text;
}

/** Texts by grammar: what A1111 writes, and hostile ones. */
export function* grammarTexts(count: number, seed: number): Generator<string> {
  const written = fc.record({ positive: prompts(), negative: prompts(), pairs: pairLists() })
    .map(writeInfotext);
  const batch = 500;
  for (let done = 0; done < count; done += batch) {
    const numRuns = Math.min(batch, count - done);
    yield* fc.sample(fc.oneof(hostileTexts(), written), { numRuns, seed: (seed + done) | 0 });
  }
}
