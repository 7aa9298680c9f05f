import assert from "node:assert/strict";
import { expectation, findingsOf, graphSamples, reading, textOf } from "./graphs.ts";

for (const sample of graphSamples()) {
  Deno.test(`a graph: ${sample.name}`, () => {
    const actual = reading(findingsOf(textOf(sample.graph)), sample);
    assert.deepEqual(actual, expectation(sample));
  });
}
