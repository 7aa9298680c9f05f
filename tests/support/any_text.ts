/** Arbitrary well-formed text. */
import fc from "fast-check";

const SURROGATES = 0xd800;
const BEYOND_SURROGATES = 0xe000;
const COUNT = 0x110000 - (BEYOND_SURROGATES - SURROGATES);

/** Any character of Unicode: as fast-check's unit "binary", whose table takes a second to make in each test file. */
const character = fc.integer({ min: 0, max: COUNT - 1 }).map((n) =>
  String.fromCodePoint(n < SURROGATES ? n : n - SURROGATES + BEYOND_SURROGATES)
);

/** Makes an arbitrary of texts of any characters, control characters and unassigned ones too. */
export function anyText(): fc.Arbitrary<string> {
  return fc.string({ unit: character });
}
