/**
 * Readers of the keys of infotexts and generation fields that list resources.
 *
 * @module
 */
import { readCivitaiResources } from "../../record/civitai.ts";
import { readHashEntries, readHashList, readNames } from "../../record/hash_lists.ts";
import type { ResourceDraft, SdRecord } from "../../record/record.ts";
import { hashKind, isHexadecimal, readHash, readReal } from "../../record/values.ts";
import type { Params, ResourceKeys, ResourceReader } from "../generator.ts";

const KEYED: ReadonlyArray<readonly [key: string, read: ResourceReader]> = [
  ["vae", (name, params) => [{ type: "vae", name, hash: readHash(valueOf(params, "vae_hash")) }]],
  ["refiner", (value) => [{ type: "checkpoint", ...readNameWithHash(value) }]],
  ["lora_hashes", readLoraHashes],
  ["lora_networks", readLoraNetworks],
  ["lora_weights", readLoraWeights],
  ["loras", readSwarmLoras],
  ["ti_hashes", readEmbeddings],
  ["ti", readEmbeddings],
  ["embeddings", readEmbeddings],
  ["hashes", readHashes],
  ["civitai_resources", readCivitaiResources],
  ["civitai_metadata", readCivitaiResources],
  ["civitairesources", readCivitaiResources],
  ["resources", readCivitaiResources],
];

/** Kinds in `Hashes` by the word before the colon. */
const HASH_TYPES: ReadonlyMap<string, string> = new Map([
  ["model", "checkpoint"],
  ["embed", "embedding"],
  ["lyco", "lora"],
]);

/** Keys with a number: the name's key, and the keys of what goes with it. */
const NUMBERED = [
  { name: /^addnet_model_(\d+)$/, weight: "addnet_weight_a_#", hash: "" },
  { name: /^lora_(\d+)_model_name$/, weight: "lora_#_strength_model", hash: "lora_#_model_hash" },
];

/** Readers of LoRAs that stand under numbered keys instead of a tag. */
const NUMBERED_READERS = NUMBERED.map(({ name, weight, hash }): ResourceKeys => ({
  key: name,
  read: (value, params, _record, key) => {
    const number = name.exec(key)?.[1] ?? "";
    const apart = readHash(valueOf(params, hash.replace("#", number)));
    const named = readNameWithHash(value);
    return [{
      type: "lora",
      name: named.name,
      weight: readReal(valueOf(params, weight.replace("#", number))),
      hash: apart ?? named.hash,
    }];
  },
}));

/** The keys of infotexts and of generation fields, in the order of the result. */
export const RESOURCE_KEYS: readonly ResourceKeys[] = [
  ...KEYED.map(([key, read]) => ({ key, read })),
  ...NUMBERED_READERS,
];

function valueOf(params: Params, key: string): string {
  return params.get(key)?.value ?? "";
}

/** Reads `name(0123abcdef)` or `name [0123abcdef]`. */
function readNameWithHash(text: string): { name: string; hash: string | null } {
  const at = Math.max(text.lastIndexOf("("), text.lastIndexOf("["));
  const hash = text.slice(at + 1, -1);
  return at >= 0 && /[)\]]$/.test(text) && isHexadecimal(hash)
    ? { name: text.slice(0, at).trim(), hash: readHash(hash) }
    : { name: text, hash: null };
}

/** Names with hashes; SD.Next keeps the names in a list of their own, Fooocus the weights. */
function readLoraHashes(value: string, params: Params): ResourceDraft[] {
  const items = readHashList(value);
  const names = readNames(valueOf(params, "lora_networks"));
  const weights = loraWeights(valueOf(params, "lora_weights"));
  return items.map(({ name, hash, weight }, i) => ({
    type: "lora",
    name: name ?? (names.length === items.length ? names[i] ?? null : null),
    hash,
    weight: weight ?? weights.get(name ?? "") ?? null,
  }));
}

/** SD.Next's names, unless they are as many as the hashes, and so listed with them. */
function readLoraNetworks(value: string, params: Params): ResourceDraft[] {
  const names = readNames(value);
  const hashes = readHashList(valueOf(params, "lora_hashes"));
  return names.length === hashes.length ? [] : names.map((name) => ({ type: "lora", name }));
}

/** Fooocus's weights, of the names that no hash is given for. */
function readLoraWeights(value: string, params: Params): ResourceDraft[] {
  const listed = new Set(readHashList(valueOf(params, "lora_hashes")).map(({ name }) => name));
  return [...loraWeights(value)].filter(([name]) => !listed.has(name))
    .map(([name, weight]) => ({ type: "lora", name, weight }));
}

function loraWeights(value: string): Map<string, number | null> {
  return new Map(
    readNames(value).map((item) => {
      const colon = item.lastIndexOf(":");
      return [item.slice(0, Math.max(colon, 0)).trim(), readReal(item.slice(colon + 1).trim())];
    }),
  );
}

/** SwarmUI's two lists; they go together by position. */
function readSwarmLoras(value: string, params: Params): ResourceDraft[] {
  const weights = readNames(valueOf(params, "loraweights"));
  return readNames(value).map((name, i) => ({
    type: "lora",
    name,
    weight: readReal(weights[i] ?? ""),
  }));
}

/** Embeddings count only with a hash of a known length: a broken list holds words of the prompt. */
function readEmbeddings(value: string): ResourceDraft[] {
  return readHashList(value).flatMap(({ name, hash }) =>
    name === null || hashKind(hash) === null
      ? []
      : [{ type: "embedding", name: name.replace(/^"+|"+$/g, ""), hash }]
  );
}

function readHashes(value: string, _params: Params, record: SdRecord): ResourceDraft[] {
  const ownNames: ReadonlyMap<string, string | null> = new Map([
    ["model", record.model_name],
    ["vae", record.vae],
  ]);
  return readHashEntries(value).flatMap(({ kind, name, hash }) =>
    hash === null && name === null
      ? []
      : [{ type: HASH_TYPES.get(kind) ?? kind, name: name ?? ownNames.get(kind) ?? null, hash }]
  );
}
