/**
 * Width of a text on a terminal, in columns.
 *
 * @module
 */
import { eastAsianWidth } from "get-east-asian-width";

const ONE_EACH = /^[\x20-\x7e]*$/;
const WIDE_EMOJI = /^\p{Emoji_Presentation}|\u{fe0f}/u;
const NO_WIDTH = /^[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}]$/u;
/** The voicing marks of halfwidth kana have a column of their own. */
const HALFWIDTH_MARK = /.[\uff9e\uff9f]$/u;

let segmenter: Intl.Segmenter | undefined;

/** Splits a text into what a reader takes for characters, each with its columns: combining marks count with their letter. */
function* characters(text: string): Generator<{ text: string; width: number }> {
  segmenter ??= new Intl.Segmenter();
  for (const { segment } of segmenter.segment(text)) {
    yield { text: segment, width: characterWidth(segment) };
  }
}

function characterWidth(character: string): number {
  if (WIDE_EMOJI.test(character)) return 2;
  const base = [...character].find((char) => !NO_WIDTH.test(char))?.codePointAt(0);
  if (base === undefined) return 0;
  return eastAsianWidth(base) + (HALFWIDTH_MARK.test(character) ? 1 : 0);
}

/**
 * The columns of a text without control characters: East Asian wide characters and emoji take two, combining marks none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(displayWidth("猫 e\u0301"), 4);
 * ```
 */
export function displayWidth(text: string): number {
  if (ONE_EACH.test(text)) return text.length;
  let width = 0;
  for (const character of characters(text)) width += character.width;
  return width;
}

/**
 * The beginning of a text that fits into `columns`, with `…` as its last column when something is cut off.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(cutToWidth("a small cat", 8), "a small…");
 * ```
 */
export function cutToWidth(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let cut = "";
  let width = 0;
  for (const character of characters(text)) {
    width += character.width;
    if (width > columns - 1) break;
    cut += character.text;
  }
  return `${cut}…`;
}
