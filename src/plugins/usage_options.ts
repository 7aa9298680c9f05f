/**
 * The options of `sd_loras`.
 *
 * @module
 */
import type { SqlValue } from "../host/plugin.ts";
import { DEFAULT_WEIGHT_RANGE, type WeightRange } from "../record/usages.ts";

/** Options of `sd_loras`. */
export interface UsageOptions {
  readonly range: WeightRange;
  /** Whether discarded tags are listed too, each with its reason. */
  readonly discarded: boolean;
}

const DEFAULTS: UsageOptions = { range: DEFAULT_WEIGHT_RANGE, discarded: false };

let last: { readonly text: SqlValue; readonly options: UsageOptions } | undefined;

/**
 * Reads `{"lora_weight_min": -3, "lora_weight_max": 8, "discarded": true}`; all members are optional.
 *
 * @throws {TypeError} On anything else: it is misuse, not data.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(readUsageOptions('{"lora_weight_min": -3}').range.min, -3);
 * ```
 */
export function readUsageOptions(text: SqlValue | undefined): UsageOptions {
  if (text === undefined) return DEFAULTS;
  if (last?.text !== text) last = { text, options: parseOptions(text) };
  return last.options;
}

function parseOptions(text: SqlValue): UsageOptions {
  const options = typeof text === "string" ? parseObject(text) : undefined;
  if (options === undefined) return refuse("must be a JSON object");
  const { lora_weight_min, lora_weight_max, discarded, ...unknown } = options;
  const [name] = Object.keys(unknown);
  if (name !== undefined) return refuse(`has an unknown member "${name}"`);
  const min = lora_weight_min ?? DEFAULT_WEIGHT_RANGE.min;
  const max = lora_weight_max ?? DEFAULT_WEIGHT_RANGE.max;
  if (typeof min !== "number") return refuse("lora_weight_min must be a number");
  if (typeof max !== "number") return refuse("lora_weight_max must be a number");
  if (min > max) return refuse(`lora_weight_min ${min} is above lora_weight_max ${max}`);
  if (discarded !== undefined && typeof discarded !== "boolean") {
    return refuse("discarded must be true or false");
  }
  return { range: { min, max }, discarded: discarded ?? false };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? value as Record<string, unknown>
      : undefined;
  } catch {
    return undefined;
  }
}

function refuse(reason: string): never {
  throw new TypeError(`sd_loras: argument 2 (options) ${reason}`);
}
