/** JSON against `JSON.parse` of the same text: reading it, naming its format, and its record. */
import { detect } from "../src/generators/detect.ts";
import { parse } from "../src/generators/parse.ts";
import { readJson } from "../src/record/json.ts";
import { apiAnswer, apiGraph, invokeMetadata, withLongSeed } from "./json_texts.ts";
import { Dice } from "./texts.ts";

const TEXTS: Readonly<Record<string, string>> = {
  "graph of 8 KB": apiGraph(38, new Dice(1)),
  "graph of 60 KB": apiGraph(290, new Dice(2)),
  "InvokeAI's metadata": invokeMetadata(new Dice(3)),
  "API answer": apiAnswer(new Dice(4)),
};

for (const [name, short] of Object.entries(TEXTS)) {
  const documents = { [name]: short, [`${name}, seed of 20 digits`]: withLongSeed(short) };
  for (const [group, text] of Object.entries(documents)) {
    Deno.bench(`JSON.parse: ${group}`, { group, baseline: true }, () => void JSON.parse(text));
    Deno.bench(`readJson: ${group}`, { group }, () => void readJson(text));
    Deno.bench(`detect: ${group}`, { group }, () => void detect(text));
    Deno.bench(`parse: ${group}`, { group }, () => void parse(text));
  }
}
