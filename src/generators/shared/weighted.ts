/**
 * Prompts that are lists of parts, with weights or without.
 *
 * @module
 */
import { isJsonArray, itemsOf, type JsonValue, memberOf } from "../../record/json.ts";
import { nameOf, numberOf, opened } from "./settings.ts";

/** Both prompts of a list. */
export interface WeightedPrompts {
  readonly positive: string;
  /** The parts of a negative weight. */
  readonly negative: string;
}

/**
 * Joins the parts of a prompt; a text is one part.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readJson } from "../../record/json.ts";
 * const list = readJson('[{"text": "a weir", "weight": 2}, "reeds", {"prompt": "fog", "weight": -1}]');
 * assert.deepEqual(weightedPrompts(list), { positive: "a weir, reeds", negative: "fog" });
 * ```
 */
export function weightedPrompts(value: JsonValue | undefined): WeightedPrompts {
  const list = opened(value);
  const parts = isJsonArray(list) ? itemsOf(list).map(opened) : [list];
  const joined = (isNegative: boolean): string =>
    parts.filter((part) => numberOf(memberOf(part, "weight"), 1) < 0 === isNegative)
      .map((part) => nameOf(part, "text", "prompt")).filter((text) => text !== "").join(", ");
  return { positive: joined(false), negative: joined(true) };
}
