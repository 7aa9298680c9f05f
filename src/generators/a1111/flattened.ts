/**
 * Infotext whose line breaks were lost: `a cat.Negative prompt: bad.Steps: 24, Sampler: …`.
 *
 * @module
 */
import { keyFacts } from "../../record/keys.ts";
import { areEnough, isKnown, type PairPlace, readPairs } from "./pairs.ts";

/** Places where `Steps: <digit>` may begin: after a full stop in place of the lost break, or else after a comma or a blank. */
const STEPS_BEHIND_STOP = /(?:^|\.)\s*(?=Steps:\s*\d)/g;
const STEPS_ELSEWHERE = [/,\s*(?=Steps:\s*\d)/g, /\s(?=Steps:\s*\d)/g];

/** Places where a header may begin. After a mere blank only as it is written: `Hires negative prompt:` is a key. */
const NEGATIVE_HEADERS = [
  /(?:^|\.)\s*(?=negative prompt:)/gi,
  /,\s*(?=negative prompt:)/gi,
  /\s(?=Negative prompt:)/g,
];
const NEGATIVE_LENGTH = "Negative prompt:".length;

/**
 * Finds the parameters in a line that also holds prompt text; 0 where it holds nothing but pairs.
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
  const negative = inlineNegative(line);
  if (negative === null) return behindPositive(line);
  const found = behindNegative(line, negative);
  // A line that opens with the header is prompt text, however many colons it holds, unless parameters are found in it.
  return found ?? (negative === 0 ? null : behindPositive(line));
}

/** Finds the places of the pairs of a line, and whether something between the commas is no pair. */
function placePairs(line: string): { places: readonly PairPlace[]; malformed: boolean } {
  const places: PairPlace[] = [];
  const { malformed } = readPairs(line, 0, places);
  return { places, malformed };
}

/** Known keys that make pairs parameters where `Steps` is grown together with the prompt before it. */
const KNOWN_KEYS = 3;
const STEPS = /Steps:\s*\d/;

/** Finds the parameters after a `Negative prompt:` header inside the line. */
function behindNegative(line: string, negative: number): number | null {
  const from = negative + NEGATIVE_LENGTH;
  const rest = line.slice(from);
  const { places } = placePairs(rest);
  const steps = findSteps(rest, places, true);
  if (steps !== null) return from + extendToTheLeft(rest, places, steps);
  const positive = line.slice(0, negative).trimEnd();
  // Without Steps, a line that begins with the header is a negative prompt whatever colons it holds, and a header behind
  // a mere comma may be a pair among others.
  const mayRun = positive === "" ? STEPS.test(rest) : positive.endsWith(".");
  const run = mayRun ? runAtEnd(rest, places) : null;
  if (run === null) return null;
  const known = readPairs(rest.slice(run)).pairs.filter(isKnown).length;
  return positive !== "" || known >= KNOWN_KEYS ? from + run : null;
}

function behindPositive(line: string): number | null {
  const { places, malformed } = placePairs(line);
  const isNothingElse = !malformed && places.every((place) => place.facts.strict);
  if (isNothingElse && !beginsWithPrompt(places)) return 0;
  const steps = findSteps(line, places, false);
  return steps === null ? runAtEnd(line, places) : extendToTheLeft(line, places, steps);
}

/** Whether the first key is a prompt without commas and, behind a blank, the key `Steps`. */
function beginsWithPrompt([first]: readonly PairPlace[]): boolean {
  return first !== undefined && !isKnown(first) && /\sSteps$/.test(first.facts.written);
}

/**
 * The last `Steps: <digit>` that at least two more pairs follow.
 *
 * @param stopIsEnough Whether a full stop in front is mark enough, as it is behind a `Negative prompt:` header.
 */
function findSteps(
  text: string,
  places: readonly PairPlace[],
  stopIsEnough: boolean,
): number | null {
  const strict = places.filter((place) => place.facts.strict);
  const latest = strict[strict.length - 2]?.start ?? -1;
  const last = (pattern: RegExp, before: number): number | null =>
    matchEnds(text, pattern, places).filter((at) => at < before).pop() ?? null;
  return last(STEPS_BEHIND_STOP, stopIsEnough ? text.length : latest) ??
    STEPS_ELSEWHERE.map((pattern) => last(pattern, latest)).find((at) => at !== null) ?? null;
}

/** Finds the ends of those matches of a pattern that are not inside a value in quotes, braces or brackets. */
function matchEnds(text: string, pattern: RegExp, places: readonly PairPlace[]): number[] {
  const enclosed = places.filter((place) => place.enclosed);
  const ends: number[] = [];
  let next = 0;
  for (const { index, 0: { length } } of text.matchAll(pattern)) {
    const at = index + length;
    while ((enclosed[next]?.end ?? at) < at) next++;
    if (at < (enclosed[next]?.from ?? text.length)) ends.push(at);
  }
  return ends;
}

/** Takes in the known pairs that stand directly before the one at `steps`. */
function extendToTheLeft(line: string, places: readonly PairPlace[], steps: number): number {
  let index = places.findIndex((place) => steps >= place.start && steps < place.end);
  let start = places[index]?.start ?? steps;
  if (line.slice(start, steps).trim() !== "") return steps;
  for (let before = places[--index]; before !== undefined; before = places[--index]) {
    if (!adjoin(line, before.end, start)) break;
    if (!isKnown(before)) return behindStop(line, before) ?? start;
    start = before.start;
  }
  return start;
}

/** Finds the pairs that fill the line to its end, if they are enough. */
function runAtEnd(line: string, places: readonly PairPlace[]): number | null {
  let start = line.length;
  let index = places.length - 1;
  for (let place = places[index]; place !== undefined; place = places[--index]) {
    if (!adjoin(line, place.end, start)) break;
    if (!place.facts.strict) {
      start = behindStop(line, place) ?? start;
      break;
    }
    start = place.start;
  }
  return areEnough(readPairs(line.slice(start)).pairs) ? start : null;
}

/** Whether nothing but commas and blanks stands between two places of a line. */
function adjoin(line: string, end: number, start: number): boolean {
  return /^[,\s]*$/.test(line.slice(end, start));
}

/** Finds a known key after a full stop in a token such as `haze.Sampler: Euler`. */
function behindStop(line: string, { facts: { written: key }, start }: PairPlace): number | null {
  const stop = key.lastIndexOf(".");
  return stop >= 0 && keyFacts(key.slice(stop + 1).trim()).target !== undefined
    ? line.indexOf(key, start) + stop + 1
    : null;
}

/**
 * Finds `Negative prompt:` in a line, rather after a full stop than elsewhere.
 *
 * @returns An index into `line`, or `null`.
 */
export function inlineNegative(line: string): number | null {
  const { places } = placePairs(line);
  for (const pattern of NEGATIVE_HEADERS) {
    const [first] = matchEnds(line, pattern, places);
    if (first !== undefined) return first;
  }
  return null;
}

/** Text in front of a lost line break: blanks at its end go, and the one full stop that stood for the break. */
export function withoutBreakStop(text: string): string {
  const trimmed = text.trimEnd();
  return trimmed.endsWith(".") ? trimmed.slice(0, -1) : trimmed;
}
