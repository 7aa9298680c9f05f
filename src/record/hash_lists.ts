/**
 * Lists of names and hashes in the values of a parameters line.
 *
 * @module
 */
import { entriesOf, isJsonArray, itemsOf, readJson, scalarText } from "./json.ts";
import { withoutExtension } from "./usages.ts";
import { hashKind, readHash, readReal } from "./values.ts";

/** One entry of a list; what it does not say is null. */
export interface NamedHash {
  readonly name: string | null;
  readonly hash: string | null;
  readonly weight: number | null;
}

/**
 * Reads `name: hash, name: hash`, the form of `Lora hashes` and `TI hashes`; Fooocus adds a weight, SD.Next leaves the name out.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(readHashList("moss: 0a0b0c0d0e0f"), [{ name: "moss", hash: "0a0b0c0d0e0f", weight: null }]);
 * ```
 */
export function readHashList(value: string): NamedHash[] {
  return readNames(value).map((item) => {
    const parts = item.split(":").map((part) => part.trim());
    const last = parts.pop() ?? "";
    if (parts.length === 0) return { name: null, hash: readHash(last), weight: null };
    const weight = parts.length > 1 && hashKind(last) === null ? readReal(last) : null;
    const hash = weight === null ? last : parts.pop() ?? "";
    return { name: parts.join(":") || null, hash: readHash(hash), weight };
  });
}

/** Most resources listed of one image; no picture is made of more. */
export const MAX_RESOURCES = 10_000;

/** Reads `name, name`, or a JSON array of names. */
export function readNames(value: string): string[] {
  const json = value.startsWith("[") ? readJson(value) : undefined;
  const items = isJsonArray(json)
    ? itemsOf(json).map((item) => scalarText(item) ?? "")
    : value.split(",", MAX_RESOURCES);
  return items.map((item) => item.trim()).filter((item) => item !== "");
}

/** An entry of `Hashes`: `{"model": "h", "lora:moss": "h"}`. */
export interface HashEntry {
  /** Part of the key before the colon, in lower case: `model`, `vae`, `lora`, `embed`, … */
  readonly kind: string;
  readonly name: string | null;
  readonly hash: string | null;
}

/** Reads the JSON object under `Hashes`; anything else gives no entries. */
export function readHashEntries(value: string): HashEntry[] {
  return entriesOf(readJson(value)).map(([key, hash]) => {
    const [kind = "", ...name] = key.split(":");
    return {
      kind: kind.trim().toLowerCase(),
      name: name.join(":").trim() || null,
      hash: readHash(scalarText(hash) ?? ""),
    };
  });
}

/**
 * A LoRA's name as `Lora hashes` compares it: its writer takes `:` and `,` out; the extension does not count, nor does
 * whether letters and their dots stand apart, as a Mac stores them.
 */
export function comparableName(name: string): string {
  const plain = withoutExtension(name.replace(/[:,]/g, "").trim());
  return /[^\0-\x7f]/.test(plain) ? plain.normalize("NFC") : plain;
}
