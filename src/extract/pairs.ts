/**
 * Pairs of a parameters line as the metadata hash sees them.
 *
 * @module
 */
import { keyFacts } from "../record/keys.ts";
import { RECORD_FIELDS } from "../record/record.ts";
import { readInteger, readSize } from "../record/values.ts";

/** Digits of REAL fields that are part of the canonical JSON. */
const DIGITS = 6;

/**
 * Gives a text that is the same for two pairs when the metadata hash does not tell them apart: `CFG scale: 7` and
 * `cfg_scale: 7.0`. A pair that it does not cover has a text of its own.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(pairMeaning("CFG scale", "7"), pairMeaning("cfg_scale", "7.0"));
 * assert.notEqual(pairMeaning("Lora hashes", "moss: 0a"), pairMeaning("Lora hashes", "moss: 0b"));
 * ```
 */
export function pairMeaning(key: string, value: string): string {
  const meaning = coveredMeaning(key, value);
  return JSON.stringify(meaning ?? ["pair", key, value]);
}

/** Field and value of a pair that the hash covers; null for any other, also one whose value the field cannot hold. */
function coveredMeaning(key: string, value: string): readonly unknown[] | null {
  const { field, target, read } = keyFacts(key);
  if (target === "size") {
    const size = readSize(value);
    return size === null ? null : [target, value];
  }
  if (target === "width" || target === "height") {
    const pixels = readInteger(value);
    return pixels === null ? null : [target, pixels];
  }
  if (field === undefined || !RECORD_FIELDS[field].isCanonical) return null;
  const typed = read(value);
  if (typed === null) return null;
  return [field, typeof typed === "number" ? Number(typed.toPrecision(DIGITS)) : typed];
}
