/**
 * Everything that a text names: checkpoints, LoRAs, embeddings, VAEs, with the hashes that come with them.
 *
 * @module
 */
import { MAX_RESOURCES } from "../record/hash_lists.ts";
import { keyFacts } from "../record/keys.ts";
import { modelStem } from "../record/model_names.ts";
import { eachTag } from "../record/lora_tags.ts";
import type { Resource, ResourceDraft, SdRecord } from "../record/record.ts";
import { loraHashes } from "../record/resources.ts";
import { readWeight } from "../record/usages.ts";
import { hashKind, readHash } from "../record/values.ts";
import { versionInName } from "../record/version_resources.ts";
import type { Generator, ResourceKeys } from "./generator.ts";
import { GENERATORS } from "./table.ts";

/**
 * Lists the resources of a record, one entry for each place that names one, up to 10,000.
 *
 * @param table The generators that the record may be of.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parse } from "./parse.ts";
 * const record = parse("a cat\nSteps: 20, Model hash: 0123456789, Model: fern");
 * assert.equal(record && listResources(record)[0]?.hash_kind, "autov2");
 * ```
 */
export function listResources(
  record: SdRecord,
  table: readonly Generator[] = GENERATORS,
): Resource[] {
  const resources: Resource[] = [];
  const add = (source: string, draft: ResourceDraft): void => {
    if (resources.length >= MAX_RESOURCES) return;
    if (draft.name || draft.hash || draft.model_version_id) resources.push(complete(draft, source));
  };
  const named = record.resources.find((resource) => isModel(resource, record));
  const checkpoint = checkpointOf(record);
  add(
    checkpoint.hash === null ? "Model" : "Model hash",
    checkpoint.hash === null
      ? { ...checkpoint, ...named }
      : { ...named, ...checkpoint, ...nameOf(named) },
  );
  addParams(record, keysOf(record, table), add);
  const hashOf = loraHashes(record);
  for (const lora of record.loras) {
    const hash = lora.hash ?? hashOf(lora.name);
    add(lora.source ?? lora.origin, { ...lora, type: "lora", hash });
  }
  for (const resource of record.resources) {
    if (resource !== named) add(resource.source, resource);
  }
  if (record.appliedTags !== null) return resources;
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

/** The checkpoint as the columns of a record name it. */
function checkpointOf(record: SdRecord): ResourceDraft & { readonly hash: string | null } {
  const hash = record.model_hash_full ?? record.model_hash_short;
  return { type: "checkpoint", name: record.model_name, hash, hash_kind: record.hash_type };
}

/** The name of a resource, as it is written. */
function nameOf(resource: ResourceDraft | undefined): Pick<ResourceDraft, "name"> {
  return resource === undefined ? {} : { name: resource.name ?? null };
}

/** Whether a resource is the record's checkpoint, whose name a generator knows as it is written. */
function isModel({ type, name }: ResourceDraft, { model_name }: SdRecord): boolean {
  return type === "checkpoint" && model_name !== null && typeof name === "string" &&
    modelStem(name) === model_name;
}

/** The keys that the record's generator reads as resources. */
function keysOf({ generator }: SdRecord, table: readonly Generator[]): readonly ResourceKeys[] {
  return generator === null ? [] : table.find(({ name }) => name === generator)?.resources ?? [];
}

/** Adds what the pairs name besides the checkpoint. */
function addParams(
  record: SdRecord,
  keys: readonly ResourceKeys[],
  add: (source: string, draft: ResourceDraft) => void,
): void {
  if (keys.length === 0 || record.params.size === 0) return;
  const params = new Map<string, { key: string; value: string }>();
  let namesAny = false;
  const mayName = namesOf(keys);
  for (const [key, value] of record.params) {
    const { normal } = keyFacts(key);
    params.set(normal, { key, value });
    namesAny = namesAny || mayName(normal);
  }
  if (!namesAny) return;
  for (const { key, read } of keys) {
    const found = typeof key === "string" ? [key] : [...params.keys()].filter((k) => key.test(k));
    for (const normal of found) {
      const param = params.get(normal);
      if (param === undefined) continue;
      for (const draft of read(param.value, params, record, normal)) add(param.key, draft);
    }
  }
}

/** Tells whether a normalised key is one of those. Most texts have none. */
function namesOf(keys: readonly ResourceKeys[]): (key: string) => boolean {
  if (last?.keys !== keys) {
    const fixed = new Set<string>();
    const patterns: RegExp[] = [];
    for (const { key } of keys) typeof key === "string" ? fixed.add(key) : patterns.push(key);
    last = { keys, mayName: (key) => fixed.has(key) || patterns.some((p) => p.test(key)) };
  }
  return last.mayName;
}

/** The keys that were asked for last: they are mostly those of one generator. */
let last:
  | { readonly keys: readonly ResourceKeys[]; readonly mayName: (key: string) => boolean }
  | undefined;

function complete(draft: ResourceDraft, source: string): Resource {
  const { type, name, weight = null, hash, hash_kind, model_version_id } = draft;
  const digits = readHash(/^0x/i.test(hash ?? "") ? hash?.slice(2) ?? "" : hash ?? "");
  return {
    type,
    name: name || null,
    weight: Number.isFinite(weight) ? weight : null,
    hash: digits,
    hash_kind: hash_kind ?? hashKind(digits),
    model_version_id: model_version_id ?? versionInName(name ?? ""),
    source,
  };
}
