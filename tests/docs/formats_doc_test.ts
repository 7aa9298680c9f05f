import assert from "node:assert/strict";
import { IMAGE_ENDINGS, IMAGE_FORMATS, listed } from "../../src/image/formats.ts";

const ROOT = new URL("../../", import.meta.url);

function documentOf(name: string): string {
  return Deno.readTextFileSync(new URL(name, ROOT));
}

/** Words as code, as documents write them. */
function code(words: readonly string[]): string[] {
  return words.map((word) => `\`${word}\``);
}

/** The cells of the rows of the first table behind a heading, without its head. */
function tableBehind(heading: string, text: string): string[][] {
  const section = text.split(`\n${heading}\n`)[1]?.split(/\n## /)[0] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("|")).slice(2);
  return rows.map((row) => row.split("|").slice(1, -1).map((cell) => cell.trim()));
}

Deno.test("README lists the formats of pictures with their endings as the table has them", () => {
  assert.deepEqual(
    tableBehind("## Pictures", documentOf("README.md")),
    IMAGE_FORMATS.map((
      { name, title, endings },
    ) => [title, `\`${name}\``, code(endings).join(", ")]),
  );
});

Deno.test("README says of no format that is scanned that it is not", () => {
  const sentence = /[^.]* not\s+scanned\./.exec(documentOf("README.md"))?.[0];
  assert.ok(sentence !== undefined);
  for (const { title } of IMAGE_FORMATS) {
    assert.ok(!sentence.split(/[\s,]+/).includes(title), `${title} is not scanned?`);
  }
});

Deno.test("the changelog names every format and every ending", () => {
  const text = documentOf("CHANGELOG.md").replace(/\s+/g, " ");
  const sentence = /- Generation text is read from .*?(?= - )/.exec(text)?.[0] ?? "";
  for (const { title } of IMAGE_FORMATS) assert.ok(sentence.includes(title), title);
  assert.ok(sentence.includes(listed(code(IMAGE_ENDINGS), "and")), sentence);
});

Deno.test("the schema lists the names of the formats in files.container", () => {
  const row = documentOf("docs/schema.md").split("\n").find((line) =>
    line.startsWith("| `container`")
  );
  assert.ok(
    row?.includes(`what the bytes are: ${code(IMAGE_FORMATS.map(({ name }) => name)).join(", ")},`),
  );
});
