/**
 * The LoRA tags of prompts as usages, and those that are discarded.
 *
 * @module
 */
import { eachTag, FLOAT, type LoraTag } from "./lora_tags.ts";
import type { UsageContext, UsageOrigin, UsageStage } from "./record.ts";

/** One reference to a LoRA. */
export interface Usage {
  /** The normalised name: extension and trailing punctuation gone, spaces as underscores. */
  readonly lora_name: string;
  /** The name as it is written. */
  readonly raw_name: string;
  /** The first weight that the source names: a tag's first number, a loader's model strength. */
  readonly weight: number;
  /** The weight for the U-Net, when it is given apart. */
  readonly unet_weight: number | null;
  /** The weight for the text encoder, when it is given apart. */
  readonly te_weight: number | null;
  /** The prompt that its tag stands in; null without a tag. */
  readonly context: UsageContext | null;
  /** The place among the usages of the record, from 0: tags in text order, positive prompt first, then the others. */
  readonly position_index: number;
  /** The hash that the source gives for it. */
  readonly lora_hash: string | null;
  /** Way in which it is named. */
  readonly origin: UsageOrigin;
  /** Pass that it worked on. */
  readonly stage: UsageStage;
}

/** Why a tag is no usage. */
export type DiscardReason = "name_length" | "weight_not_a_number" | "weight_out_of_range";

/** A tag that is taken out of the prompt but gives no usage, or a name that can be none. */
export interface DiscardedTag {
  /** The name as it is written. */
  readonly raw_name: string;
  /** The prompt it stands in; null without a tag. */
  readonly context: UsageContext | null;
  /** Reason why it gives no usage. */
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

const WEIGHT = new RegExp(`^(${FLOAT})(?:[@~].*)?$`);

const MIN_NAME_LENGTH = 2;
const MAX_NAME_LENGTH = 120;
/** Fewer than model files have: names of LoRAs are part of records, and must stay as they are. */
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

/** Whether a normalised name is of the length that names have. */
export function isLoraName(name: string): boolean {
  const length = name.length > 2 * MAX_NAME_LENGTH ? Infinity : [...name].length;
  return length >= MIN_NAME_LENGTH && length <= MAX_NAME_LENGTH;
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

/** The number that a weight's text stands for, if any; a stepwise weight (`0.2@0,0.8@0.5`) counts its first one. */
export function readWeight(text: string): number | undefined {
  const number = WEIGHT.exec(text.trim())?.[1];
  return number === undefined ? undefined : Number(number);
}

/** Usages and discarded tags of a record. */
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
  if (!isLoraName(lora_name)) {
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
      te_weight: null,
      context,
      position_index: usages.length,
      lora_hash: hashOf(raw_name),
      origin: "tag",
      stage: "base",
    });
  }
}
