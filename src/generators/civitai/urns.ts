/**
 * AIR names, by which CivitAI's jobs name models: `urn:air:sdxl:lora:civitai:123@456`.
 *
 * They are described at https://developer.civitai.com/docs/getting-started/ai-identifiers.
 *
 * @module
 */

/** A model that an AIR name stands for. */
export interface Air {
  /** The whole name. */
  readonly urn: string;
  /** `checkpoint`, `lora`, `embedding`, … */
  readonly type: string;
  /** CivitAI's number of the version. */
  readonly version: string;
}

/** Types that are LoRAs by another name. */
const LORAS: ReadonlySet<string> = new Set(["lora", "lycoris", "locon", "dora"]);
const URN = /urn:air:[\w.-]+:([\w-]+):civitai:\d+@(\d+)/g;

/**
 * The AIR names of CivitAI's models that stand anywhere in a text, by version, each once, in order.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const [air] = airsIn('["urn:air:sd1:locon:civitai:12@34"]').values();
 * assert.deepEqual([air?.type, air?.version], ["lora", "34"]);
 * ```
 */
export function airsIn(text: string): ReadonlyMap<string, Air> {
  const found = new Map<string, Air>();
  for (const [urn, word = "", version = ""] of text.matchAll(URN)) {
    const type = LORAS.has(word.toLowerCase()) ? "lora" : word.toLowerCase();
    if (!found.has(version)) found.set(version, { urn, type, version });
  }
  return found;
}
