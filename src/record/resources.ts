/**
 * Everything that a text names: checkpoints, LoRAs, embeddings, VAEs, with the hashes that come with them.
 *
 * @module
 */
import type { Resource, SdRecord } from "./record.ts";
import { comparableName, MAX_RESOURCES, readHashEntries, readHashList } from "./hash_lists.ts";
import { keyFacts } from "./keys.ts";
import { eachTag } from "./lora_tags.ts";
import { readWeight } from "./usages.ts";
import { mayNameResources, READERS, readNumbered, type ResourceDraft } from "./resource_readers.ts";
import { hashKind, readHash } from "./values.ts";

/**
 * Lists the resources of a record, one entry for each place that names one, up to 10,000.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parse } from "../generators/parse.ts";
 * const record = parse("a cat\nSteps: 20, Model hash: 0123456789, Model: fern");
 * assert.equal(record && listResources(record)[0]?.hash_kind, "autov2");
 * ```
 */
export function listResources(record: SdRecord): Resource[] {
  const resources: Resource[] = [];
  const add = (source: string, draft: ResourceDraft): void => {
    if (resources.length >= MAX_RESOURCES) return;
    if (draft.name || draft.hash || draft.model_version_id) resources.push(complete(draft, source));
  };
  const checkpoint = record.model_hash_full ?? record.model_hash_short;
  const modelKey = checkpoint === null ? "Model" : "Model hash";
  add(modelKey, { type: "checkpoint", name: record.model_name, hash: checkpoint });
  addParams(record, add);
  const hashOf = loraHashes(record);
  const addTags = (source: string, prompt: string): void =>
    eachTag(prompt, ({ raw_name, te = "1" }) =>
      add(source, {
        type: "lora",
        name: raw_name,
        weight: readWeight(te) ?? null,
        hash: hashOf(raw_name),
      }));
  addTags("prompt", record.raw_positive);
  addTags("negative prompt", record.raw_negative);
  return resources;
}

/** What the pairs name besides the checkpoint. */
function addParams(
  record: SdRecord,
  add: (source: string, draft: ResourceDraft) => void,
): void {
  const params = new Map<string, { key: string; value: string }>();
  let namesAny = false;
  for (const [key, value] of record.params) {
    const { normal } = keyFacts(key);
    params.set(normal, { key, value });
    namesAny = namesAny || mayNameResources(normal);
  }
  if (!namesAny) return;
  for (const [normal, reader] of READERS) {
    const param = params.get(normal);
    if (param === undefined) continue;
    for (const draft of reader(param.value, params, record)) add(param.key, draft);
  }
  for (const [normal, { key, value }] of params) {
    const draft = readNumbered(normal, value, params);
    if (draft !== undefined) add(key, draft);
  }
}

function complete(draft: ResourceDraft, source: string): Resource {
  const { type, name, weight = null, hash, model_version_id = null } = draft;
  const digits = readHash(/^0x/i.test(hash ?? "") ? hash?.slice(2) ?? "" : hash ?? "");
  return {
    type,
    name: name || null,
    weight: Number.isFinite(weight) ? weight : null,
    hash: digits,
    hash_kind: hashKind(digits),
    model_version_id,
    source,
  };
}

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
