/**
 * Texts that are one `key: value` a line, as programs write them beside pictures.
 *
 * @module
 */
import { keyFacts, normaliseKey, targetOf } from "../../record/keys.ts";
import type { Text } from "../../record/texts.ts";
import type { Settings } from "./settings.ts";

/** Python's word for nothing. */
const NONE = "None";

/** A line of such a text. */
export type KeyLine = readonly [key: string, value: string];

/** The beginning of a line that may be one: a key as programs write keys. */
const LINE = /^([A-Za-z][A-Za-z0-9_ -]{0,40}):(?:[ \t]+|$)/;

/** A rule between lines, and such rules at the beginning. */
const SEPARATOR = /^[-=_*]{3,}$/;
const SEPARATORS = /^(?:[-=_*]{3,}\n\s*)+/;

/** Beginning of a text that may be one: a key, or a rule. */
const BEGINNING = /^(?:[A-Za-z][A-Za-z0-9_ -]{0,40}:(?:[ \t]+|$|\n)|[-=_*]{3,}\n)/;

/** Length of the longest key that a line may begin with. */
const LONGEST_KEY = 41;
/** Characters that rules are made of. */
const RULES = "-=_*";
const LOWER_CASE = 0x20;
const LETTER_A = 0x61;
const LETTER_Z = 0x7a;
/** More than the settings of a picture take. */
const MAX_LENGTH = 1 << 20;

/** Known keys that make a text one of key lines. */
const MIN_KNOWN = 4;

/**
 * The lines of a text that is one `key: value` a line; null for any other text, and for an infotext, whose parameters share
 * a line. A line without a key goes on with the value before it; so does one with a key that nobody knows, behind a prompt.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Text } from "../../record/texts.ts";
 * const lines = keyLines(new Text("", "prompt: a fern\nand moss\nseed: 5\nsteps: 20\nwidth: 64\ntiling: None"));
 * assert.deepEqual(lines?.slice(0, 2), [["prompt", "a fern\nand moss"], ["seed", "5"]]);
 * assert.equal(keyLines(new Text("", "a fern\nSteps: 20, Seed: 5, Size: 8x8")), null);
 * ```
 */
export function keyLines(text: Text): readonly KeyLine[] | null {
  const { normal } = text;
  // Most texts begin with a letter, and have no colon where a key would end.
  const letter = normal.charCodeAt(0) | LOWER_CASE;
  const mayBegin = letter >= LETTER_A && letter <= LETTER_Z
    ? normal.lastIndexOf(":", LONGEST_KEY) >= 0
    : RULES.indexOf(normal.charAt(0)) >= 0;
  return mayBegin && normal.length <= MAX_LENGTH && BEGINNING.test(normal)
    ? text.once(linesOf)
    : null;
}

function linesOf({ normal }: Text): readonly KeyLine[] | null {
  const start = SEPARATORS.exec(normal)?.[0].length ?? 0;
  const lines: [key: string, value: string][] = [];
  let known = 0;
  const prompts = new Set<string>();
  let isShared = false;
  let isInPrompt = false;
  for (const line of normal.slice(start).split("\n")) {
    const [beginning = "", key] = LINE.exec(line) ?? [];
    const last = lines[lines.length - 1];
    const target = key === undefined ? undefined : targetOf(normaliseKey(key));
    if (key === undefined || target === undefined && isInPrompt && !isProgramKey(key)) {
      if (last !== undefined && !SEPARATOR.test(line)) last[1] += `\n${line}`;
      continue;
    }
    const value = line.slice(beginning.length).trim();
    isInPrompt = target === "positive" || target === "negative";
    if (isInPrompt) prompts.add(String(target));
    isShared = isShared || target !== undefined && !isInPrompt && value.indexOf(": ") >= 0;
    if (target !== undefined && (isInPrompt || isOne(key, value))) known++;
    lines.push([key, value]);
  }
  // A prompt and what is not wanted, each behind its label, are enough where no line holds parameters.
  const isEnough = known >= MIN_KNOWN ||
    prompts.size === 2 && !isShared && normaliseKey(lines[0]?.[0] ?? "") === "prompt";
  return isEnough ? lines.map(([key, value]) => [key, value.trim()]) : null;
}

/** Whether a key is spelled as programs spell keys, and no sentence begins. */
function isProgramKey(key: string): boolean {
  return /^[a-z]+(?:_[a-z0-9]+)+$/.test(key);
}

/** Whether a value is one value of its field, or the word for none, and not several pairs. */
function isOne(key: string, value: string): boolean {
  const { field, read } = keyFacts(key);
  if (value.indexOf(": ") >= 0) return false;
  return field === undefined || read(value) !== null || value === NONE;
}

/** Key lines as settings. */
export function settingsOfLines(lines: readonly KeyLine[]): Settings {
  return new Map(lines.map(([key, value]) => [normaliseKey(key), value]));
}
