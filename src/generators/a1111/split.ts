/**
 * Infotext as positive prompt, negative prompt, templates and the pairs of the parameters line.
 *
 * @module
 */
import { flattenedParameters, inlineNegative, withoutBreakStop } from "./flattened.ts";
import { lineStarts, mayBeShared } from "../../record/engine.ts";
import { headerAt, readSections, readTemplates } from "./sections.ts";
import { areEnough, isKnown, type Pair, readPairs } from "./pairs.ts";
import { isUpscalerNote } from "../shared/upscaler_note.ts";
import { isBlank, isMarkup, withoutLabel } from "../../record/text.ts";

/** The parts of an infotext. */
export interface InfotextParts {
  readonly positive: string;
  readonly negative: string;
  /** Whether a `Negative prompt:` header was found. */
  readonly hasNegative: boolean;
  /** `Template:` and `Negative Template:` lines by their label, each possibly of many lines. */
  readonly templates: ReadonlyArray<readonly [label: string, text: string]>;
  /** The pairs of the parameters line; `null` when no line qualifies. */
  readonly pairs: readonly Pair[] | null;
}

const SHORT_PARAMETERS = /\s*(?:Steps:\s*\d|Postprocess [\p{L}\p{N}_ ]+:)/uy;

/**
 * Splits an infotext.
 *
 * @param text Text with LF line ends (`normaliseText`).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const parts = splitInfotext("a cat\nSteps: 20, Seed: 1, Size: 8x8");
 * assert.equal(parts.positive, "a cat");
 * assert.equal(parts.negative, "");
 * assert.equal(parts.pairs?.length, 3);
 * ```
 */
export function splitInfotext(text: string): InfotextParts {
  const body = withoutLabel(text.trim());
  if (isMarkup(body) || isUpscalerNote(body)) return { ...NO_PARTS, positive: body };
  const starts = lineStarts(body);
  const found = findParameters(body, starts);
  if (found === null) {
    const sections = readSections(body, starts);
    return sections.hasNegative ? { ...sections, pairs: null } : { ...NO_PARTS, positive: body };
  }
  const { pairs, start, end, inline } = found;
  const above = body.slice(0, start);
  const { positive, negative, hasNegative, templates } = inline === ""
    ? readSections(above, starts)
    : readSections(above + inlinePrompts(inline));
  if (end < body.length) templates.push(...readTemplates(body.slice(end + 1)));
  return { positive, negative, hasNegative, templates, pairs };
}

const NO_PARTS: InfotextParts = {
  positive: "",
  negative: "",
  hasNegative: false,
  templates: [],
  pairs: null,
};

interface ParametersLine {
  readonly pairs: readonly Pair[];
  /** Start and end in the text; wrapped lines count as one. */
  readonly start: number;
  readonly end: number;
  /** Prompt text that stands before the pairs in the same line. */
  readonly inline: string;
}

/** The last line that qualifies. */
function findParameters(text: string, starts: readonly number[]): ParametersLine | null {
  const isWholeText = starts.length === 1;
  let end = text.length;
  for (let index = starts.length - 1; index >= 0; index--) {
    const last = index;
    let start = starts[index] ?? 0;
    let next = end;
    while (index > 0 && isWrapped(text, starts[index - 1] ?? 0, start, next)) {
      next = start - 1;
      start = starts[--index] ?? 0;
    }
    const isInPlace = index === last && end === text.length;
    const cut = isInPlace ? text : text.slice(start, end);
    const line = index < last ? cut.replace(/\n/g, " ") : cut;
    const found = readParameters(
      line,
      isInPlace ? start : 0,
      isWholeText,
      () => isLast(text, end),
    );
    if (found !== null) return { ...found, start, end };
    end = start - 1;
  }
  return null;
}

/**
 * The pairs of a line, if they make it the parameters line, and the prompt text that shares it.
 *
 * @param line Text that ends with the line.
 * @param begin Where the line begins in it.
 */
function readParameters(
  line: string,
  begin: number,
  isWholeText: boolean,
  isLast: () => boolean,
): Pick<ParametersLine, "pairs" | "inline"> | null {
  const header = headerAt(line, begin);
  const pairs = header === null ? qualifyingPairs(line, begin, isLast) : null;
  const mayShare = (isWholeText || mayBeShared(line, begin)) &&
    header?.template === undefined;
  const from = mayShare && (pairs !== null || isLast())
    ? flattenedParameters(line.slice(begin))
    : null;
  if (from !== null && from > 0) {
    const inline = line.slice(begin, begin + from);
    if (isWholeText || inlineNegative(inline) !== null || inline.trimEnd().endsWith(".")) {
      return { pairs: readPairs(line, begin + from).pairs, inline };
    }
  }
  return pairs === null ? null : { pairs, inline: "" };
}

/** Whether a pattern with the flag `g` (from there on) or `y` (there) matches. */
function found(pattern: RegExp, text: string, from: number): boolean {
  pattern.lastIndex = from;
  return pattern.test(text);
}

/** Whether nothing but templates follows a place. */
function isLast(text: string, from: number): boolean {
  const rest = text.slice(from).trimStart();
  return rest === "" || headerAt(rest, 0)?.template !== undefined;
}

/** Whether a line from `start` goes on in the next one, which begins at `next` and ends at `end`. */
function isWrapped(text: string, start: number, next: number, end: number): boolean {
  if (!endsWithComma(text, start, next - 1) || headerAt(text, start) !== null) return false;
  if (!beginsWithPair(text.slice(next, end))) return false;
  const { pairs, malformed } = readPairs(text.slice(start, next - 1));
  return !malformed && pairs.some(isKnown);
}

function endsWithComma(text: string, start: number, end: number): boolean {
  let last = end - 1;
  while (last >= start && isBlank(text, last)) last--;
  return last >= start && text.charAt(last) === ",";
}

function beginsWithPair(line: string): boolean {
  const token = line.slice(0, 200).split(",", 1)[0] ?? "";
  const [pair] = readPairs(token).pairs;
  return pair !== undefined && pair.facts.strict;
}

/** The pairs of a line, if they make it the parameters line. */
function qualifyingPairs(
  line: string,
  begin: number,
  isLast: () => boolean,
): readonly Pair[] | null {
  const short = found(SHORT_PARAMETERS, line, begin) && isLast();
  if (!short && !hasColons(line, begin, 3)) return null;
  const { pairs } = readPairs(line, begin);
  return short || areEnough(pairs) ? pairs : null;
}

/** A quick look: prompts seldom hold three colons in a line. */
function hasColons(line: string, begin: number, count: number): boolean {
  let at = begin - 1;
  for (let i = 0; i < count; i++) {
    at = line.indexOf(":", at + 1);
    if (at < 0) return false;
  }
  return true;
}

/** Prompts that share a line with the parameters, each in a line of its own. */
function inlinePrompts(text: string): string {
  const negative = text === "" ? null : inlineNegative(text);
  if (negative === null) return withoutBreakStop(text);
  const below = withoutBreakStop(text.slice(negative));
  return negative > 0 ? `${withoutBreakStop(text.slice(0, negative))}\n${below}` : below;
}
