/**
 * Everything that a text names: checkpoints, LoRAs, embeddings, VAEs, with the hashes that come with them.
 *
 * @module
 */
import type { Resource, SdRecord } from "../record.ts";
import { readCivitaiResources } from "./civitai.ts";
import { comparableName, readHashEntries, readHashList, readNames } from "./hash_lists.ts";
import { keyFacts } from "./keys.ts";
import { eachTag, readWeight } from "./loras.ts";
import { hashKind, readHash, readReal } from "./values.ts";

/** A resource less what can be left out. */
type Draft = Pick<Resource, "type"> & Partial<Omit<Resource, "hash_kind" | "source">>;

/** A reader of one kind of entry: the value, and the values by normalised key that stand beside it. */
type Reader = (value: string, params: ReadonlyMap<string, Param>, record: SdRecord) => Draft[];

interface Param {
  readonly key: string;
  readonly value: string;
}

/** Kinds in `Hashes` by the word before the colon. */
const HASH_TYPES: Readonly<Record<string, string>> = {
  model: "checkpoint",
  embed: "embedding",
};

/** Who reads which key (normalised), in the order of the result. */
const READERS: ReadonlyArray<readonly [key: string, reader: Reader]> = [
  ["vae", (name, params) => [{ type: "vae", name, hash: hashUnder(params, "vae_hash") }]],
  ["refiner", readRefiner],
  ["lora_hashes", readLoraHashes],
  ["ti_hashes", (value) => readHashList(value).map((item) => ({ type: "embedding", ...item }))],
  ["hashes", readHashes],
  ["civitai_resources", readCivitaiResources],
  ["civitai_metadata", readCivitaiResources],
];

/** Numbered keys: the name's key, and the keys of what goes with it. */
const NUMBERED = [
  { name: /^addnet_model_(\d+)$/, weight: "addnet_weight_a_#", hash: undefined },
  { name: /^lora_(\d+)_model_name$/, weight: "lora_#_strength_model", hash: "lora_#_model_hash" },
];

/** `name(0123abcdef)`, as AddNet writes it. */
const NAME_WITH_HASH = /^(.*?)\s*[([]([0-9a-fA-F]+)[)\]]$/;

/**
 * Lists the resources of a record, one entry for each place that names one.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parse } from "./parse.ts";
 * const record = parse("a cat\nSteps: 20, Model hash: 0123456789, Model: fern");
 * assert.equal(record && listResources(record)[0]?.hash_kind, "autov2");
 * ```
 */
export function listResources(record: SdRecord): Resource[] {
  const params = new Map<string, Param>();
  for (const [key, value] of record.params) params.set(keyFacts(key).normal, { key, value });
  const resources: Resource[] = [];
  const add = (source: string, draft: Draft): void => {
    if (draft.name || draft.hash || draft.model_version_id) resources.push(complete(draft, source));
  };
  const checkpoint = record.model_hash_full ?? record.model_hash_short;
  const modelKey = checkpoint === null ? "Model" : "Model hash";
  add(modelKey, { type: "checkpoint", name: record.model_name, hash: checkpoint });
  for (const [normal, reader] of READERS) {
    const param = params.get(normal);
    for (const draft of param ? reader(param.value, params, record) : []) {
      add(param?.key ?? "", draft);
    }
  }
  for (const [normal, { key, value }] of params) {
    const draft = readNumbered(normal, value, params);
    if (draft !== undefined) add(key, draft);
  }
  const hashOf = loraHashes(record);
  const addTags = (source: string, prompt: string): void =>
    eachTag(prompt, ({ raw_name, te }) =>
      add(source, {
        type: "lora",
        name: raw_name,
        weight: (te === undefined ? 1 : readWeight(te)) ?? null,
        hash: hashOf(raw_name),
      }));
  addTags("prompt", record.raw_positive);
  addTags("negative prompt", record.raw_negative);
  return resources;
}

function complete({ type, name, weight, hash, model_version_id }: Draft, source: string): Resource {
  return {
    type,
    name: name || null,
    weight: weight ?? null,
    hash: hash ?? null,
    hash_kind: hashKind(hash ?? null),
    model_version_id: model_version_id ?? null,
    source,
  };
}

function hashUnder(params: ReadonlyMap<string, Param>, key: string): string | null {
  return readHash(params.get(key)?.value ?? "");
}

function withHash(text: string): { name: string; hash: string | null } {
  const [, name = text, hash = ""] = NAME_WITH_HASH.exec(text) ?? [];
  return { name, hash: readHash(hash) };
}

function readRefiner(value: string): Draft[] {
  return [{ type: "checkpoint", ...withHash(value) }];
}

/** Names with hashes; SD.Next keeps the names in a list of their own, Fooocus the weights. */
function readLoraHashes(value: string, params: ReadonlyMap<string, Param>): Draft[] {
  const items = readHashList(value);
  const networks = readNames(params.get("lora_networks")?.value ?? "");
  const weights = new Map(
    readHashList(params.get("lora_weights")?.value ?? "").map((item) => [item.name, item.hash]),
  );
  return items.map((item, i) => ({
    type: "lora",
    hash: item.hash,
    name: item.name ?? (networks.length === items.length ? networks[i] ?? null : null),
    weight: item.weight ?? readReal(weights.get(item.name) ?? ""),
  }));
}

function readHashes(value: string, _params: unknown, record: SdRecord): Draft[] {
  return readHashEntries(value).flatMap(({ kind, name, hash }) => {
    const named = name ??
      (kind === "model" ? record.model_name : kind === "vae" ? record.vae : null);
    const isNothing = hash === null && name === null;
    return isNothing ? [] : [{ type: HASH_TYPES[kind] ?? kind, name: named, hash }];
  });
}

/** LoRAs that stand under numbered keys instead of tags. */
function readNumbered(
  key: string,
  value: string,
  params: ReadonlyMap<string, Param>,
): Draft | undefined {
  for (const { name, weight, hash } of NUMBERED) {
    const number = name.exec(key)?.[1];
    if (number === undefined) continue;
    const draft = withHash(value);
    return {
      type: "lora",
      name: draft.name,
      weight: readReal(params.get(weight.replace("#", number))?.value ?? ""),
      hash: hash === undefined ? draft.hash : hashUnder(params, hash.replace("#", number)),
    };
  }
  return undefined;
}

/**
 * Gives the hash that the parameters hold for a LoRA: `Lora hashes` first, then `Hashes`.
 *
 * @returns A function from the name as the tag writes it to the hash or null.
 */
export function loraHashes(record: SdRecord): (rawName: string) => string | null {
  let hashes: ReadonlyMap<string, string> | undefined;
  return (rawName) => {
    hashes ??= readLoraHashMap(record);
    return hashes.get(comparableName(rawName)) ?? null;
  };
}

function readLoraHashMap(record: SdRecord): Map<string, string> {
  const hashes = new Map<string, string>();
  const add = (name: string | null, hash: string | null): void => {
    const key = comparableName(name ?? "");
    if (key !== "" && hash !== null && !hashes.has(key)) hashes.set(key, hash);
  };
  const each = (wanted: string, read: (value: string) => void): void => {
    for (const [key, value] of record.params) if (keyFacts(key).normal === wanted) read(value);
  };
  each("lora_hashes", (value) => readHashList(value).forEach(({ name, hash }) => add(name, hash)));
  each("hashes", (value) => {
    for (const { kind, name, hash } of readHashEntries(value)) if (kind === "lora") add(name, hash);
  });
  return hashes;
}
