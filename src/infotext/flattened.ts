/**
 * Infotext whose line breaks were lost: `a cat.Negative prompt: bad.Steps: 24, Sampler: …`.
 *
 * @module
 */
import { keyFacts } from "./keys.ts";
import { areEnough, isKnown, type Pair, readPairs } from "./pairs.ts";

/** Where `Steps: <digit>` may begin, the likeliest places first: behind a full stop, a comma, a blank. */
const STEPS = [/(?:^|\.)\s*(?=Steps:\s*\d)/g, /,\s*(?=Steps:\s*\d)/g, /\s(?=Steps:\s*\d)/g];

/**
 * Where the parameters begin in a line that also holds prompt text; 0 where it holds nothing but pairs.
 *
 * @returns An index into `line`, or `null` when the parameters cannot be told from the rest.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(flattenedParameters("a cat.Steps: 24, Seed: 1, Size: 8x8"), 6);
 * ```
 */
export function flattenedParameters(line: string): number | null {
  const { pairs, malformed } = readPairs(line);
  if (!malformed && pairs.every((pair) => pair.facts.strict)) return 0;
  const steps = findSteps(line, pairs);
  return steps === null ? runAtEnd(line, pairs) : extendToTheLeft(line, pairs, steps);
}

/** The first `Steps: <digit>` that at least two more pairs follow. */
function findSteps(line: string, pairs: readonly Pair[]): number | null {
  const strict = pairs.filter((pair) => pair.facts.strict);
  const latest = strict[strict.length - 2]?.start ?? -1;
  for (const pattern of STEPS) {
    for (const match of line.matchAll(pattern)) {
      const at = match.index + match[0].length;
      if (at >= latest) break;
      return at;
    }
  }
  return null;
}

/** Takes in the known pairs that stand directly before the one at `steps`. */
function extendToTheLeft(line: string, pairs: readonly Pair[], steps: number): number {
  let index = pairs.findIndex((pair) => steps >= pair.start && steps < pair.end);
  let start = pairs[index]?.start ?? steps;
  if (line.slice(start, steps).trim() !== "") return steps;
  for (let before = pairs[--index]; before !== undefined; before = pairs[--index]) {
    if (!adjoin(line, before.end, start)) break;
    if (!isKnown(before)) return behindStop(line, before) ?? start;
    start = before.start;
  }
  return start;
}

/** Where the pairs begin that fill the line to its end, if they are enough. */
function runAtEnd(line: string, pairs: readonly Pair[]): number | null {
  let start = line.length;
  let index = pairs.length - 1;
  for (let pair = pairs[index]; pair !== undefined; pair = pairs[--index]) {
    if (!adjoin(line, pair.end, start)) break;
    if (!pair.facts.strict) {
      start = behindStop(line, pair) ?? start;
      break;
    }
    start = pair.start;
  }
  return areEnough(pairs.filter((pair) => pair.start >= start)) ? start : null;
}

/** Whether nothing but commas and blanks stands between two places of a line. */
function adjoin(line: string, end: number, start: number): boolean {
  return /^[,\s]*$/.test(line.slice(end, start));
}

/** Where a known key begins behind a full stop in a token such as `haze.Sampler: Euler`. */
function behindStop(line: string, { key, start }: Pair): number | null {
  const stop = key.lastIndexOf(".");
  return stop >= 0 && keyFacts(key.slice(stop + 1).trim()).target !== undefined
    ? line.indexOf(key, start) + stop + 1
    : null;
}

const NEGATIVE = /(?<![\p{L}\p{N}_])negative prompt:/giu;

/**
 * Where `Negative prompt:` stands in a line, rather behind a full stop than elsewhere.
 *
 * @returns An index into `line`, or `null`.
 */
export function inlineNegative(line: string): number | null {
  let first: number | null = null;
  for (const { index } of line.matchAll(NEGATIVE)) {
    let before = index - 1;
    while (before > 0 && line.charAt(before).trim() === "") before--;
    if (line[before] === ".") return index;
    first ??= index;
  }
  return first;
}

/** Text in front of a lost line break: blanks at its end go, and the one full stop that stood for the break. */
export function withoutBreakStop(text: string): string {
  const trimmed = text.trimEnd();
  return trimmed.endsWith(".") ? trimmed.slice(0, -1) : trimmed;
}
