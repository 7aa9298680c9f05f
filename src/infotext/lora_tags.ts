/**
 * LoRA tags as they stand in a prompt, and the prompt without them.
 *
 * @module
 */
import { holds } from "./search.ts";

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

/** Calls back for each LoRA tag of `prompt`, in text order. */
export function eachTag(prompt: string, found: (tag: LoraTag) => void): void {
  eachMatch(prompt, ([, args, plainName, plainWeight]) => {
    if (args !== undefined) found(readArguments(args));
    else if (plainName !== undefined) {
      found({ raw_name: plainName, te: plainWeight, unet: undefined });
    }
  });
}

/** Calls back for each match of `TAG`, other tags included; there may be none where no LoRA tag is. */
function eachMatch(prompt: string, found: (match: RegExpExecArray) => void): void {
  const colon = tagColon(prompt);
  if (colon < 0) return;
  // Tags mostly stand at the end: what is before the first bracket and the first colon needs no look.
  const bracket = prompt.indexOf("<");
  const plain = colon - PLAIN_LENGTH;
  TAG.lastIndex = bracket < 0 ? plain : Math.min(bracket, plain);
  for (let match = TAG.exec(prompt); match !== null; match = TAG.exec(prompt)) found(match);
}

const PLAIN_LENGTH = "lora".length;
const LOWER_CASE = 0x20;

/** Where the first colon behind `ora` or `yco` stands, else -1: most colons of a prompt belong to attention weights. */
function tagColon(prompt: string): number {
  for (let at = prompt.indexOf(":"); at >= 0; at = prompt.indexOf(":", at + 1)) {
    const last = prompt.charCodeAt(at - 1) | LOWER_CASE;
    if (last !== 0x61 && last !== 0x6f) continue; // neither a nor o
    const word = prompt.slice(Math.max(0, at - 3), at).toLowerCase();
    if (word === "ora" || word === "yco") return at;
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
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(cleanPrompt("a <lora:moss:0.8> cat"), "a cat");
 * ```
 */
export function cleanPrompt(prompt: string): string {
  let cleaned = prompt;
  for (let pass = 0; pass <= MAX_CLEANING_PASSES; pass++) {
    const shorter = pass < MAX_CLEANING_PASSES
      ? withoutTags(cleaned)
      : cleaned.replace(/(lora|lyco):/gi, "$1 ");
    if (shorter === cleaned) break;
    cleaned = shorter;
  }
  return (holds(cleaned, "  ") ? cleaned.replace(/ {2,}/g, " ") : cleaned).trim();
}

function withoutTags(prompt: string): string {
  let rest = "";
  let from = 0;
  eachMatch(prompt, ({ 0: tag, 1: args, 2: plainName, index }) => {
    if (args === undefined && plainName === undefined) return;
    rest += prompt.slice(from, index);
    from = index + tag.length;
  });
  return from === 0 ? prompt : rest + prompt.slice(from);
}
