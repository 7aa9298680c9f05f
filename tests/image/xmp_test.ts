import assert from "node:assert/strict";
import fc from "fast-check";
import { xmpEntries } from "../../src/image/blocks/xmp.ts";
import { bytes, utf16, utf8 } from "../fixtures/bytes.ts";
import { descriptionRdf, escapeXml, xmpPacket, xmpText } from "../fixtures/xmp.ts";
import { within } from "../support/patience.ts";

const DC = `xmlns:dc="http://purl.org/dc/elements/1.1/"`;
const RDF = `xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"`;

function xmpDescriptions(packet: Uint8Array): (string | null)[] {
  return xmpEntries(packet, []).descriptions.map((entry) => entry.read());
}

function description(content: string): string {
  return xmpText(`<rdf:Description ${DC}>${content}</rdf:Description>`);
}

const CASES: readonly [name: string, packet: string, expected: string[]][] = [
  [
    "x-default is preferred",
    xmpText(descriptionRdf([
      { language: "ja", text: "海" },
      { language: "x-default", text: "sea" },
    ])),
    ["sea"],
  ],
  [
    "else the first",
    xmpText(descriptionRdf([{ language: "ja", text: "海" }, { language: "de", text: "See" }])),
    ["海"],
  ],
  [
    "no language",
    description("<dc:description><rdf:Alt><rdf:li>a</rdf:li></rdf:Alt></dc:description>"),
    ["a"],
  ],
  ["direct text", description("<dc:description>a\n&lt;lora:b:1&gt;</dc:description>"), [
    "a\n<lora:b:1>",
  ]],
  ["an attribute", xmpText(`<rdf:Description ${DC} dc:description="a &amp; b&#xA;c"/>`), [
    "a & b\nc",
  ]],
  ["CDATA", description("<dc:description><![CDATA[<lora:a:1> & b]]></dc:description>"), [
    "<lora:a:1> & b",
  ]],
  ["numeric entities", description("<dc:description>&#60;&#x1F30A;</dc:description>"), ["<🌊"]],
  ["an empty item", description("<dc:description><rdf:Alt><rdf:li/></rdf:Alt></dc:description>"), [
    "",
  ]],
  [
    "other prefixes for the namespaces",
    `<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:d="http://purl.org/dc/elements/1.1/">` +
    `<d:description><r:Alt><r:li>a</r:li></r:Alt></d:description></r:RDF>`,
    ["a"],
  ],
  [
    "the prefix dc for another namespace",
    `<r xmlns:dc="urn:other"><dc:description>a</dc:description></r>`,
    [],
  ],
  ["a description elsewhere", `<r ${RDF} xmlns:t="urn:t"><t:description>a</t:description></r>`, []],
  [
    "several descriptions",
    `<r ${DC} dc:description="a"><dc:description>b</dc:description></r>`,
    ["a", "b"],
  ],
  ["no description", xmpText("<rdf:Description/>"), []],
];

for (const [name, packet, expected] of CASES) {
  Deno.test(`XMP: ${name}`, () => assert.deepEqual(xmpDescriptions(utf8(packet)), expected));
}

const MALFORMED: readonly [name: string, packet: string, expected: string[]][] = [
  [
    "an unescaped tag",
    xmpText(
      descriptionRdf([{ language: "x-default", text: "a <lora:b:0.8> & c &lt;lora:d:1&gt;" }]),
    ),
    ["a <lora:b:0.8> & c <lora:d:1>"],
  ],
  [
    "an unescaped tag, several languages",
    xmpText(descriptionRdf([
      { language: "ja", text: "<lora:b:1>" },
      { language: "x-default", text: "<lora:c:1>" },
    ])),
    ["<lora:c:1>"],
  ],
  [
    "an unescaped tag outside a list, with another prefix",
    `<r xmlns:d="http://purl.org/dc/elements/1.1/"><d:description>a <lora:b:1> &#62;&#x3e;</d:description></r>`,
    ["a <lora:b:1> >>"],
  ],
  ["an attribute in what is no XML", `<r ${DC} dc:description='a &quot;b&apos;'><br></r>`, [
    "a \"b'",
  ]],
  ["a prefix that is not declared", "<r><dc:description>a</dc:description></r>", ["a"]],
  ["cut in the text", `<r ${DC}><dc:description><rdf:Alt><rdf:li xml:lang="en">a <lora:b:1> c`, [
    "a <lora:b:1> c",
  ]],
  ["cut in a tag", `<r ${DC}><dc:description`, []],
  ["an empty item", `<r ${DC}><dc:description><rdf:li xml:lang="en"/></dc:description><br>`, [""]],
  ["impossible code points", `<r><dc:description>&#x110000;&#9999999;</dc:description></r>`, [
    "\uFFFD\uFFFD",
  ]],
  [
    "unknown entities and those of too many digits stay",
    `<r><dc:description>&nbsp;&#x1000041;&#10000041;&#9;&#xA;&lt;</dc:description></r>`,
    ["&nbsp;&#x1000041;&#10000041;\t\n<"],
  ],
  [
    "other elements named description",
    `<r><a:description>no</a:description><dc:description>yes <b></dc:description></r>`,
    ["yes <b>"],
  ],
  [
    "complete before the packet breaks",
    `<r ${DC}><dc:description>a</dc:description><broken`,
    ["a"],
  ],
];

for (const [name, packet, expected] of MALFORMED) {
  Deno.test(`malformed XMP: ${name}`, () =>
    assert.deepEqual(xmpDescriptions(utf8(packet)), expected));
}

Deno.test("XMP may be UTF-16, with a byte order mark or without", () => {
  const packet = `<r ${DC}><dc:description>海 sea</dc:description></r>`;
  for (const order of ["big", "little"] as const) {
    for (const mark of ["\uFEFF", ""]) {
      assert.deepEqual(xmpDescriptions(utf16(mark + packet, order)), ["海 sea"]);
    }
  }
  assert.deepEqual(xmpDescriptions(bytes([0xef, 0xbb, 0xbf], utf8(packet))), ["海 sea"]);
});

Deno.test("a long description comes back whole, with thousands of entities", () => {
  const text = `${"sea & <lora:a:1> ".repeat(20_000)}end`;
  assert.deepEqual(xmpDescriptions(xmpPacket(text)), [text]);
});

Deno.test("any text that XML can hold comes back from a packet", () => {
  const character = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll(/\p{Cc}/gu, ""));
  fc.assert(fc.property(character, (text) => {
    assert.deepEqual(xmpDescriptions(xmpPacket(text)), [text]);
  }));
});

Deno.test("no DTD is obeyed: entities it declares are not expanded", () => {
  const levels = Array.from(
    { length: 9 },
    (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`,
  );
  const bomb =
    `<!DOCTYPE r [<!ENTITY l0 "lol"><!ENTITY file SYSTEM "file:///etc/passwd">${
      levels.join("")
    }]>` +
    `<r ${DC}><dc:description>&l9; &file;</dc:description></r>`;
  assert.deepEqual(xmpDescriptions(utf8(bomb)), ["&l9; &file;"]);
});

Deno.test("hostile packets are read in bounded time", () => {
  const many = 100_000;
  const hostile = [
    `<r ${DC}>${"<a>".repeat(many)}<dc:description>x</dc:description>`,
    `<r ${DC}>${"<dc:description>".repeat(many)}`,
    `<r ${DC}><dc:description>${"<rdf:li>".repeat(many)}`,
    `<r ${DC}>${'<a xmlns:b="urn:b">'.repeat(many)}description`,
    `<r ${Array.from({ length: many }, (_, i) => `a${i}="1"`).join(" ")} b="description"/>`,
    `<r ${"dc:description='".repeat(many)}`,
    `${"<dc:description ".repeat(many)}`,
    `description${"<".repeat(many)}`,
    `description${"&#1;".repeat(many)}`,
    `description<r${" ".repeat(many)}`,
    `description <r x="${'xmlns:a="'.repeat(many)}`,
  ];
  for (const packet of hostile) {
    within(6000, () => xmpDescriptions(utf8(packet)));
  }
});

Deno.test("escaping and packet agree on text that looks like entities", () => {
  assert.deepEqual(xmpDescriptions(xmpPacket("&amp;lt;")), ["&amp;lt;"]);
  assert.equal(escapeXml("<&"), "&lt;&amp;");
});
