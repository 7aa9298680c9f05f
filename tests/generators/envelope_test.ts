import assert from "node:assert/strict";
import { textsInEnvelope } from "../../src/generators/envelope.ts";
import { Text } from "../../src/record/texts.ts";

const MARKS: [mark: string, isOurs: boolean][] = [
  ["1", true],
  ['"1"', false],
  ["true", false],
  ["2", false],
  ["null", false],
  ["[1]", false],
];

for (const [mark, isOurs] of MARKS) {
  Deno.test(`a text marked ${mark} is ${isOurs ? "an" : "no"} envelope`, () => {
    const text = `{"sqlite-sd": ${mark}, "texts": {"parameters": "a fern"}}`;
    assert.equal(textsInEnvelope(new Text("", text)) !== null, isOurs);
  });
}
