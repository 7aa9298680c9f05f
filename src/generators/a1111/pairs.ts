/**
 * A parameters line as key and value pairs.
 *
 * The grammar is A1111's `infotext` writer's: `Key: value, Key: "JSON string", Key: {JSON}`.
 *
 * @module
 */
import { type KeyFacts, keyFactsAt } from "../../record/keys.ts";
import { Recall } from "../../record/engine.ts";
import { closingQuote } from "../../record/json_text.ts";
import { isBlank, withoutUnstorable } from "../../record/text.ts";

/** One entry of a parameters line. */
export interface Pair {
  /** Facts about its key, the key as it is written among them. */
  readonly facts: KeyFacts;
  readonly value: string;
}

/** Place of a pair in a line. */
export interface PairPlace extends Pick<Pair, "facts"> {
  /** Whether quotes, braces or brackets hold the value together. */
  readonly enclosed: boolean;
  /** Start of its token, blanks before the key included. */
  readonly start: number;
  /** Start of its value. */
  readonly from: number;
  /** End of its token: the index of the comma after it, or the length of the line. */
  readonly end: number;
}

/** Pairs of a line. */
export interface PairLine {
  readonly pairs: Pair[];
  /** Whether something stands between the commas that is no pair. */
  readonly malformed: boolean;
}

/** Fewest pairs that make a line the parameters line. */
const MIN_PAIRS = 3;
/** Most pairs of a line that are read: a pair takes a hundred times the memory of its text. */
const MAX_PAIRS = 300_000;

/** Pairs by their text: most come again and again, such as steps, samplers, sizes, models. */
const KNOWN_PAIRS = new Recall<Pair>();

/** Whether a key is in the alias table; the prompts of a JSON object stand in no parameters line. */
export function isKnown({ facts: { target } }: Pick<Pair, "facts">): boolean {
  return target !== undefined && target !== "positive" && target !== "negative";
}

/** Whether pairs make a parameters line: at least three as A1111 reads them, one of them with a known key. */
export function areEnough(pairs: readonly Pair[]): boolean {
  let strict = 0;
  let known = false;
  for (const pair of pairs) {
    if (!pair.facts.strict) continue;
    strict++;
    known = known || isKnown(pair);
    if (known && strict >= MIN_PAIRS) return true;
  }
  return false;
}

/**
 * Reads the pairs of a line; what is no pair is passed over.
 *
 * @param line Text that ends with the line.
 * @param begin Where the line begins in it. A line is better not cut out: the engine reads a part of a text more slowly.
 * @param places Is given the place of each pair, if there is such a list.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const { pairs } = readPairs('Steps: 20, Note: "a, b", Hashes: {"x": 1}');
 * assert.deepEqual(pairs.map((pair) => pair.value), ["20", "a, b", '{"x": 1}']);
 * ```
 */
export function readPairs(
  line: string,
  begin = 0,
  places: PairPlace[] | null = null,
): PairLine {
  const pairs: Pair[] = [];
  const { length } = line;
  let brackets: BracketScanner | null = null;
  let malformed = false;
  let colon = -1;
  let comma = -1;
  for (let at = begin; at < length && pairs.length < MAX_PAIRS;) {
    // No function is called for what one expression does: QuickJS takes none of them away.
    if (comma < at && (comma = line.indexOf(",", at)) < 0) comma = length;
    const known = places === null ? KNOWN_PAIRS.get(line, at, comma) : undefined;
    if (known !== undefined) {
      pairs.push(known);
      at = comma + 1;
      continue;
    }
    if (colon < at && (colon = line.indexOf(":", at)) < 0) colon = length;
    const start = skipBlanks(line, at);
    const end = blanksBefore(line, start, colon < comma ? colon : comma);
    const facts = colon < comma && end > start ? keyFactsAt(line, start, end) : undefined;
    if (facts === undefined || !facts.valid) {
      malformed = malformed || end > start || colon < comma;
      at = comma + 1;
      continue;
    }
    const from = skipBlanks(line, colon + 1);
    const mayEnclose = isOpening(line.charCodeAt(from));
    if (mayEnclose) brackets = brackets ?? new BracketScanner(line, begin);
    const close = mayEnclose && brackets !== null ? enclosedEnd(line, from, brackets) : undefined;
    const behind = close === undefined ? comma : skipBlanks(line, close);
    const value = close === undefined
      ? line.slice(from, blanksBefore(line, from, comma))
      : decodeString(line.slice(from, close));
    const pair = { facts, value };
    pairs.push(pair);
    // Only what follows the comma tells whether an opening is closed; seeds hardly ever come again.
    if (!mayEnclose && facts.field !== "seed") KNOWN_PAIRS.set(line, at, comma, pair);
    if (places !== null) {
      places.push({ facts, enclosed: close !== undefined, start: at, from, end: behind });
    }
    at = behind + 1;
  }
  return { pairs, malformed };
}

const SPACE = 0x20;
const LAST_ASCII = 0x7f;

function skipBlanks(line: string, from: number): number {
  let at = from;
  // Nearly always one space. No function is called for it, here and below, which takes a fortieth off parsing.
  let unit = line.charCodeAt(at);
  if (unit === SPACE) unit = line.charCodeAt(++at);
  if (unit > SPACE && unit <= LAST_ASCII) return at;
  while (at < line.length && isBlank(line, at)) at++;
  return at;
}

/** Finds the start of the blanks before `end`. */
function blanksBefore(line: string, start: number, end: number): number {
  let at = end;
  const unit = line.charCodeAt(at - 1);
  if (unit > SPACE && unit <= LAST_ASCII) return at;
  while (at > start && isBlank(line, at - 1)) at--;
  return at;
}

const QUOTE = 0x22;
const BRACE = 0x7b;
const BRACKET = 0x5b;

function isOpening(unit: number): boolean {
  return unit === QUOTE || unit === BRACE || unit === BRACKET;
}

/** Finds the end of a value in quotes, braces or brackets, if a comma or the end of the line follows it. */
function enclosedEnd(line: string, from: number, brackets: BracketScanner): number | undefined {
  const end = line.charCodeAt(from) === QUOTE ? quoteEnd(line, from) : brackets.end(from);
  if (end === undefined) return undefined;
  const next = skipBlanks(line, end);
  return next === line.length || line[next] === "," ? end : undefined;
}

function quoteEnd(line: string, from: number): number | undefined {
  const close = closingQuote(line, from);
  return close === undefined ? undefined : close + 1;
}

/** A JSON string's text; anything else as it is written. */
function decodeString(text: string): string {
  if (text[0] !== '"') return text;
  try {
    const decoded = String(JSON.parse(text));
    return text.indexOf("\\") < 0 ? decoded : withoutUnstorable(decoded);
  } catch {
    return text;
  }
}

/** Budget of scans for matching brackets, in lengths of the line. */
const SCANS = 16;

/** Finds matching brackets; scans are paid from a budget, so that a line costs linear time. */
class BracketScanner {
  private budget: number;

  constructor(private readonly line: string, begin: number) {
    this.budget = SCANS * (line.length - begin + 1);
  }

  /** Finds the index after the bracket that closes the one at `from`. */
  end(from: number): number | undefined {
    if (this.budget <= 0) return undefined;
    const end = this.scan(from);
    this.budget -= (end ?? this.line.length) - from;
    return end;
  }

  private scan(from: number): number | undefined {
    const { line } = this;
    const open: string[] = [];
    for (let at = from; at < line.length; at++) {
      const character = line[at];
      if (character === '"') {
        const closed = closingQuote(line, at);
        if (closed === undefined) return undefined;
        at = closed;
      } else if (character === "{" || character === "[") {
        open.push(character === "{" ? "}" : "]");
      } else if (character === "}" || character === "]") {
        if (open.pop() !== character) return undefined;
        if (open.length === 0) return at + 1;
      }
    }
    return undefined;
  }
}
