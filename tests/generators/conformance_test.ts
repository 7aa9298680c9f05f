import assert from "node:assert/strict";
import { checkGenerator } from "../../src/generators/check/check.ts";
import type { GeneratorSample } from "../../src/generators/check/sample.ts";
import { detect } from "../../src/generators/detect.ts";
import type { Generator } from "../../src/generators/generator.ts";
import { GENERATORS } from "../../src/generators/table.ts";
import { VERSIONS } from "../../src/generators/versions.ts";
import { processorTime } from "../support/patience.ts";

/** The samples in a generator's folder. */
function samplesOf({ name }: Generator): GeneratorSample[] {
  const folder = new URL(`${name}/`, import.meta.url);
  return [...Deno.readDirSync(folder)].filter((file) => file.name.endsWith(".json"))
    .flatMap((file) => JSON.parse(Deno.readTextFileSync(new URL(file.name, folder))));
}

for (const generator of GENERATORS) {
  Deno.test(`${generator.name} claims its samples, reads them whole, and nothing else`, () => {
    assert.deepEqual(
      checkGenerator(generator, samplesOf(generator), GENERATORS, processorTime),
      [],
    );
  });
}

Deno.test("every sample is detected as its own generator's, whatever the others are", () => {
  for (const generator of GENERATORS) {
    for (const { name, texts } of samplesOf(generator)) {
      const text = typeof texts === "string" ? texts : JSON.stringify({ "sqlite-sd": 1, texts });
      assert.equal(detect(text), generator.name, name);
    }
  }
});

Deno.test("names are unique, and general generators stand behind all others", () => {
  const names = GENERATORS.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  const general = GENERATORS.map(({ isGeneral = false }) => isGeneral);
  assert.deepEqual(general, general.toSorted());
});

Deno.test("the versions that stand apart are those of the table", () => {
  const table = GENERATORS.map(({ name, version }) => ({ name, version }));
  assert.deepEqual(VERSIONS, table, "run: deno task stamps");
});

Deno.test("nothing outside a generator's own files and the table names it", () => {
  const src = new URL("../../src/", import.meta.url);
  const visit = (folder: URL, path: string): string[] =>
    [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
      isDirectory ? visit(new URL(`${name}/`, folder), `${path}${name}/`) : [`${path}${name}`]
    );
  for (const { name } of GENERATORS.filter(({ name }) => name !== "json")) {
    const own = new RegExp(
      `^generators/${name}(?:/|\\.ts$)|^generators/(?:table\\.ts|versions\\.json)$`,
    );
    for (const path of visit(src, "")) {
      if (own.test(path)) continue;
      const code = Deno.readTextFileSync(new URL(path, src))
        .replace(/\/\*\*?[^]*?\*\//g, "").replace(/^\s*(?:\/\/|--).*$/gm, "");
      const names = [`"${name}"`, `/${name}/`, `/${name}.ts`];
      assert.ok(names.every((one) => !code.includes(one)), `${path} names ${name}`);
    }
  }
});
