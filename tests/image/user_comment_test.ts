import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeUserComment } from "../../src/image/blocks/user_comment.ts";
import { bytes, utf16, utf8 } from "../fixtures/bytes.ts";
import { CJK_INFOTEXT, INFOTEXT } from "../fixtures/reading.ts";
import { anyText } from "../support/any_text.ts";

const UNICODE = "UNICODE\0";
const CJK = "静かな入り江";
const EMOJI = "🌊 sea";

const CASES: readonly [
  name: string,
  value: Uint8Array,
  order: "big" | "little",
  expected: string,
][] = [
  ["BE in MM (case 87)", bytes(UNICODE, utf16(INFOTEXT, "big")), "big", INFOTEXT],
  ["BE in II (case 87)", bytes(UNICODE, utf16(INFOTEXT, "big")), "little", INFOTEXT],
  ["LE in II (case 87)", bytes(UNICODE, utf16(INFOTEXT, "little")), "little", INFOTEXT],
  ["LE in MM (case 87)", bytes(UNICODE, utf16(INFOTEXT, "little")), "big", INFOTEXT],
  ["CJK first, BE in MM (88)", bytes(UNICODE, utf16(CJK_INFOTEXT, "big")), "big", CJK_INFOTEXT],
  ["CJK first, BE in II (88)", bytes(UNICODE, utf16(CJK_INFOTEXT, "big")), "little", CJK_INFOTEXT],
  ["CJK first, LE in MM (88)", bytes(UNICODE, utf16(CJK_INFOTEXT, "little")), "big", CJK_INFOTEXT],
  ["CJK only, in MM (88)", bytes(UNICODE, utf16(CJK, "big")), "big", CJK],
  ["CJK only, in II (88)", bytes(UNICODE, utf16(CJK, "little")), "little", CJK],
  ["BE mark in II (89)", bytes(UNICODE, utf16(`\uFEFF${CJK}`, "big")), "little", `\uFEFF${CJK}`],
  ["LE mark in MM (89)", bytes(UNICODE, utf16(`\uFEFF${CJK}`, "little")), "big", `\uFEFF${CJK}`],
  ["UTF-8 behind UNICODE (90)", bytes(UNICODE, utf8(CJK_INFOTEXT)), "big", CJK_INFOTEXT],
  ["UTF-8 and NULs behind UNICODE", bytes(UNICODE, utf8(INFOTEXT), [0, 0, 0]), "big", INFOTEXT],
  ["ASCII that is UTF-8 (91)", bytes("ASCII\0\0\0", utf8(CJK_INFOTEXT)), "big", CJK_INFOTEXT],
  ["ascii in lower case", bytes("ascii\0\0\0", utf8(INFOTEXT)), "big", INFOTEXT],
  ["eight zeros (91)", bytes("\0\0\0\0\0\0\0\0", utf8(CJK_INFOTEXT)), "little", CJK_INFOTEXT],
  ["no prefix (91)", utf8(CJK_INFOTEXT), "little", CJK_INFOTEXT],
  ["Unicode in mixed case (91)", bytes("Unicode\0", utf16(INFOTEXT, "big")), "big", INFOTEXT],
  ["JIS (91)", bytes("JIS\0\0\0\0\0", utf8(INFOTEXT)), "big", INFOTEXT],
  ["a lone last byte (93)", bytes(UNICODE, utf16(INFOTEXT, "big"), [7]), "little", INFOTEXT],
  ["a pair of NULs at the end (93)", bytes(UNICODE, utf16(`${CJK}\0`, "big")), "big", CJK],
  ["a lone surrogate", bytes(UNICODE, utf16("a\uD83Cb", "big")), "big", "a\uFFFDb"],
  ["surrogate pairs", bytes(UNICODE, utf16(EMOJI, "little")), "big", EMOJI],
  ["invalid UTF-8 behind ASCII", bytes("ASCII\0\0\0", "caf\xe9!"), "big", "caf\uFFFD!"],
  ["NULs behind ASCII", bytes("ASCII\0\0\0a\0\0"), "big", "a"],
  ["a prefix alone", bytes(UNICODE), "big", ""],
  ["shorter than a prefix", bytes("ASCII"), "big", "ASCII"],
  ["nothing", bytes(), "big", ""],
];

for (const [name, value, order, expected] of CASES) {
  Deno.test(`UserComment: ${name}`, () => {
    assert.equal(decodeUserComment(value, order === "little"), expected);
  });
}

/** Any text that could end a UserComment: no NUL at its end, no byte order mark at its start. */
const values = anyText().filter((text) => !text.endsWith("\0") && !text.startsWith("\uFEFF"));
const anyOrder = fc.constantFrom("big" as const, "little" as const);

Deno.test("any text with a byte order mark comes back from UTF-16, whatever the TIFF order", () => {
  fc.assert(fc.property(values, anyOrder, fc.boolean(), (text, order, tiffOrder) => {
    const value = bytes(UNICODE, utf16(`\uFEFF${text}`, order));
    assert.equal(decodeUserComment(value, tiffOrder), `\uFEFF${text}`);
  }));
});

Deno.test("any text with a parameters line comes back from UTF-16 of either order", () => {
  fc.assert(fc.property(values, anyOrder, fc.boolean(), (prompt, order, tiffOrder) => {
    const text = `${prompt}\n${INFOTEXT}${" ".repeat(prompt.length * 2)}.`;
    const value = bytes(UNICODE, utf16(text, order));
    assert.equal(decodeUserComment(value, tiffOrder), text);
  }));
});

Deno.test("any text comes back from UTF-8 under every prefix that says so", () => {
  const prefix = fc.constantFrom("ASCII\0\0\0", "JIS\0\0\0\0\0", "\0\0\0\0\0\0\0\0");
  fc.assert(fc.property(values, prefix, fc.boolean(), (text, charset, tiffOrder) => {
    assert.equal(decodeUserComment(bytes(charset, utf8(text)), tiffOrder), text);
  }));
});

Deno.test("any text without NUL comes back from UTF-8 behind UNICODE", () => {
  fc.assert(fc.property(values, fc.boolean(), (text, tiffOrder) => {
    const plain = text.replaceAll("\0", "");
    assert.equal(decodeUserComment(bytes(UNICODE, utf8(plain)), tiffOrder), plain);
  }));
});

Deno.test("any bytes are decoded without an error, to well-formed text without NULs at the end", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), fc.boolean(), (payload, tiffOrder) => {
    const text = decodeUserComment(bytes(UNICODE, payload), tiffOrder);
    assert.ok(text.isWellFormed() && !text.endsWith("\0"));
  }));
});
