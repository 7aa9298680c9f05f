/**
 * Stands in for `src/infotext/search.ts`. QuickJS's `indexOf` compares at every place and its regular expressions are slow;
 * `split` looks for the first character alone, and lone surrogates have a function of their own.
 *
 * @module
 */

/** Whether a piece of text stands anywhere. */
export function holds(text: string, piece: string): boolean {
  return firstOf(text, piece) >= 0;
}

/** Where a piece of text stands first, or -1. */
export function firstOf(text: string, piece: string): number {
  const { length } = text.split(piece, 1)[0] as string;
  return length < text.length ? length : -1;
}

/** Where the lines of a text begin. */
export function lineStarts(text: string): number[] {
  const lines = text.split("\n");
  const starts = [0];
  let start = 0;
  for (let i = 0; i < lines.length - 1; i++) {
    start += (lines[i] as string).length + 1;
    starts.push(start);
  }
  return starts;
}

/** The text with U+FFFD for each lone surrogate. */
export function wellFormed(text: string): string {
  return text.toWellFormed();
}

const LETTER_S = 0x73;
const LETTER_T = 0x74;
const LOWER_CASE = 0x20;
const NEGATIVE = "negative prompt";
const STEPS = "steps";

/** Whether a `Negative prompt:` stands in a line, or a full stop before `Steps:`. Colons are few; a pattern is tried everywhere. */
export function mayBeShared(line: string, begin: number): boolean {
  for (let at = line.indexOf(":", begin); at >= 0; at = line.indexOf(":", at + 1)) {
    const last = line.charCodeAt(at - 1) | LOWER_CASE;
    if (last === LETTER_T && endsWith(line, begin, at, NEGATIVE)) return true;
    if (last === LETTER_S && endsWith(line, begin, at, STEPS)) {
      const before = line.slice(begin, at - STEPS.length).trimEnd();
      if (before.endsWith(".")) return true;
    }
  }
  return false;
}

function endsWith(line: string, begin: number, end: number, word: string): boolean {
  const from = end - word.length;
  return from >= begin && line.slice(from, end).toLowerCase() === word;
}
