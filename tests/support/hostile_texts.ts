/** Arbitrary texts that a file may hold. */
import fc from "fast-check";
import { fragments } from "./a1111_writer.ts";
import { anyText } from "./any_text.ts";

/** Any UTF-16 code units, lone surrogates included. */
function codeUnits(): fc.Arbitrary<string> {
  return fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 })
    .map((codes) => String.fromCharCode(...codes));
}

/** Bytes read as Latin-1. */
function bytes(): fc.Arbitrary<string> {
  return fc.uint8Array({ maxLength: 300 }).map((data) => String.fromCharCode(...data));
}

/** JSON with the keys and the values that mean something. */
function json(): fc.Arbitrary<string> {
  const keys = fc.constantFrom(
    ..."parameters infotext prompt negative_prompt steps seed cfg model size sidecar inputs class_type __proto__"
      .split(" "),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(fragments(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
      fc.dictionary(keys, tie("value"), { maxKeys: 4 }),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(keys, tie("value"), { maxKeys: 3 }).map((object) => JSON.stringify(object)),
    ),
  }));
  return value.map((tree) => JSON.stringify(tree));
}

/** Texts of every kind. */
export function hostileTexts(): fc.Arbitrary<string> {
  const tokens = [
    "Steps: 20, ",
    "\nNegative prompt: ",
    "\nTemplate: ",
    "Parameters: ",
    "<lora:",
    "<lyco:",
    "lora:",
    ":1>",
    "\\",
    "\r",
    "\0",
    "\uFEFF",
    "\uD83D",
    "<?xml",
    "Workflow: {",
    '{"parameters": "',
    '"class_type":',
  ];
  return fc.oneof(codeUnits(), bytes(), fragments(tokens), json(), anyText());
}
