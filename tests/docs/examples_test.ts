/**
 * The examples in comments and documents do what they say. They run in one isolate: with
 * `deno test --doc` each has its own, 30 s of processor time for two hundred of them.
 * `deno test --no-run --doc` checks their types.
 */
import assert from "node:assert/strict";
import { asModule, type Example, examples, examplesOf } from "./examples.ts";

const ROOT = new URL("../../", import.meta.url);
const EXAMPLES = examples(ROOT);

/** Runs an example as a file of its own, since a module is run once. */
async function run(example: Example): Promise<void> {
  const exported = example.path.endsWith(".ts")
    ? Object.keys(await import(new URL(example.path, ROOT).href))
    : [];
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, asModule(example, ROOT, exported));
    await import(new URL(`file://${file}`).href);
  } finally {
    await Deno.remove(file);
  }
}

for (const example of EXAMPLES) {
  Deno.test(`the example at ${example.path}:${example.line} runs`, () => run(example));
}

Deno.test("every block of TypeScript is an example", () => {
  assert.ok(EXAMPLES.length > 190, `${EXAMPLES.length} examples`);
});

Deno.test("an example that is wrong fails", async () => {
  const [wrong] = examplesOf("docs/x.md", '```ts\nthrow new RangeError("wrong");\n```\n');
  assert.ok(wrong);
  await assert.rejects(() => run(wrong), RangeError);
});

Deno.test("an example marked to be left out, or of another language, is none", () => {
  assert.deepEqual(examplesOf("docs/x.md", "```ts ignore\na();\n```\n```sql\nSELECT 1\n```\n"), []);
});

Deno.test("an example in a comment sees its file's exports, and its imports start from there", () => {
  const text = '/**\n * ```ts\n * import { a } from "./a.ts";\n * b(a);\n * ```\n */\n';
  const [example] = examplesOf("src/x.ts", text);
  assert.ok(example);
  assert.deepEqual([example.line, example.code], [2, 'import { a } from "./a.ts";\nb(a);\n']);
  assert.equal(
    asModule(example, new URL("file:///b/"), ["a", "b", "c"]),
    'import { b } from "file:///b/src/x.ts";import { a } from "file:///b/src/a.ts";\nb(a);\n',
  );
});
