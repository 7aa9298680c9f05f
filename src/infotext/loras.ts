/**
 * LoRA tags in a prompt: usages, discarded tags, and the prompt without them.
 *
 * @module
 */

/** Which prompt a tag stands in. */
export type UsageContext = "positive" | "negative";

/** One reference to a LoRA. */
export interface Usage {
  /** The normalised name: extension and trailing punctuation gone, spaces as underscores. */
  readonly lora_name: string;
  /** The name as it is written. */
  readonly raw_name: string;
  /** The weight for the text encoder, which is the only one of most tags. */
  readonly weight: number;
  /** The weight for the U-Net, when it is given apart. */
  readonly unet_weight: number | null;
  /** The prompt it stands in. */
  readonly context: UsageContext;
  /** The place among the usages of the record, in text order, positive prompt first, from 0. */
  readonly position_index: number;
  /** The hash that the parameters give for this name. */
  readonly lora_hash: string | null;
}

/** Why a tag is no usage. */
export type DiscardReason = "name_length" | "weight_not_a_number" | "weight_out_of_range";

/** A tag that is taken out of the prompt but gives no usage. */
export interface DiscardedTag {
  /** The name as it is written. */
  readonly raw_name: string;
  /** The prompt it stands in. */
  readonly context: UsageContext;
  /** What is wrong with it. */
  readonly reason: DiscardReason;
}

/** The accepted range of weights, ends included. */
export interface WeightRange {
  /** The least weight. */
  readonly min: number;
  /** The greatest weight. */
  readonly max: number;
}

/** The original specification's range. */
export const DEFAULT_WEIGHT_RANGE: WeightRange = { min: 0, max: 4 };

/** A tag as it stands in a prompt, before anything is checked. */
export interface LoraTag {
  readonly raw_name: string;
  /** The text of the text encoder's weight, or `undefined` when none is given. */
  readonly te: string | undefined;
  /** The text of the U-Net's weight, or `undefined`. */
  readonly unet: string | undefined;
}

const FLOAT = String.raw`[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?`;
const WEIGHT = new RegExp(`^(${FLOAT})(?:[@~].*)?$`);

/** `<lora:…>` or `<lyco:…>`, any other `<word:…>` tag, or a plain `lora:NAME:WEIGHT`. */
const TAG = new RegExp(
  String.raw`<(?:(?:lora|lyco):([^<>\r\n]*)|[\p{L}\p{N}_]+:[^<>\r\n]*)>` +
    String.raw`|(?<![\p{L}\p{N}_])lora:([^:\s<>]+):(${FLOAT})`,
  "giu",
);

const MIN_NAME_LENGTH = 2;
const MAX_NAME_LENGTH = 120;
const KNOWN_EXTENSION = /\.(?:safetensors|pt|ckpt)$/i;

/**
 * The normalised name of a LoRA: blanks trimmed, a known file extension and trailing `.,;:` gone, spaces as underscores.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(loraName("My Style.safetensors"), "My_Style");
 * ```
 */
export function loraName(name: string): string {
  return trimPunctuation(withoutExtension(name.trim()).trim()).replace(/ /g, "_");
}

/** A name without a known file extension. */
export function withoutExtension(name: string): string {
  return name.replace(KNOWN_EXTENSION, "");
}

function trimPunctuation(name: string): string {
  let end = name.length;
  while (end > 0 && ".,;:".includes(name.charAt(end - 1))) end--;
  return name.slice(0, end);
}

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

/** The number that a weight's text stands for, if any; a stepwise weight (`0.2@0,0.8@0.5`) counts its first one. */
export function readWeight(text: string): number | undefined {
  const number = WEIGHT.exec(text.trim())?.[1];
  return number === undefined ? undefined : Number(number);
}

/** What became of the tags of a record. */
export interface UsageList {
  /** In text order. */
  readonly usages: Usage[];
  /** In text order. */
  readonly discarded: DiscardedTag[];
}

/**
 * The usages of both prompts of a record.
 *
 * @param hashOf Gives the hash for a name as it is written, or null.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const { usages } = collectUsages("a cat <lora:moss:0.8>", "", () => null);
 * assert.equal(usages[0]?.weight, 0.8);
 * ```
 */
export function collectUsages(
  positive: string,
  negative: string,
  hashOf: (rawName: string) => string | null,
  range: WeightRange = DEFAULT_WEIGHT_RANGE,
): UsageList {
  const list: UsageList = { usages: [], discarded: [] };
  eachTag(positive, (tag) => addTag(list, tag, "positive", hashOf, range));
  eachTag(negative, (tag) => addTag(list, tag, "negative", hashOf, range));
  return list;
}

function addTag(
  { usages, discarded }: UsageList,
  { raw_name, te, unet }: LoraTag,
  context: UsageContext,
  hashOf: (rawName: string) => string | null,
  range: WeightRange,
): void {
  const lora_name = loraName(raw_name);
  const weight = te === undefined ? 1 : readWeight(te);
  const length = lora_name.length > 2 * MAX_NAME_LENGTH ? Infinity : [...lora_name].length;
  if (length < MIN_NAME_LENGTH || length > MAX_NAME_LENGTH) {
    discarded.push({ raw_name, context, reason: "name_length" });
  } else if (weight === undefined) {
    discarded.push({ raw_name, context, reason: "weight_not_a_number" });
  } else if (!(weight >= range.min && weight <= range.max)) {
    discarded.push({ raw_name, context, reason: "weight_out_of_range" });
  } else {
    const apart = unet === undefined ? undefined : readWeight(unet);
    usages.push({
      lora_name,
      raw_name,
      weight,
      unet_weight: apart !== undefined && Number.isFinite(apart) ? apart : null,
      context,
      position_index: usages.length,
      lora_hash: hashOf(raw_name),
    });
  }
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
  return (cleaned.includes("  ") ? cleaned.replace(/ {2,}/g, " ") : cleaned).trim();
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
