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
  const starts = [0];
  let start = 0;
  somePart(text, "\n", (line) => {
    start += line.length + 1;
    starts.push(start);
    return false;
  });
  return starts;
}

const MOST_PARTS = 1000;

/**
 * Whether one of the parts before a separator is what is looked for; the last part, behind which none stands, is not asked.
 * So many are cut at once: all parts of a long text may take twenty times its memory.
 */
function somePart(text: string, separator: string, isIt: (part: string) => boolean): boolean {
  for (let rest = text;;) {
    const parts = rest.split(separator, MOST_PARTS);
    let at = 0;
    for (let i = 0; i < parts.length - 1; i++) {
      const part = parts[i] as string;
      if (isIt(part)) return true;
      at += part.length + separator.length;
    }
    if (parts.length < MOST_PARTS) return false;
    rest = rest.slice(at);
  }
}

/** The text with U+FFFD for each lone surrogate. */
export function wellFormed(text: string): string {
  return text.toWellFormed();
}

const NEGATIVE = "negative prompt";
const STEP = "step";

/** Whether a `Negative prompt:` stands in a line, or a full stop before `Steps:`, by how they end: few keys end alike. */
export function mayBeShared(text: string, begin: number): boolean {
  const line = begin > 0 ? text.slice(begin) : text;
  return somePart(line, "t:", isNegative) || somePart(line, "T:", isNegative) ||
    somePart(line, "s:", isStepBehindStop) || somePart(line, "S:", isStepBehindStop);
}

/** Whether a text ends with `Negative promp`. What stands before a part of a line is another colon, so it is in this part. */
function isNegative(before: string): boolean {
  return before.slice(1 - NEGATIVE.length).toLowerCase() === NEGATIVE.slice(0, -1);
}

function isStepBehindStop(before: string): boolean {
  return before.slice(-STEP.length).toLowerCase() === STEP &&
    before.slice(0, -STEP.length).trimEnd().endsWith(".");
}
