/** The parser alone over the lines of a file of JSON strings; prints texts per second, the fastest of three passes. */
import { parse } from "../../src/generators/parse.ts";

const [file = ""] = Deno.args;
const texts = Deno.readTextFileSync(file).trim().split("\n").map((line) =>
  String(JSON.parse(line))
);
let best = 0;
for (let pass = 0; pass < 3; pass++) {
  const start = performance.now();
  for (const text of texts) parse(text);
  best = Math.max(best, texts.length / (performance.now() - start) * 1000);
}
Deno.stdout.writeSync(new TextEncoder().encode(`${best}\n`));
