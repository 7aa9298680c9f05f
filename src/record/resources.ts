/**
 * The hashes that a record gives for its LoRAs.
 *
 * @module
 */
import { comparableName, readHashEntries, readHashList } from "./hash_lists.ts";
import { keyFacts } from "./keys.ts";
import type { SdRecord } from "./record.ts";

/**
 * Gives the hash that the parameters hold for a LoRA: `Lora hashes` first, then `Hashes`.
 *
 * @returns A function from the name as the tag writes it to the hash or null.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parse } from "../generators/parse.ts";
 * const record = parse('a cat\nSteps: 20, Lora hashes: "moss: 0a0b0c0d0e0f"');
 * assert.equal(record && loraHashes(record)("moss"), "0a0b0c0d0e0f");
 * ```
 */
export function loraHashes(record: SdRecord): (rawName: string) => string | null {
  return (rawName) => {
    if (last?.record !== record) last = { record, hashes: readLoraHashMap(record) };
    return last.hashes.get(comparableName(rawName)) ?? null;
  };
}

/** The last record's hashes: usages and resources of a record are often asked for together. */
let last: { readonly record: SdRecord; readonly hashes: ReadonlyMap<string, string> } | undefined;

/** Hashes by comparable name; what is set later wins. */
function readLoraHashMap(record: SdRecord): Map<string, string> {
  const hashes = new Map<string, string>();
  const add = (name: string | null, hash: string | null): void => {
    if (name !== null && hash !== null) hashes.set(comparableName(name), hash);
  };
  const lists: string[] = [];
  for (const [key, value] of record.params) {
    const { normal } = keyFacts(key);
    if (normal === "lora_hashes") lists.push(value);
    if (normal !== "hashes") continue;
    for (const { kind, name, hash } of readHashEntries(value)) if (kind === "lora") add(name, hash);
  }
  for (const list of lists) readHashList(list).forEach(({ name, hash }) => add(name, hash));
  return hashes;
}
