/**
 * Infotext as positive prompt, negative prompt, templates and the pairs of the parameters line.
 *
 * @module
 */
import { flattenedParameters, inlineNegative, withoutBreakStop } from "./flattened.ts";
import { areEnough, isKnown, type Pair, readPairs } from "./pairs.ts";

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
  const lines = text.trim().replace(LABEL, "").split("\n");
  const found = findParameters(lines);
  const reader = new PromptReader();
  if (found === null) {
    readWithoutParametersLine(lines, reader);
  } else {
    for (let i = 0; i < found.first; i++) reader.line(lines[i] ?? "");
    if (found.inline !== undefined) reader.inline(found.inline);
    reader.templatesOnly();
    for (let i = found.last + 1; i < lines.length; i++) reader.line(lines[i] ?? "");
    reader.pairs = found.pairs;
  }
  return reader.parts();
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
    if (isHeader(lines[last] ?? "")) continue;
    let first = last;
    while (first > 0 && isWrapped(lines[first - 1] ?? "", lines[first] ?? "")) first--;
    const line = lines.slice(first, last + 1).join(" ");
    const pairs = qualifyingPairs(line, () => isLast(lines, last));
    if (pairs !== null) return withInlinePrompt({ pairs, first, last }, line, lines.length === 1);
    last = first;
  }
  return null;
}

/** Parts prompt text from the parameters in a line that holds both. */
function withInlinePrompt(
  found: ParametersLine,
  line: string,
  isWholeText: boolean,
): ParametersLine {
  if (!isWholeText && inlineNegative(line) === null) return found;
  const from = flattenedParameters(line);
  if (from === null || from === 0) return found;
  return { ...found, pairs: readPairs(line.slice(from)).pairs, inline: line.slice(0, from) };
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

function readWithoutParametersLine(lines: readonly string[], reader: PromptReader): void {
  if (!lines.some((line) => NEGATIVE_HEADER.test(line))) {
    reader.bare(lines);
    return;
  }
  const last = lines[lines.length - 1] ?? "";
  const header = NEGATIVE_HEADER.exec(last)?.[0] ?? "";
  const inline = header === "" ? null : flattenedParameters(last.slice(header.length));
  for (const line of inline === null ? lines : lines.slice(0, -1)) reader.line(line);
  if (inline === null) return;
  const from = header.length + inline;
  reader.line(withoutBreakStop(last.slice(0, from)));
  reader.pairs = readPairs(last.slice(from)).pairs;
}

/** Takes lines in order and sorts them into the prompts and the templates. */
class PromptReader {
  pairs: readonly Pair[] | null = null;
  private readonly positive: string[] = [];
  private readonly negative: string[] = [];
  private readonly templates: [string, string[]][] = [];
  private hasNegative = false;
  private target: string[] | null = this.positive;
  private promptsOver = false;

  /** Text without headers: a positive prompt as a whole. */
  bare(lines: readonly string[]): void {
    this.positive.push(...lines);
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
      this.negative.push(line.slice(header[0].length));
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

  parts(): InfotextParts {
    return {
      positive: this.positive.join("\n").trim(),
      negative: this.negative.join("\n").trim(),
      hasNegative: this.hasNegative,
      templates: this.templates.map(([label, lines]) => [label, lines.join("\n").trim()] as const),
      pairs: this.pairs,
    };
  }
}
