/**
 * Stands in for `src/record/search.ts`. QuickJS's `indexOf` compares at every place and its regular expressions are slow;
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

/** So many parts of a text are cut at once: all those of a long one may take twenty times its memory. */
const MOST_PARTS = 1000;

/** Where the lines of a text begin. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  let start = 0;
  let lines: string[];
  do {
    lines = (start > 0 ? text.slice(start) : text).split("\n", MOST_PARTS);
    for (let i = 0; i < lines.length - 1; i++) {
      start += (lines[i] as string).length + 1;
      starts.push(start);
    }
  } while (lines.length === MOST_PARTS);
  return starts;
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

/** Whether one of the parts in front of an `end` is what is looked for. */
function somePart(line: string, end: string, isIt: (part: string) => boolean): boolean {
  for (let rest = line;;) {
    const parts = rest.split(end, MOST_PARTS);
    for (let i = 0; i < parts.length - 1; i++) if (isIt(parts[i] as string)) return true;
    if (parts.length < MOST_PARTS) return false;
    // What stands behind the last part but one is cut again.
    parts[MOST_PARTS - 1] = "";
    rest = rest.slice(parts.join(end).length);
  }
}

/** Whether a text ends with `Negative promp`. What stands before a part of a line is another colon, so it is in this part. */
function isNegative(before: string): boolean {
  return before.slice(1 - NEGATIVE.length).toLowerCase() === NEGATIVE.slice(0, -1);
}

function isStepBehindStop(before: string): boolean {
  return before.slice(-STEP.length).toLowerCase() === STEP &&
    before.slice(0, -STEP.length).trimEnd().endsWith(".");
}
