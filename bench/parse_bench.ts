import { parse } from "../src/generators/parse.ts";
import { Dice, infotext, type TextKind } from "./texts.ts";

const KINDS: readonly TextKind[] = [
  "plain",
  "loras",
  "quoted",
  "civitai",
  "unicode",
  "long",
  "no_negative",
];

for (const kind of KINDS) {
  const dice = new Dice(1);
  const texts = Array.from({ length: 200 }, () => infotext(kind, dice));
  Deno.bench(`parse: 200 texts, ${kind}`, { group: "parse" }, () => {
    for (const text of texts) parse(text);
  });
}
