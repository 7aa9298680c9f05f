/**
 * Infotext as positive prompt, negative prompt, templates and the pairs of the parameters line.
 *
 * @module
 */
import { flattenedParameters, inlineNegative, withoutBreakStop } from "./flattened.ts";
import { areEnough, isKnown, type Pair, readPairs } from "./pairs.ts";
import { isMarkup } from "./text.ts";

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

const NEGATIVE_HEADER = /^\s*negative prompt:/i;
const TEMPLATE_HEADER = /^\s*((?:negative )?template):/i;
const LABEL = /^parameters[ \t]*:[ \t]*/i;
/** What a line of several may hold that is prompt and parameters at once. */
const SHARED_LINE = /negative prompt:|\.\s*Steps:/i;
const SHORT_PARAMETERS = /^\s*(?:Steps:\s*\d|Postprocess [\p{L}\p{N}_ ]+:)/u;

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
  const unlabelled = text.trim().replace(LABEL, "").trimStart();
  const lines = isMarkup(unlabelled) ? [] : unlabelled.split("\n");
  const found = findParameters(lines);
  const reader = new PromptReader();
  if (found !== null) {
    for (let i = 0; i < found.first; i++) reader.line(lines[i] ?? "");
    if (found.inline !== undefined) reader.inline(found.inline);
    reader.templatesOnly();
    for (let i = found.last + 1; i < lines.length; i++) reader.line(lines[i] ?? "");
  } else if (lines.some((line) => NEGATIVE_HEADER.test(line))) {
    for (const line of lines) reader.line(line);
  } else {
    reader.bare(unlabelled);
  }
  return { ...reader.parts(), pairs: found?.pairs ?? null };
}

/** Whether `text` has a mark of an infotext: a parameters line or a `Negative prompt:` line. */
export function isInfotext(text: string): boolean {
  if (text.indexOf(":") < 0) return false;
  const { pairs, hasNegative } = splitInfotext(text);
  return pairs !== null || hasNegative;
}

/** Whether `text` holds a parameters line. */
export function holdsParameters(text: string): boolean {
  return text.indexOf(":") >= 0 && splitInfotext(text).pairs !== null;
}

interface ParametersLine {
  readonly pairs: readonly Pair[];
  /** Index of the first and the last line that it is made of. */
  readonly first: number;
  readonly last: number;
  /** Prompt text that stands before the pairs in the same line. */
  readonly inline?: string;
}

/** The last line that qualifies; wrapped lines count as one. */
function findParameters(lines: readonly string[]): ParametersLine | null {
  for (let last = lines.length - 1; last >= 0; last--) {
    let first = last;
    while (first > 0 && isWrapped(lines[first - 1] ?? "", lines[first] ?? "")) first--;
    const line = lines.slice(first, last + 1).join(" ");
    const found = readParameters(line, lines.length === 1, () => isLast(lines, last));
    if (found !== null) return { ...found, first, last };
    last = first;
  }
  return null;
}

/** The pairs of a line, if they make it the parameters line, and the prompt text that shares it. */
function readParameters(
  line: string,
  isWholeText: boolean,
  isLast: () => boolean,
): Pick<ParametersLine, "pairs" | "inline"> | null {
  const pairs = isHeader(line) ? null : qualifyingPairs(line, isLast);
  const mayShare = (isWholeText || SHARED_LINE.test(line)) && !TEMPLATE_HEADER.test(line);
  const from = mayShare && (pairs !== null || isLast()) ? flattenedParameters(line) : null;
  if (from !== null && from > 0) {
    const inline = line.slice(0, from);
    if (isWholeText || inlineNegative(inline) !== null || inline.trimEnd().endsWith(".")) {
      return { pairs: readPairs(line.slice(from)).pairs, inline };
    }
  }
  return pairs === null ? null : { pairs };
}

function isHeader(line: string): boolean {
  return NEGATIVE_HEADER.test(line) || TEMPLATE_HEADER.test(line);
}

/** Whether nothing but templates stands below a line. */
function isLast(lines: readonly string[], index: number): boolean {
  let next = index + 1;
  while (next < lines.length && (lines[next] ?? "").trim() === "") next++;
  return next === lines.length || TEMPLATE_HEADER.test(lines[next] ?? "");
}

function isWrapped(line: string, next: string): boolean {
  if (!line.trimEnd().endsWith(",") || isHeader(line) || !beginsWithPair(next)) return false;
  const { pairs, malformed } = readPairs(line);
  return !malformed && pairs.some(isKnown);
}

function beginsWithPair(line: string): boolean {
  const token = line.slice(0, 200).split(",", 1)[0] ?? "";
  const [pair] = readPairs(token).pairs;
  return pair !== undefined && pair.facts.strict;
}

/** The pairs of a line, if they make it the parameters line. */
function qualifyingPairs(line: string, isLast: () => boolean): readonly Pair[] | null {
  const short = SHORT_PARAMETERS.test(line) && isLast();
  if (!short && !hasColons(line, 3)) return null;
  const { pairs } = readPairs(line);
  return short || areEnough(pairs) ? pairs : null;
}

/** A quick look: prompts seldom hold three colons in a line. */
function hasColons(line: string, count: number): boolean {
  let at = -1;
  for (let i = 0; i < count; i++) {
    at = line.indexOf(":", at + 1);
    if (at < 0) return false;
  }
  return true;
}

/** Takes lines in order and sorts them into the prompts and the templates. */
class PromptReader {
  private readonly positive: string[] = [];
  private readonly negative: string[] = [];
  private readonly templates: [string, string[]][] = [];
  private hasNegative = false;
  private target: string[] | null = this.positive;
  private promptsOver = false;

  /** Text without headers: a positive prompt as a whole. */
  bare(text: string): void {
    this.positive.push(text);
  }

  line(line: string): void {
    const template = TEMPLATE_HEADER.exec(line);
    const header = template === null ? NEGATIVE_HEADER.exec(line) : null;
    if (template !== null) {
      const body = [line.slice(template[0].length)];
      this.templates.push([template[1] ?? "", body]);
      this.target = body;
    } else if (header !== null && !this.promptsOver) {
      this.hasNegative = true;
      this.target = this.negative;
      this.negative.push(line.slice(header[0].length).trimStart());
    } else {
      this.target?.push(line);
    }
  }

  /** A line in which the prompts were joined to the parameters. */
  inline(text: string): void {
    const negative = inlineNegative(text);
    if (negative === null) {
      this.line(withoutBreakStop(text));
      return;
    }
    if (negative > 0) this.line(withoutBreakStop(text.slice(0, negative)));
    this.line(withoutBreakStop(text.slice(negative)));
  }

  /** From here on only template lines count. */
  templatesOnly(): void {
    this.target = null;
    this.promptsOver = true;
  }

  parts(): Omit<InfotextParts, "pairs"> {
    return {
      positive: this.positive.join("\n").trim(),
      negative: this.negative.join("\n").trim(),
      hasNegative: this.hasNegative,
      templates: this.templates.map(([label, lines]) => [label, lines.join("\n").trim()] as const),
    };
  }
}
