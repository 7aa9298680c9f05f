/** LoRA tags are found as the pattern of their grammar finds them. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { cleanPrompt, eachTag, FLOAT, type LoraTag } from "../../src/record/lora_tags.ts";

/** The whole grammar at once, tried at every place. */
const GRAMMAR = new RegExp(
  String.raw`<(?:(?:lora|lyco):([^<>\r\n]*)|[\p{L}\p{N}_]+:[^<>\r\n]*)>` +
    String.raw`|(?<![\p{L}\p{N}_])lora:([^:\s<>]+):(${FLOAT})`,
  "giu",
);

const PIECES = fc.constantFrom(
  ..."<|>|lora|LoRa|lyco|lora:a:1|<lora:moss:0.8>|<lyco:b>|<hypernet:c:1>|aurora|flora|:|(a:1.2)|0.5| |  |\n|\r|,|é|🌿|_|<lora:x:te=1:unet=2>"
    .split("|"),
);
const PROMPT = fc.array(PIECES, { maxLength: 14 }).map((pieces) => pieces.join(""));

/** What a tag says first: its name, and the weight of a plain one. */
function byGrammar(prompt: string): string[] {
  return [...prompt.matchAll(GRAMMAR)].flatMap(([, args, plain, weight]) =>
    args !== undefined ? [args.split(":", 1)[0] ?? ""] : plain ? [`${plain} ${weight}`] : []
  );
}

Deno.test("tags in brackets and plain ones are those that the grammar finds, in order", () => {
  let count = 0;
  fc.assert(
    fc.property(PROMPT, (prompt) => {
      const expected = byGrammar(prompt);
      const found: LoraTag[] = [];
      eachTag(prompt, (tag) => found.push(tag));
      const texts = found.map(({ raw_name, te }, i) =>
        expected[i] === raw_name ? raw_name : `${raw_name} ${te}`
      );
      assert.deepEqual(texts, expected);
      count += found.length;
    }),
    { numRuns: 20_000 },
  );
  assert.ok(count > 10_000, `${count} tags`);
});

Deno.test("a clean prompt is what the grammar leaves when it finds nothing any more", () => {
  fc.assert(
    fc.property(PROMPT, (prompt) => {
      let rest = prompt;
      for (let pass = 0; pass < 16; pass++) {
        rest = rest.replace(
          GRAMMAR,
          (tag, args, plain) => args === undefined && plain === undefined ? tag : "",
        );
      }
      if (byGrammar(rest).length > 0) return;
      assert.equal(cleanPrompt(prompt), rest.replace(/ {2,}/g, " ").trim());
    }),
    { numRuns: 20_000 },
  );
});
