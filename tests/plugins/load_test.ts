import assert from "node:assert/strict";
import { join } from "node:path";
import { PluginError } from "../../src/host/plugin.ts";
import { loadPlugin, loadPlugins } from "../../src/plugins/load.ts";

const GOOD = `{ name: "mine", version: "1.0.0",
  functions: [{ name: "f", arities: [1], doc: "F.", run: (x: unknown) => x }] }`;

/** Runs a test with a module file of the given text. */
async function withFile(text: string, test: (file: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "mine own.ts");
    await Deno.writeTextFile(file, text);
    await test(file);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function refuses(file: string, state: RegExp): Promise<void> {
  await assert.rejects(loadPlugin(file), (error: Error) => {
    assert.ok(error instanceof PluginError, error.stack);
    assert.ok(error.message.startsWith(`Cannot load plugin "${file}": `), error.message);
    assert.match(error.message.slice(error.message.indexOf(": ") + 2), state);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  });
}

const GOOD_MODULES: [title: string, text: string][] = [
  ["as default", `export default ${GOOD};`],
  ["as plugin", `export const plugin = ${GOOD};`],
  ["as both", `export default ${GOOD}; export const plugin = 5;`],
];

for (const [title, text] of GOOD_MODULES) {
  Deno.test(`a file may export its plugin ${title}`, () =>
    withFile(text, async (file) => {
      const plugin = await loadPlugin(file);
      assert.equal(plugin.name, "mine");
      assert.equal(plugin.functions[0]?.run.call({ installed: [], generators: [] }, 5n), 5n);
    }));
}

Deno.test("several files give several plugins, in order; no file gives none", () =>
  withFile(`export default ${GOOD};`, async (file) => {
    assert.deepEqual((await loadPlugins([file, file])).map(({ name }) => name), ["mine", "mine"]);
    assert.deepEqual(await loadPlugins(), []);
  }));

const BAD_MODULES: [title: string, text: string, state: RegExp][] = [
  ["exports nothing", "", /^it exports no plugin; add `export default/],
  ["exports something else", "export const plug = 1;", /^it exports no plugin/],
  ["exports a number", "export default 5;", /^its plugin is no object/],
  ["exports null", "export default null;", /^it exports no plugin|^its plugin is no object/],
  ["exports a list", "export default [];", /^its plugin is no object/],
  ["has no name", `export default { ...${GOOD}, name: undefined };`, /^the plugin's name must/],
  ["has a blank name", `export default { ...${GOOD}, name: " " };`, /^the plugin's name must/],
  ["has no version", `export default { ...${GOOD}, version: 1 };`, /^the plugin's version must/],
  ["has no functions", `export default { ...${GOOD}, functions: [] };`, /^the plugin's functions/],
  [
    "has odd functions",
    `export default { ...${GOOD}, functions: [5] };`,
    /^the plugin's functions/,
  ],
  ["throws", `throw new Error("no luck\\ntoday");`, /^no luck$/],
  ["throws nothing much", "throw '';", /^it threw an error without a message$/],
  ["is no TypeScript", "export default {", /could not be parsed|Expected|Unexpected/],
  ["imports what is not there", `import "./nowhere.ts";`, /nowhere\.ts/],
];

for (const [title, text, state] of BAD_MODULES) {
  Deno.test(`a file that ${title} is refused in one line`, () =>
    withFile(text, (file) => refuses(file, state)));
}

Deno.test("a file that is not there is refused", () =>
  refuses("tests/plugins/none.ts", /^there is no such file; check the name$/));

Deno.test("a folder is refused", () =>
  refuses(import.meta.dirname ?? ".", /^it is not a file; name a \.ts or \.js file$/));

Deno.test("an address is taken for a file name, so nothing is fetched", () =>
  refuses("https://example.org/plugin.ts", /^there is no such file/));
