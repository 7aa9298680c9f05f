/**
 * LoRA tags as they stand in a prompt, and the prompt without them.
 *
 * @module
 */
import { firstOf, holds } from "./engine.ts";

/** A tag as it stands in a prompt, before anything is checked. */
export interface LoraTag {
  readonly raw_name: string;
  /** The text of the text encoder's weight, or `undefined` when none is given. */
  readonly te: string | undefined;
  /** The text of the U-Net's weight, or `undefined`. */
  readonly unet: string | undefined;
}

/** A number as a pattern: a weight may be any float literal. */
export const FLOAT = String.raw`[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?`;

/** `<lora:…>` or `<lyco:…>`, any other `<word:…>` tag, or a plain `lora:NAME:WEIGHT`. */
const TAG = new RegExp(
  String.raw`<(?:(?:lora|lyco):([^<>\r\n]*)|[\p{L}\p{N}_]+:[^<>\r\n]*)>` +
    String.raw`|(?<![\p{L}\p{N}_])lora:([^:\s<>]+):(${FLOAT})`,
  "giu",
);

/** InvokeAI's form of a tag: `withLora(moss, 0.8)`. */
const CALL = String.raw`\bwithLora\(([^(),<>\r\n]+)(?:,([^(),<>\r\n]*))?\)`;
/** A part of it that begins with a rare letter. */
const MARK_OF_CALL = "Lora(";
const TAG_OR_CALL = new RegExp(`${TAG.source}|${CALL}`, "giu");

/** Calls back for each LoRA tag of `prompt`, in text order. */
export function eachTag(prompt: string, found: (tag: LoraTag) => void): void {
  eachMatch(prompt, (_from, _to, args, plain) => {
    found(plain === null ? readArguments(args) : plain);
  });
}

/** Hears where a tag stands, and its arguments or what a plain one says. */
type OnMatch = (from: number, to: number, args: string, plain: LoraTag | null) => void;

const LOWER_CASE = 0x20;
const LETTER_A = 0x61;
const LETTER_O = 0x6f;
const WORD_LENGTH = "lora".length;

const LESS_THAN = 0x3c;

/** Calls back for each LoRA tag. Those in brackets need no pattern, as long as there are no others: a fortieth of parsing. */
function eachMatch(prompt: string, found: OnMatch): void {
  if (firstOf(prompt, MARK_OF_CALL) >= 0) return eachMatchOrCall(prompt, found);
  let behind = 0;
  for (let colon = tagColon(prompt, 0); colon >= 0; colon = tagColon(prompt, behind)) {
    const start = colon - WORD_LENGTH - 1;
    const end = prompt.charCodeAt(start) === LESS_THAN ? prompt.indexOf(">", colon) : -1;
    const args = prompt.slice(colon + 1, end);
    if (end < 0 || /[<\r\n]/.test(args)) return eachByPattern(prompt, behind, found);
    behind = end + 1;
    found(start, behind, args, null);
  }
}

/** The same from a place on. The pattern is tried only where a tag may begin. */
function eachByPattern(prompt: string, from: number, found: OnMatch): void {
  let colon = -1;
  let bracket = -1;
  for (let behind = from;; behind = TAG.lastIndex) {
    // Neither is looked for again before it is passed: the time grows with the length alone.
    if (colon < behind) colon = tagColon(prompt, behind);
    if (colon < 0) return;
    if (bracket < behind) bracket = prompt.indexOf("<", behind);
    if (bracket < 0) bracket = prompt.length;
    TAG.lastIndex = Math.min(bracket, colon - WORD_LENGTH);
    const match = TAG.exec(prompt);
    if (match === null) return;
    const { 0: tag, 1: args, 2: raw_name, 3: te, index } = match;
    const plain = raw_name === undefined ? null : { raw_name, te, unet: undefined };
    // Neither: another tag, which is passed over with all that stands in it.
    if (args !== undefined || plain !== null) found(index, index + tag.length, args ?? "", plain);
  }
}

/** The same where calls stand in the prompt as well. */
function eachMatchOrCall(prompt: string, found: OnMatch): void {
  for (const match of prompt.matchAll(TAG_OR_CALL)) {
    const { 0: tag, 1: args, 2: raw_name, 3: te, 4: called, 5: weight, index } = match;
    const name = raw_name ?? called;
    const plain = name === undefined ? null : {
      raw_name: called === undefined ? name : name.trim(),
      te: te ?? (weight || undefined),
      unet: undefined,
    };
    if (args !== undefined || plain !== null) found(index, index + tag.length, args ?? "", plain);
  }
}

/** Finds the next colon after `lora` or `lyco`, or gives -1: most colons of a prompt belong to attention weights. */
function tagColon(prompt: string, from: number): number {
  let at = from === 0 ? firstOf(prompt, ":") : prompt.indexOf(":", from);
  for (; at >= 0; at = prompt.indexOf(":", at + 1)) {
    // Neither a nor o: no text is cut out for most colons, which takes a thirtieth off parsing.
    const last = prompt.charCodeAt(at - 1) | LOWER_CASE;
    if (last !== LETTER_A && last !== LETTER_O) continue;
    const word = prompt.slice(Math.max(0, at - WORD_LENGTH), at).toLowerCase();
    if (word === "lora" || word === "lyco") return at;
  }
  return -1;
}

/** A1111's argument grammar: name, then positional te, unet, dyn, or named ones. */
function readArguments(args: string): LoraTag {
  const [name = "", ...rest] = args.split(":");
  const positional: string[] = [];
  const named = new Map<string, string>();
  for (const argument of rest) {
    const equals = argument.indexOf("=");
    if (equals < 0) positional.push(argument);
    else named.set(argument.slice(0, equals).trim().toLowerCase(), argument.slice(equals + 1));
  }
  return {
    raw_name: name,
    te: named.get("te") ?? positional[0],
    unet: named.get("unet") ?? positional[1],
  };
}

/** Tags that appear only when another is taken out are taken out too, this often. */
const MAX_CLEANING_PASSES = 16;

/**
 * A prompt without its LoRA tags, valid or not; runs of spaces collapse to one, line breaks stay, ends are trimmed.
 *
 * @param applied The tags that go, as they are written; null for all.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(cleanPrompt("a <lora:moss:0.8> cat"), "a cat");
 * assert.equal(cleanPrompt("a <lora:moss:0.8> cat", new Set()), "a <lora:moss:0.8> cat");
 * ```
 */
export function cleanPrompt(prompt: string, applied: ReadonlySet<string> | null = null): string {
  const cleaned = applied === null ? withoutAllTags(prompt) : withoutTags(prompt, applied);
  return (holds(cleaned, "  ") ? cleaned.replace(/ {2,}/g, " ") : cleaned).trim();
}

function withoutAllTags(prompt: string): string {
  let cleaned = prompt;
  for (let pass = 0; pass <= MAX_CLEANING_PASSES; pass++) {
    const shorter = pass < MAX_CLEANING_PASSES
      ? withoutTags(cleaned)
      : cleaned.replace(/(lora|lyco):/gi, "$1 ").replace(/withLora\(/g, "withLora (");
    if (shorter === cleaned) break;
    cleaned = shorter;
  }
  return cleaned;
}

function withoutTags(prompt: string, applied: ReadonlySet<string> | null = null): string {
  let rest = "";
  let from = 0;
  eachMatch(prompt, (start, end) => {
    if (applied !== null && !applied.has(prompt.slice(start, end))) return;
    rest += prompt.slice(from, start);
    from = end;
  });
  return from === 0 ? prompt : rest + prompt.slice(from);
}
