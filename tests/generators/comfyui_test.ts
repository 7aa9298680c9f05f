import assert from "node:assert/strict";
import { parse } from "../../src/generators/parse.ts";
import { GENERATORS } from "../../src/generators/table.ts";
import { graphsIn } from "../../src/generators/shared/graph_document.ts";
import { Text } from "../../src/record/texts.ts";
import { read } from "../fixtures/reading.ts";
import { differencesFrom, pictureOf, type RealCase, realCases } from "../support/real_cases.ts";

const NAMES: readonly string[] = GENERATORS.map(({ name }) => name);

/** Whether a picture holds a graph, alone or beside the record of a generator that is known. */
function holdsGraph({ generator, texts }: RealCase): boolean {
  return NAMES.includes(generator) &&
    texts.some(({ key, text }) => graphsIn(new Text(key.toLowerCase(), text)) !== null);
}

for (const one of realCases(holdsGraph)) {
  Deno.test(`real graph: ${one.name} gives every value that stands in it`, () => {
    const picture = pictureOf(one);
    const stored = picture === null ? one.texts[0]?.text : read(picture).text;
    assert.deepEqual(differencesFrom(one.expected, parse(stored ?? "")), []);
  });
}
