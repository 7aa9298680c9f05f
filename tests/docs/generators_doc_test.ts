import assert from "node:assert/strict";
import { GENERATORS } from "../../src/generators/table.ts";

const DOCUMENT = Deno.readTextFileSync(new URL("../../docs/generators.md", import.meta.url));

/** The sections by their headings. */
const SECTIONS = new Map(
  DOCUMENT.split(/^## /m).slice(1).map((section) => {
    const end = section.indexOf("\n");
    return [section.slice(0, end), section.slice(end)];
  }),
);

for (const { name } of GENERATORS) {
  Deno.test(`docs/generators.md says what is read of ${name}, and where that is described`, () => {
    const section = SECTIONS.get(name);
    assert.ok(section !== undefined, "there is no section");
    assert.match(section, /\]\(https:\/\/[^)]+\)/, "there is no source");
  });
}

Deno.test("docs/generators.md has a section for no other", () => {
  const names = GENERATORS.map(({ name }) => name);
  assert.deepEqual([...SECTIONS.keys()].filter((heading) => !names.includes(heading)), []);
});
