/**
 * Stands in for `src/record/engine.ts`. In QuickJS calls and objects cost several times as much as in V8, so that texts which
 * come again are looked up; `indexOf` compares at every place and regular expressions are slow, where `split` looks for
 * the first character alone.
 *
 * @module
 */

/** Up to this length a text is likely to come again: keys, samplers, models. */
const SHORT = 48;
/** Texts that are remembered; then all are forgotten. */
const MOST_SHORT = 2000;
/** As many as a record has prompts, which stand in it and in its canonical JSON. */
const PROMPTS = 4;

const shortQuoted = new Map<string, string>();
const prompts: string[] = [];
const quotedPrompts: string[] = [];
let nextPrompt = 0;

/** Writes a text as a JSON string. */
export function quote(text: string): string {
  if (text.length > SHORT) return quotePrompt(text);
  const known = shortQuoted.get(text);
  if (known !== undefined) return known;
  if (shortQuoted.size >= MOST_SHORT) shortQuoted.clear();
  const quoted = JSON.stringify(text);
  shortQuoted.set(text, quoted);
  return quoted;
}

function quotePrompt(text: string): string {
  const known = quotedPrompts[prompts.indexOf(text)];
  if (known !== undefined) return known;
  const quoted = JSON.stringify(text);
  prompts[nextPrompt] = text;
  quotedPrompts[nextPrompt] = quoted;
  nextPrompt = (nextPrompt + 1) % PROMPTS;
  return quoted;
}

/** Values of short pieces of text that come again and again: one is found in a fifth of the time that it takes to read. */
export class Recall<Value> {
  private readonly known = new Map<string, Value>();

  /** The value of the piece from `from` to `to`, if it is remembered. */
  get(text: string, from: number, to: number): Value | undefined {
    return to - from > SHORT ? undefined : this.known.get(text.slice(from, to));
  }

  /** Takes note of the value of a piece, whatever stands around it. */
  set(text: string, from: number, to: number, value: Value): void {
    if (to - from > SHORT) return;
    if (this.known.size >= MOST_SHORT) this.known.clear();
    this.known.set(text.slice(from, to), value);
  }
}

/** Whether a piece of text stands anywhere. */
export function holds(text: string, piece: string): boolean {
  return firstOf(text, piece) >= 0;
}

/** Where a piece of text stands first, or -1. */
export function firstOf(text: string, piece: string): number {
  const { length } = text.split(piece, 1)[0] as string;
  return length < text.length ? length : -1;
}

/** How often a character stands in a text, up to one more than `most`. */
export function countOf(text: string, character: string, most: number): number {
  return text.split(character, most + 2).length - 1;
}

/** Parts that a text is cut into at once: all those of a long one may take twenty times its memory. */
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

/** Whether a text has neither NUL nor U+FEFF in it, and no lone surrogate. */
export function isStorable(text: string): boolean {
  return !holds(text, "\0") && !holds(text, "\uFEFF") && text.isWellFormed();
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
