/**
 * The LoRA usages of a record: those of its tags, and those that its generator names itself.
 *
 * @module
 */
import { HASH_DIGITS } from "../sql/hashes.ts";
import { modelStem } from "./model_names.ts";
import type { AppliedLora, SdRecord } from "./record.ts";
import { loraHashes } from "./resources.ts";
import { TaggedLoras } from "./tagged_loras.ts";
import {
  collectUsages,
  DEFAULT_WEIGHT_RANGE,
  isLoraName,
  loraName,
  type Usage,
  type UsageList,
  type WeightRange,
} from "./usages.ts";
import { readHash } from "./values.ts";

/** Most LoRAs beside the tags that are listed: a text of any size makes no more rows. */
const MAX_APPLIED = 10_000;

/**
 * Lists the LoRA usages of a record, tags first. A LoRA that a tag and a list name is one usage, with the tag's place and
 * weight and the hash that either gives.
 *
 * @param range The weights that tags may have; a weight that a generator applied counts as it is.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { buildRecord } from "./build.ts";
 * const loras = [{ name: "style/moss.safetensors", weight: 0.7, origin: "list" as const }];
 * const findings = { positive: "a cat <lora:fern:1>", negative: "", params: new Map(), loras };
 * const { usages } = listUsages(buildRecord(findings, "made-up"));
 * assert.deepEqual(usages.map(({ lora_name, origin }) => [lora_name, origin]), [["fern", "tag"], ["moss", "list"]]);
 * ```
 */
export function listUsages(
  record: SdRecord,
  range: WeightRange = DEFAULT_WEIGHT_RANGE,
): UsageList {
  const hashOf = loraHashes(record);
  const list = record.appliedTags === null
    ? collectUsages(record.raw_positive, record.raw_negative, hashOf, range)
    : { usages: [], discarded: [] };
  if (record.loras.length === 0) return list;
  const tagged = new TaggedLoras(record.appliedTags === null ? list.usages : []);
  for (const lora of record.loras.slice(0, MAX_APPLIED)) {
    const lora_name = appliedName(lora.name);
    const hash = hashOfFile(lora) ?? hashOf(lora.name);
    if (tagged.give(lora.name, hash)) continue;
    if (isLoraName(lora_name)) {
      list.usages.push(usageOf(lora, lora_name, hash, list.usages.length));
    } else {
      list.discarded.push({
        raw_name: lora.name,
        context: lora.context ?? null,
        reason: "name_length",
      });
    }
  }
  return list;
}

/** The hash of a LoRA's file; a program's own number, or that of the tensors alone, stands among the resources only. */
function hashOfFile({ hash, hash_kind }: AppliedLora): string | null {
  const isOfFile = hash_kind === undefined || hash_kind === null || hash_kind in HASH_DIGITS;
  return isOfFile ? readHash(hash ?? "") : null;
}

function usageOf(
  lora: AppliedLora,
  lora_name: string,
  lora_hash: string | null,
  position_index: number,
): Usage {
  const { unet_weight = null, te_weight = null, context = null, stage = "base" } = lora;
  return {
    lora_name,
    raw_name: lora.name,
    weight: Number.isFinite(lora.weight) ? lora.weight : 1,
    unet_weight,
    te_weight,
    context,
    position_index,
    lora_hash,
    origin: lora.origin,
    stage,
  };
}

/** The normalised name of a LoRA as a loader names it: the stem of a file, its folders left out. */
function appliedName(name: string): string {
  return loraName(modelStem(name));
}
